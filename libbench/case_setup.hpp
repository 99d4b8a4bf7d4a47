// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "libbench/case.hpp"
#include "libbench/plan.hpp"

namespace pontage {

/// What a measured case comes to on its device, up to the plan: everything that running it needs
/// and nothing that ran yet.
class CaseSetup {
 public:
  /// Opens the device, makes the problem, chooses the variant and lowers. What cannot be is refused
  /// with a sentence.
  static Result<std::unique_ptr<CaseSetup>> make(const Case&, const Registry&, Seed);

  Device& device() const { return *device_; }
  const Problem& problem() const { return *problem_; }
  const Variant& variant() const { return *variant_; }
  const LoweringAxes& lowering() const { return lowering_; }
  const Placement& placement() const { return placement_; }
  const Plan& plan() const { return plan_; }

 private:
  CaseSetup() = default;
  std::unique_ptr<Device> device_;
  std::unique_ptr<Problem> problem_;
  const Variant* variant_ = nullptr;
  LoweringAxes lowering_;
  Placement placement_;
  Plan plan_;
};

/// The problem of a case, its shape's usual fields included.
Result<std::unique_ptr<Problem>> make_problem(const Case&, Seed);

}  // namespace pontage
