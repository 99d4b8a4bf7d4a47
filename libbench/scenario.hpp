// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "libbench/device.hpp"
#include "libbench/kernel.hpp"

namespace pontage {

/// One step of a scenario: a problem's values and work. A `per_part` stage runs once for every part
/// on its share of the bytes of each request and response; any other stage runs once and waits for
/// all parts.
struct StageSpec {
  std::string name;
  std::vector<ValueSpec> values;
  Work work;
  bool per_part = false;
};

/// A response of one stage that is a request of a later one.
struct Flow {
  int from_stage = 0, from_value = 0;
  int to_stage = 0, to_value = 0;
};

/// A graph of stages in topological order. A request that no flow feeds comes from outside and
/// starts on the host; a response that no flow takes ends on the host.
struct ScenarioSpec {
  std::string name;
  std::vector<StageSpec> stages;
  std::vector<Flow> flows;
  int parts = 1;
};

/// The smallest scenario: one stage, inputs start on the host, results end on the host.
ScenarioSpec single_stage(std::string_view name, const Problem&, const Variant&);

/// Which device runs each stage.
struct Placement {
  std::vector<Device*> devices;
  std::vector<int> device_of_stage;  ///< one a stage; place in `devices`
};

/// The axes that lowering reads.
struct LoweringAxes {
  MemoryMode memory = MemoryMode::pinned;
  Wait wait = Wait::spin;
  Submission submit = Submission::one_by_one;
  bool cold = false;  ///< datasets cross inside the window
  int in_flight = 1;  ///< jobs that may be under way at once
};
std::span<const AxisSpec> lowering_axis_specs();
LoweringAxes lowering_axes(const Settings&);

}  // namespace pontage
