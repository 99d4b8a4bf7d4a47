// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backends/backend_list.hpp"
#include "kernels/kernel_list.hpp"
#include "libbench/assemble.hpp"
#include "libbench/calibration.hpp"
#include "libbench/execution.hpp"
#include "libbench/registry.hpp"

namespace pontage::test {

inline Registry full_registry() {
  Registry registry;
  add_all_kernels(registry);
  add_all_backends(registry);
  return registry;
}

inline const ClockMap& test_clock() {
  static const ClockMap clock = ClockMap::calibrate(20_ms);
  return clock;
}

/// One small kernel on one real device, from shape to timeline. Members in order of ownership.
struct LiveCase {
  std::unique_ptr<Device> device;
  std::unique_ptr<Problem> problem;
  const Variant* variant = nullptr;
  Placement placement;
  Plan plan;
  std::unique_ptr<Execution> execution;

  /// Fails the test and leaves `execution` empty when a step is refused. `forced` replaces the
  /// variant that would be chosen.
  static std::unique_ptr<LiveCase> make(const Registry& registry, std::string_view backend,
                                        const Settings& device_axes, std::string_view kernel,
                                        const Settings& shape, const LoweringAxes& axes = {},
                                        const Variant* forced = nullptr) {
    auto c = std::make_unique<LiveCase>();
    auto device = (*registry.backend(backend))->open(device_axes, nullptr);
    EXPECT_TRUE(device) << device.error().what;
    if (!device) return c;
    c->device = std::move(*device);
    const Kernel& k = **registry.kernel(kernel);
    auto made = k.shape_schema().make(shape);
    EXPECT_TRUE(made) << made.error().what;
    auto problem = k.make_problem(*made, 7);
    EXPECT_TRUE(problem) << problem.error().what;
    if (!problem) return c;
    c->problem = std::move(*problem);
    auto variant = choose_variant(registry.variants(k), *c->device, *c->problem, "");
    EXPECT_TRUE(variant) << variant.error().what;
    if (!variant) return c;
    c->variant = forced != nullptr ? forced : *variant;
    c->placement = {{c->device.get()}, {0}};
    auto plan = lower(single_stage(kernel, *c->problem, *c->variant), c->placement, axes);
    EXPECT_TRUE(plan) << plan.error().what;
    if (!plan) return c;
    c->plan = std::move(*plan);
    auto execution =
        Execution::make(c->plan, c->placement, {{c->problem.get(), c->variant}}, test_clock());
    EXPECT_TRUE(execution) << execution.error().what;
    if (!execution) return c;
    auto ready = (*execution)->setup();
    EXPECT_TRUE(ready) << ready.error().what;
    if (ready) c->execution = std::move(*execution);
    return c;
  }
};

}  // namespace pontage::test
