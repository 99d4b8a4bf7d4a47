// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "plots/roofline.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

using Json = nlohmann::json;

/// A logarithmic axis of whole decades.
struct Decades {
  double low = HUGE_VAL, high = 0;

  void hold(double value) {
    if (!(value > 0) || !std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  /// To the decades around what it holds, with some room at both ends.
  void round() {
    constexpr double kRoom = 1.25;
    low = std::pow(10, std::floor(std::log10(low / kRoom)));
    high = std::pow(10, std::ceil(std::log10(high * kRoom)));
  }
  std::vector<double> values() const {
    std::vector<double> all;
    for (double at = low; at < high * 1.01; at *= 10) all.push_back(at);
    return all;
  }
  /// The value so far along the axis: 0 its low end, 1 its high one.
  double at(double share) const { return low * std::pow(high / low, share); }
};

struct Frame {
  Decades x, y;
};

Frame frame_of(const Roofline& r) {
  Frame frame;
  for (const RoofPoint& p : r.points) {
    frame.x.hold(p.intensity);
    frame.y.hold(p.rate);
    if (!p.is_resident) frame.y.hold(p.roof);
  }
  frame.y.hold(r.one_load);
  if (r.unit == WorkUnit::flop)
    for (const Ceiling& c : r.ceilings) {
      frame.y.hold(c.flop_a_second);
      if (c.bytes_a_second > 0) frame.x.hold(c.flop_a_second / c.bytes_a_second);
    }
  frame.x.round();
  frame.y.round();
  return frame;
}

std::string workers_text(const Ceiling& c) {
  return counted(static_cast<std::size_t>(c.workers), "worker");
}

/// A roof's corners from left to right.
Json roof_rows(const Roofline& r, const Frame& frame) {
  Json rows = Json::array();
  for (const Ceiling& c : r.ceilings) {
    const auto add = [&](double x, double y) {
      rows.push_back({{"roof", c.workers}, {"x", x}, {"y", y}});
    };
    const double flat = r.unit == WorkUnit::flop ? c.flop_a_second : 0;
    const double slant = c.bytes_a_second;
    if (slant <= 0 && flat <= 0) continue;
    if (slant <= 0) {
      add(frame.x.low, flat);
    } else {
      const double left = std::max(frame.x.low, frame.y.low / slant);
      const double right = std::min(frame.x.high, (flat > 0 ? flat : frame.y.high) / slant);
      add(left, slant * left);
      add(right, slant * right);
    }
    if (flat > 0) add(frame.x.high, flat);
  }
  return rows;
}

/// Which flat roof is whose, at the right end; one name for those too close to tell.
Json flat_names(const Roofline& r, const Frame& frame) {
  constexpr double kApart = 1.25;
  Json rows = Json::array();
  double last = 0;
  if (r.unit == WorkUnit::flop)
    for (const Ceiling& c : r.ceilings) {
      if (c.flop_a_second <= last * kApart) continue;
      last = c.flop_a_second;
      rows.push_back({{"x", frame.x.high},
                      {"y", last},
                      {"name", workers_text(c) + ": " + rate_text(last, "flop/s")}});
    }
  if (r.one_load > 0)
    rows.push_back(
        {{"x", frame.x.high}, {"y", r.one_load}, {"name", "one dependent load at a time"}});
  return rows;
}

/// What the slanted roofs are, left of the highest, where it leaves the picture or meets its flat.
Json slant_names(const Roofline& r, const Frame& frame) {
  const auto top = std::ranges::max_element(r.ceilings, {}, &Ceiling::bytes_a_second);
  if (top == r.ceilings.end() || top->bytes_a_second <= 0) return Json::array();
  const double flat =
      r.unit == WorkUnit::flop && top->flop_a_second > 0 ? top->flop_a_second : frame.y.at(0.92);
  const double x = std::min(frame.x.at(0.9), flat / top->bytes_a_second);
  return {{{"x", x},
           {"y", x * top->bytes_a_second},
           {"name", workers_text(*top) + ": " + rate_text(top->bytes_a_second, "B/s")}}};
}

Json point_rows(const Roofline& r, Palette& palette) {
  Json rows = Json::array();
  for (const RoofPoint& p : r.points) {
    const std::string colour = palette.colour_of(p.of->kernel), unit = unit_of(*p.of, r.unit);
    rows.push_back({{"x", p.intensity},
                    {"y", p.rate},
                    {"case", p.of->key},
                    {"colour", colour},
                    {"inside", p.is_resident ? "var(--panel)" : colour},
                    {"intensity", digits(p.intensity) + " per byte"},
                    {"rate", rate_text(p.rate, unit)},
                    {"roof", p.roof > 0 ? rate_text(p.roof, unit) + ", " + std::string(p.bound)
                                        : "not measured with as many workers"},
                    {"share", p.roof > 0 ? percent(p.rate / p.roof) : "n/a"}});
  }
  return rows;
}

Json dashed_rows(const Roofline& r) {
  return r.one_load > 0 ? Json{{{"y", r.one_load}}} : Json::array();
}

}  // namespace

Chart roofline_chart(const Roofline& r, Palette& palette) {
  const Frame frame = frame_of(r);
  const std::string what = r.unit == WorkUnit::flop ? "flop" : "steps";
  const std::string x_title = what + " per byte of the problem's least traffic";
  const Json words{{"x_title", x_title},
                   {"y_title", what + " a second"},
                   {"x_domain", {frame.x.low, frame.x.high}},
                   {"y_domain", {frame.y.low, frame.y.high}},
                   {"x_values", frame.x.values()},
                   {"y_values", frame.y.values()}};
  const Json data{{"roofs", roof_rows(r, frame)},
                  {"dashed", dashed_rows(r)},
                  {"flat_names", flat_names(r, frame)},
                  {"slant_names", slant_names(r, frame)},
                  {"points", point_rows(r, palette)}};
  return {"roofline", words.dump(), data.dump(), to_text(Provenance::measured),
          what + " a second against " + x_title + ", below the ceilings of this machine"};
}

}  // namespace pontage::plots
