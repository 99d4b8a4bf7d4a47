// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/units.hpp"

namespace pontage {

/// When jobs are released: as soon as a slot is free, or one every `period` whatever happens.
struct Load {
  enum class Kind : std::uint8_t { closed, paced } kind = Kind::closed;
  Nanoseconds period{};
};

}  // namespace pontage
