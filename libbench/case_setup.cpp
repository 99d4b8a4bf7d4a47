// SPDX-License-Identifier: Apache-2.0
#include "libbench/case_setup.hpp"

namespace pontage {

Result<std::unique_ptr<Problem>> make_problem(const Case& c, Seed seed) {
  auto shape = c.kernel->shape_schema().make(c.shape);
  if (!shape) return pass_on(shape.error());
  return c.kernel->make_problem(*shape, seed);
}

Result<std::unique_ptr<CaseSetup>> CaseSetup::make(const Case& c, const Registry& registry,
                                                   Seed seed) {
  std::unique_ptr<CaseSetup> setup(new CaseSetup);
  auto device = c.backend->open(c.device_axes, nullptr);
  if (!device) return pass_on(device.error());
  setup->device_ = std::move(*device);
  auto problem = make_problem(c, seed);
  if (!problem) return pass_on(problem.error());
  setup->problem_ = std::move(*problem);
  auto variant =
      choose_variant(registry.variants(*c.kernel), *setup->device_, *setup->problem_, c.variant);
  if (!variant) return pass_on(variant.error());
  setup->variant_ = *variant;
  setup->placement_ = {{setup->device_.get()}, {0}};
  setup->lowering_ = lowering_axes(c.lowering);
  auto plan = lower(single_stage(c.kernel->name(), *setup->problem_, **variant), setup->placement_,
                    setup->lowering_);
  if (!plan) return pass_on(plan.error());
  setup->plan_ = std::move(*plan);
  return setup;
}

}  // namespace pontage
