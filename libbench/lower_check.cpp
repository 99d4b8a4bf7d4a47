// SPDX-License-Identifier: Apache-2.0
#include "libbench/lower_check.hpp"

#include <set>

namespace pontage {
namespace {

const ValueSpec* value_at(const ScenarioSpec& scenario, int stage, int value) {
  if (stage < 0 || stage >= static_cast<int>(scenario.stages.size())) return nullptr;
  const auto& values = scenario.stages[static_cast<std::size_t>(stage)].values;
  if (value < 0 || value >= static_cast<int>(values.size())) return nullptr;
  return &values[static_cast<std::size_t>(value)];
}

/// Empty when the value can be lowered, else why not.
std::string trouble_with(const ScenarioSpec& scenario, const StageSpec& stage,
                         const ValueSpec& value) {
  const std::string which = "'" + value.name + "' of stage '" + stage.name + "'";
  const bool is_shared =
      stage.per_part && (value.role == Role::request || value.role == Role::response);
  if (is_shared && value.most.count() % scenario.parts != 0)
    return which + " has " + std::to_string(value.most.count()) + " bytes, which " +
           std::to_string(scenario.parts) + " parts do not divide; choose another number of parts";
  return {};
}

std::string trouble_with(const ScenarioSpec& scenario, const Flow& flow) {
  const ValueSpec* from = value_at(scenario, flow.from_stage, flow.from_value);
  const ValueSpec* to = value_at(scenario, flow.to_stage, flow.to_value);
  if (from == nullptr || to == nullptr || flow.from_stage >= flow.to_stage)
    return "a flow must go from a value of one stage to a value of a later one";
  if (from->role != Role::response || to->role != Role::request)
    return "a flow goes from a response to a request, not from '" + from->name + "' to '" +
           to->name + "'";
  if (from->most != to->most)
    return "'" + from->name + "' (" + std::to_string(from->most.count()) + " bytes) flows to '" +
           to->name + "' (" + std::to_string(to->most.count()) + " bytes); both must have one size";
  return {};
}

std::string trouble_with(const ScenarioSpec& scenario, const Placement& placement) {
  if (placement.device_of_stage.size() != scenario.stages.size())
    return "the placement must name a device for every stage";
  for (const int d : placement.device_of_stage)
    if (d < 0 || d >= static_cast<int>(placement.devices.size()))
      return "the placement names a device that it does not list";
  return {};
}

std::string trouble_with(const ScenarioSpec& scenario) {
  if (scenario.stages.empty()) return "it has no stages";
  if (scenario.parts < 1) return "parts must be at least 1";
  for (const StageSpec& stage : scenario.stages)
    for (const ValueSpec& value : stage.values)
      if (auto what = trouble_with(scenario, stage, value); !what.empty()) return what;
  std::set<std::pair<int, int>> fed;
  for (const Flow& flow : scenario.flows) {
    if (auto what = trouble_with(scenario, flow); !what.empty()) return what;
    if (!fed.insert({flow.to_stage, flow.to_value}).second)
      return "two flows feed '" + value_at(scenario, flow.to_stage, flow.to_value)->name + "'";
  }
  return {};
}

}  // namespace

Result<void> check_lowering(const ScenarioSpec& scenario, const Placement& placement,
                            const LoweringAxes& axes) {
  std::string what = trouble_with(scenario);
  if (what.empty()) what = trouble_with(scenario, placement);
  if (!what.empty()) return fail(ErrorKind::usage, "scenario '" + scenario.name + "': " + what);
  for (const StageSpec& stage : scenario.stages)
    for (const ValueSpec& value : stage.values)
      if (value.size_from >= 0)
        return fail(ErrorKind::refused,
                    "'" + value.name + "' of stage '" + stage.name +
                        "' has variable length, which plans reserve but cannot lower yet");
  if (axes.cold && axes.in_flight > 1)
    return fail(ErrorKind::refused,
                "cold=yes uploads the dataset in every job; it needs in_flight=1");
  for (const Device* device : placement.devices)
    if (!device->engines().empty())
      if (auto accepted = device->accepts(axes.submit); !accepted) return accepted;
  return {};
}

}  // namespace pontage
