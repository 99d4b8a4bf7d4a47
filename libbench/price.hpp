// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/load.hpp"
#include "libbench/plan.hpp"
#include "libbench/timeline.hpp"

namespace pontage {

/// What a machine charges for the parts of a plan. Whole nanoseconds, so that virtual time is the
/// same on every compiler.
class Costs {
 public:
  virtual ~Costs() = default;
  virtual Nanoseconds duration(const Plan&, ActId) const = 0;
  /// The lag of one edge that ends in `act`.
  virtual Nanoseconds lag(const Plan&, ActId act, const EdgeSpec&) const = 0;
};

/// Runs `jobs` jobs of a plan in virtual time. Unlike `replay` it *decides* the order: the host
/// issues a released job whenever a slot is free and otherwise finishes the oldest one in flight
/// (the policy of Execution::run), and every engine serves in order of submission, which is known
/// the moment the host submits because one thread drives the plan. `replay(price(…).graph) ==
/// price(…).at`. Same plan, costs and load: the same integers.
Timeline price(const Plan&, const Costs&, int jobs, const Load&);

}  // namespace pontage
