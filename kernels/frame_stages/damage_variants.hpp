// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/dialect.hpp"

namespace pontage::frame_stages {

/// Every pixel of every candidate against the previous frame, serial.
void damage_reference(const Args&);

/// Rows of a candidate against the previous frame's, up to the first that differs.
void damage_compare(HostTeam&, const Args&);

/// A hash of each candidate against the previous frame's, pixel by pixel.
void damage_hash_plain(HostTeam&, const Args&);

/// The same by vectors. Only where the build has Highway.
void damage_hash(HostTeam&, const Args&);

/// Rows of a tile that `damage_compare` reads before it knows; `differs` says whether it does.
struct Compared {
  std::int32_t rows = 0;
  bool differs = false;
};
Compared compare_tile(const std::uint32_t* now, const std::uint32_t* before, std::int64_t stride,
                      std::int32_t width, std::int32_t height);

}  // namespace pontage::frame_stages
