// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "libbench/units.hpp"

namespace pontage {

/// What one job of a problem amounts to, counted, not measured. `steps` is the kernel's own
/// elementary step (a dereference, an edge looked at); reports divide time by it and flat machine
/// models multiply by it.
struct Work {
  std::int64_t steps = 0;
  std::string_view step_name = "step";  ///< singular; static text
  std::int64_t flop = 0;
  std::int64_t dependent_loads = 0;  ///< loads whose address is the result of an earlier load
  Bytes bytes_read{};  ///< at least these go through the memory interface of the processor
  Bytes bytes_written{};
  std::int64_t answers =
      0;  ///< how many there are, where the task is to find them (a query's rows)
};

}  // namespace pontage
