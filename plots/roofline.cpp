// SPDX-License-Identifier: Apache-2.0
#include "plots/roofline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "plots/text.hpp"

namespace pontage::plots {
namespace {

constexpr std::string_view kRead = "stream_read", kMultiply = "multiply_add";

bool is_resident(const CaseRecord& c) {
  return c.remark.find("cache-resident") != std::string::npos;
}

/// Measured, by the processors that the ceilings were measured on and with nothing copied: a device
/// of its own memory has other ceilings.
bool is_of_host(const CaseRecord& c) {
  return c.provenance == Provenance::measured && is_plotted(c) && c.crossing_pieces == 0 &&
         (c.dialect == "host" || c.dialect == "serial");
}

/// Of a team's workers those that took part: a problem of one item keeps one busy.
std::int64_t workers_that_ran(const CaseRecord& c) {
  if (c.dialect == "serial") return 1;
  std::int64_t seen = 0;
  for (const RunRecord& run : c.runs) seen = std::max<std::int64_t>(seen, run.workers_took_part);
  return seen > 0 ? std::min(seen, workers_of(c)) : workers_of(c);
}

double amount(const CaseRecord& c, WorkUnit unit) {
  return static_cast<double>(unit == WorkUnit::flop ? c.work.flop : c.work.steps);
}

double bytes_of(const CaseRecord& c) {
  return static_cast<double>((c.work.bytes_read + c.work.bytes_written).count());
}

double bytes_a_second(const CaseRecord& c) {
  const double ns = estimate_of(c, "real_time").value;
  return ns > 0 ? static_cast<double>(c.work.bytes_read.count()) / ns * 1e9 : 0;
}

/// Larger arrays before smaller ones, of one size the faster.
bool is_better_read(const CaseRecord& c, const CaseRecord* than) {
  if (than == nullptr) return true;
  const auto size = c.work.bytes_read, other = than->work.bytes_read;
  return size != other ? size > other : bytes_a_second(c) > bytes_a_second(*than);
}

bool is_better_multiply(const CaseRecord& c, const CaseRecord* than) {
  return than == nullptr || rate_of(c, WorkUnit::flop) > rate_of(*than, WorkUnit::flop);
}

void find_roof(RoofPoint& point, const std::vector<Ceiling>& ceilings, WorkUnit unit) {
  const auto at = std::ranges::find(ceilings, workers_that_ran(*point.of), &Ceiling::workers);
  if (at == ceilings.end()) return;
  const bool has_flat = unit == WorkUnit::flop && at->flop_a_second > 0;
  const double slant = at->bytes_a_second * point.intensity;
  if (has_flat && at->bytes_a_second > 0 && at->flop_a_second < slant) {
    point.roof = at->flop_a_second;
    point.bound = "multiply-adds";
  } else if (slant > 0 && (has_flat || unit == WorkUnit::steps)) {
    point.roof = slant;
    point.bound = "memory";
  }
}

}  // namespace

double rate_of(const CaseRecord& c, WorkUnit unit) {
  const double ns = estimate_of(c, "real_time").value;
  return ns > 0 ? amount(c, unit) / ns * 1e9 : 0;
}

std::string unit_of(const CaseRecord& c, WorkUnit unit) {
  if (unit == WorkUnit::flop) return "flop/s";
  return std::string(" ").append(c.step_name.empty() ? "step" : c.step_name).append("s/s");
}

std::string rate_text(double rate, std::string_view unit) {
  constexpr std::array<const char*, 5> kPrefixes{"", "k", "M", "G", "T"};
  std::size_t prefix = 0;
  for (; rate >= 1000 && prefix + 1 < kPrefixes.size(); ++prefix) rate /= 1000;
  return digits(rate).append(" ").append(kPrefixes[prefix]).append(unit);
}

std::vector<Ceiling> ceilings_of(const ResultFile& file) {
  std::map<std::int64_t, Ceiling> all;
  for (const CaseRecord& c : file.cases) {
    if (!is_of_host(c)) continue;
    const auto workers = workers_that_ran(c);
    if (c.kernel == kRead && !is_resident(c) && bytes_a_second(c) > 0) {
      if (Ceiling& ceiling = all[workers]; is_better_read(c, ceiling.read)) ceiling.read = &c;
    } else if (c.kernel == kMultiply && rate_of(c, WorkUnit::flop) > 0) {
      if (Ceiling& ceiling = all[workers]; is_better_multiply(c, ceiling.multiply))
        ceiling.multiply = &c;
    }
  }
  std::vector<Ceiling> ceilings;
  for (auto& [workers, ceiling] : all) {
    ceiling.workers = workers;
    if (ceiling.read != nullptr) ceiling.bytes_a_second = bytes_a_second(*ceiling.read);
    if (ceiling.multiply != nullptr)
      ceiling.flop_a_second = rate_of(*ceiling.multiply, WorkUnit::flop);
    ceilings.push_back(ceiling);
  }
  return ceilings;
}

const CaseRecord* one_load_at_a_time(const ResultFile& file) {
  const CaseRecord* best = nullptr;
  for (const CaseRecord& c : file.cases) {
    if (c.kernel != "chase" || !is_of_host(c) || is_resident(c)) continue;
    if (shape_number(c, "chains") != 1 || shape_number(c, "banks") > 1) continue;
    const auto weight = [](const CaseRecord& of) {
      return std::pair(shape_number(of, "bytes"), rate_of(of, WorkUnit::steps));
    };
    if (rate_of(c, WorkUnit::steps) > 0 && (best == nullptr || weight(c) > weight(*best)))
      best = &c;
  }
  return best;
}

std::vector<RoofPoint> roof_points(const ResultFile& file, const std::vector<Ceiling>& ceilings,
                                   WorkUnit unit) {
  std::vector<RoofPoint> points;
  for (const CaseRecord& c : file.cases) {
    if (!is_of_host(c) || c.kernel == kRead || c.kernel == kMultiply) continue;
    if ((c.work.flop > 0) != (unit == WorkUnit::flop)) continue;
    RoofPoint point{.of = &c,
                    .intensity = bytes_of(c) > 0 ? amount(c, unit) / bytes_of(c) : 0,
                    .rate = rate_of(c, unit),
                    .is_resident = is_resident(c)};
    if (!(point.intensity > 0) || !(point.rate > 0) || !std::isfinite(point.rate)) continue;
    find_roof(point, ceilings, unit);
    points.push_back(point);
  }
  return points;
}

}  // namespace pontage::plots
