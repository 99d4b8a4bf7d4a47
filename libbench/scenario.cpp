// SPDX-License-Identifier: Apache-2.0
#include "libbench/scenario.hpp"

namespace pontage {

ScenarioSpec single_stage(std::string_view name, const Problem& problem, const Variant& variant) {
  const auto values = problem.values();
  return {std::string(name),
          {{std::string(name), {values.begin(), values.end()}, problem.work(variant), false}},
          {},
          1};
}

std::span<const AxisSpec> lowering_axis_specs() {
  static const std::vector<AxisSpec> axes{
      {"memory",
       "",
       "where the host keeps what crosses: pageable, pinned, or mapped into the device so that "
       "nothing is copied",
       "pinned",
       0,
       0,
       {"pageable", "pinned", "mapped"}},
      {"wait",
       "",
       "how the host waits for a device: spin, yield the processor in between, or block in the "
       "operating system",
       "spin",
       0,
       0,
       {"spin", "yield", "block"}},
      {"submit",
       "",
       "operations go to a queue one by one, or as one list up to the host's next own step",
       "one_by_one",
       0,
       0,
       {"one_by_one", "batched"}},
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
  const auto is = [&](std::string_view axis, std::string_view word, std::string_view usual) {
    return word_of(settings, axis, usual) == word;
  };
  LoweringAxes axes;
  axes.memory = is("memory", "pageable", "pinned") ? MemoryMode::pageable
                : is("memory", "mapped", "pinned") ? MemoryMode::mapped
                                                   : MemoryMode::pinned;
  axes.wait = is("wait", "yield", "spin")   ? Wait::yield
              : is("wait", "block", "spin") ? Wait::block
                                            : Wait::spin;
  axes.submit =
      is("submit", "batched", "one_by_one") ? Submission::batched : Submission::one_by_one;
  axes.cold = is("cold", "yes", "no");
  axes.in_flight = static_cast<int>(number_of(settings, "in_flight", 1));
  return axes;
}

}  // namespace pontage
