// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/units.hpp"

namespace pontage {

/// What an exchange of stamps found. `processor_pairs` is 0 where only one processor is allowed (or
/// pinning is not): then only the order on one processor was looked at.
struct ClockOrder {
  std::int64_t backward_steps = 0;  ///< a later stamp that was smaller; must be 0
  std::int64_t exchanges = 0;
  int processor_pairs = 0;
};
/// Two pinned threads hand each other their newest stamp through one atomic word; each must read a
/// later one on arrival. The caller stays on the first allowed processor, its partner visits up to
/// eight others, spread evenly, so that sockets and chiplets are crossed. Takes about `budget`; the
/// caller's processor mask is as before afterwards.
ClockOrder count_backward_steps(Nanoseconds budget);

}  // namespace pontage
