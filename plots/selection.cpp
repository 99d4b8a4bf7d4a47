// SPDX-License-Identifier: Apache-2.0
#include "plots/selection.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "plots/text.hpp"

namespace pontage::plots {
namespace {

using Axes = Settings CaseRecord::*;
constexpr std::array<Axes, 3> kOutsideShape{&CaseRecord::device_axes, &CaseRecord::lowering_axes,
                                            &CaseRecord::sampling_axes};

/// The axes that have more than one value among the cases that have them at all.
std::set<std::string> varying(const Cases& cases, Axes axes) {
  std::map<std::string, std::set<AxisValue>> values;
  for (const CaseRecord* c : cases)
    for (const auto& [axis, value] : c->*axes) values[axis].insert(value);
  std::set<std::string> names;
  for (const auto& [axis, seen] : values)
    if (seen.size() > 1) names.insert(axis);
  return names;
}

/// How many different shapes the cases have in these axes.
std::size_t distinct_shapes(const Cases& cases, const std::set<std::string>& axes) {
  std::set<Settings> shapes;
  for (const CaseRecord* c : cases) {
    Settings shape;
    for (const auto& [axis, value] : c->shape)
      if (axes.contains(axis)) shape.emplace(axis, value);
    shapes.insert(std::move(shape));
  }
  return shapes.size();
}

/// Without the axes that follow from the others, such as a count that the kernel chose from its
/// size: those that no key mentions go first, then those with the fewest values.
std::set<std::string> without_dependent(const Cases& cases, std::set<std::string> axes) {
  const auto weight = [&](const std::string& axis) {
    const bool is_asked = std::ranges::any_of(cases, [&](const CaseRecord* c) {
      return c->key.find(" " + axis + "=") != std::string::npos;
    });
    return std::pair(is_asked, distinct_shapes(cases, {axis}));
  };
  std::vector<std::string> order(axes.begin(), axes.end());
  std::ranges::stable_sort(order, {}, weight);
  const std::size_t all = distinct_shapes(cases, axes);
  for (const std::string& axis : order) {
    std::set<std::string> fewer = axes;
    fewer.erase(axis);
    if (distinct_shapes(cases, fewer) == all) axes = std::move(fewer);
  }
  return axes;
}

/// The axes of a shape that tell problems apart; the size in bytes and, when nothing else is said,
/// the words.
std::set<std::string> telling_axes(const Cases& cases) {
  auto axes = without_dependent(cases, varying(cases, &CaseRecord::shape));
  const bool is_one = axes.empty();
  for (const CaseRecord* c : cases)
    for (const auto& [axis, value] : c->shape)
      if (axis == "bytes" || (is_one && std::holds_alternative<std::string>(value)))
        axes.insert(axis);
  return axes;
}

std::string joined(const Settings& settings, const std::set<std::string>& axes,
                   std::string_view except = {}) {
  std::string text;
  for (const auto& [axis, value] : settings) {
    if (!axes.contains(axis) || axis == except) continue;
    text.append(text.empty() ? "" : " · ").append(setting_text(axis, value));
  }
  return text;
}

std::string name_without_variant(const CaseRecord& c, const Cases& others,
                                 std::string_view except) {
  std::string name = c.device;
  for (const Axes axes : kOutsideShape) {
    const std::string settings = joined(c.*axes, varying(others, axes), except);
    if (!settings.empty()) name.append(" · ").append(settings);
  }
  return name;
}

/// The same but for the variant.
bool differ_in_variant(const CaseRecord& a, const CaseRecord& b) {
  const auto is_equal = [&](Axes axes) { return a.*axes == b.*axes; };
  return a.variant != b.variant && a.device == b.device && a.shape == b.shape &&
         std::ranges::all_of(kOutsideShape, is_equal);
}

}  // namespace

bool is_plotted(const CaseRecord& c) {
  const bool is_verified = c.provenance == Provenance::modelled || c.repetitions_judged > 0;
  return c.status == Status::right && is_verified && !c.runs.empty();
}

std::vector<Family> families(const ResultFile& file) {
  std::vector<Family> all;
  for (const Provenance provenance : {Provenance::measured, Provenance::modelled})
    for (const CaseRecord& c : file.cases) {
      if (c.provenance != provenance || !is_plotted(c)) continue;
      const auto is_same = [&](const Family& f) {
        return f.kernel == c.kernel && f.provenance == provenance;
      };
      auto family = std::ranges::find_if(all, is_same);
      if (family == all.end()) family = all.insert(all.end(), {c.kernel, provenance, {}});
      family->cases.push_back(&c);
    }
  return all;
}

std::vector<Group> by_problem(const Family& family) {
  const auto axes = telling_axes(family.cases);
  std::map<Settings, std::size_t> place;
  std::vector<Group> groups;
  for (const CaseRecord* c : family.cases) {
    const auto [at, is_new] = place.emplace(c->shape, groups.size());
    if (is_new) groups.push_back({joined(c->shape, axes), {}});
    groups[at->second].cases.push_back(c);
  }
  return groups;
}

const Group* headline(const std::vector<Group>& groups) {
  const auto weight = [](const Group& g) {
    std::set<std::string> devices;
    double longest = 0;
    for (const CaseRecord* c : g.cases) {
      devices.insert(c->device);
      longest = std::max(longest, estimate_of(*c, "real_time").value);
    }
    return std::pair(devices.size(), longest);
  };
  const auto best = std::ranges::max_element(groups, {}, weight);
  return best == groups.end() ? nullptr : &*best;
}

std::string shape_text(const CaseRecord& c, const Cases& others,
                       const std::vector<std::string>& except) {
  auto axes = without_dependent(others, varying(others, &CaseRecord::shape));
  for (const std::string& axis : except) axes.erase(axis);
  return joined(c.shape, axes);
}

const RunRecord& median_run(const CaseRecord& c) {
  std::vector<const RunRecord*> runs;
  for (const RunRecord& run : c.runs) runs.push_back(&run);
  std::ranges::sort(runs, {}, [](const RunRecord* run) { return run->job.median; });
  return *runs[(runs.size() - 1) / 2];
}

std::string series_name(const CaseRecord& c, const Cases& others, std::string_view except) {
  std::string name = name_without_variant(c, others, except);
  const bool is_shared =
      std::ranges::any_of(others, [&](const CaseRecord* o) { return differ_in_variant(c, *o); });
  return is_shared ? name.append(" · ").append(c.variant) : name;
}

std::int64_t workers_of(const CaseRecord& c) {
  if (const auto set = number_of(c.device_axes, "workers", 0); set > 0) return set;
  const auto fact = std::ranges::find(c.facts, "workers", &Fact::name);
  std::int64_t count = 0;
  if (fact != c.facts.end())
    std::from_chars(fact->value.data(), fact->value.data() + fact->value.size(), count);
  return count > 0 || c.runs.empty() ? count : c.runs.front().workers_took_part;
}

std::int64_t shape_number(const CaseRecord& c, std::string_view axis) {
  return number_of(c.shape, axis, 0);
}

std::vector<std::pair<LeafClass, double>> class_times(const CaseRecord& c) {
  std::map<LeafClass, double> sums;
  for (const RunRecord& run : c.runs)
    for (const LeafRecord& leaf : run.mean.leaves)
      sums[parse_leaf_class(leaf.in).value_or(LeafClass::unattributed)] +=
          leaf.ns / static_cast<double>(c.runs.size());
  std::erase_if(sums, [](const auto& entry) { return !(entry.second > 0); });
  return {sums.begin(), sums.end()};
}

double tax_share(const CaseRecord& c) {
  double taxes = 0, total = 0;
  for (const auto& [in, ns] : class_times(c)) {
    total += ns;
    if (kTaxes.holds(in)) taxes += ns;
  }
  return total > 0 ? taxes / total : 0;
}

std::vector<double> run_medians(const CaseRecord& c) {
  std::vector<double> medians;
  for (const RunRecord& run : c.runs)
    if (run.job.median > 0) medians.push_back(run.job.median);
  return medians;
}

Estimate estimate_of(const CaseRecord& c, std::string_view measure) {
  const auto found = std::ranges::find(c.measures, measure, &Measure::name);
  return found == c.measures.end() ? Estimate{} : found->estimate;
}

}  // namespace pontage::plots
