// SPDX-License-Identifier: Apache-2.0
#include "plots/standings.hpp"

#include <algorithm>
#include <map>

namespace pontage::plots {
namespace {

constexpr double kConfidence = 0.95;
constexpr Seed kSeed = 20240229;  // fixed: the same result gives the same figures

/// Each device's fastest case of the group, fastest first.
std::vector<Place> fastest_of_each_device(const Group& group) {
  std::map<std::string, Place> best;
  for (const CaseRecord* c : group.cases) {
    Place& place = best[c->device];
    const double time = estimate_of(*c, "real_time").value;
    if (++place.cases == 1 || time < place.time_ns) place.fastest = c, place.time_ns = time;
  }
  std::vector<Place> sorted;
  for (const auto& [device, place] : best) sorted.push_back(place);
  std::ranges::stable_sort(sorted, {}, &Place::time_ns);
  return sorted;
}

void compare(Place& place, const Place& first) {
  const auto slow = run_medians(*place.fastest), fast = run_medians(*first.fastest);
  if (slow.empty() || fast.empty()) return;
  place.ratio = estimate_ratio(slow, fast, kConfidence, kSeed);
  const bool is_modelled = place.fastest->provenance == Provenance::modelled;
  place.is_told_apart = is_modelled
                            ? place.ratio.value > 1
                            : std::min(slow.size(), fast.size()) > 1 && place.ratio.lower > 1;
}

Standing standing(const Group& group) {
  Standing made{group.label, fastest_of_each_device(group)};
  for (std::size_t i = 1; i < made.places.size(); ++i) compare(made.places[i], made.places[0]);
  return made;
}

}  // namespace

const Place* Standing::of(const std::string& device) const {
  const auto at =
      std::ranges::find(places, device, [](const Place& p) { return p.fastest->device; });
  return at == places.end() ? nullptr : &*at;
}

FamilyStandings standings(const Family& family) {
  const auto groups = by_problem(family);
  FamilyStandings made{family.kernel,
                       family.provenance,
                       {},
                       static_cast<std::size_t>(headline(groups) - groups.data())};
  for (const Group& group : groups) made.problems.push_back(standing(group));
  return made;
}

}  // namespace pontage::plots
