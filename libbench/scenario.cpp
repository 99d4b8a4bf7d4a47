// SPDX-License-Identifier: Apache-2.0
#include "libbench/scenario.hpp"

namespace pontage {
namespace {

/// The words of an enumeration's values 0 … count − 1.
template <class E>
std::vector<std::string> words(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.emplace_back(to_text(static_cast<E>(i)));
  return all;
}

/// The value that an axis names, or the usual one.
template <class E>
E chosen(const Settings& settings, std::string_view axis, int count, E usual) {
  const std::string word = word_of(settings, axis, to_text(usual));
  for (int i = 0; i < count; ++i)
    if (to_text(static_cast<E>(i)) == word) return static_cast<E>(i);
  return usual;
}

}  // namespace

ScenarioSpec single_stage(std::string_view name, const Problem& problem, const Variant& variant) {
  const auto values = problem.values();
  return {std::string(name),
          {{std::string(name), {values.begin(), values.end()}, problem.work(variant), false}},
          {},
          1};
}

std::span<const AxisSpec> lowering_axis_specs() {
  static const std::vector<AxisSpec> axes{
      {"memory", "",
       "where the host keeps what crosses: copied from pageable, pinned or write_combined memory; "
       "or mapped, managed (managed_prefetch: asked to move before use) or coherent, so that "
       "nothing is copied",
       "pinned", 0, 0, words<MemoryMode>(kMemoryModes)},
      {"wait", "",
       "how the host waits for a device: spin, yield the processor in between, or block in the "
       "operating system",
       "spin", 0, 0, words<Wait>(kWaits)},
      {"submit", "",
       "operations go to a queue one by one; or together up to the host's next own step: batched "
       "(one list), graph (recorded in setup), persistent (to code that stays on the device)",
       "one_by_one", 0, 0, words<Submission>(kSubmissions)},
      {"cold",
       "",
       "yes: datasets cross inside the window, as in the first job after start",
       "no",
       0,
       0,
       {"no", "yes"}},
      {"in_flight", "count", "jobs that may be under way at once", std::int64_t{1}, 1, 64}};
  return axes;
}

LoweringAxes lowering_axes(const Settings& settings) {
  LoweringAxes axes;
  axes.memory = chosen(settings, "memory", kMemoryModes, axes.memory);
  axes.wait = chosen(settings, "wait", kWaits, axes.wait);
  axes.submit = chosen(settings, "submit", kSubmissions, axes.submit);
  axes.cold = word_of(settings, "cold", "no") == "yes";
  axes.in_flight = static_cast<int>(number_of(settings, "in_flight", 1));
  return axes;
}

}  // namespace pontage
