// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "kernels/frame_stages/stage_shape.hpp"
#include "kernels/frame_stages/tile_hash.hpp"

namespace pontage::frame_stages {

/// Which tiles of 32 by 32 pixels really changed, of those that surfaces' damage touches: clients
/// damage more than they change, and every tile dropped here is neither encoded nor sent.
///
/// Shapes   frame [height, width] u32, the new one (dataset: the compositor has just drawn it
///          there); previous [height, width] u32, read by variants that compare; hashes [tiles] of
///          the previous one (tile_hash.hpp) and keys [1026] u32, read by variants that hash
///          (dataset: from the last update); candidates [1 + n] u32: n, and the numbers of the
///          tiles that the damage touches, ascending (request); new_hashes [tiles], of candidates
///          only, to be the next update's hashes (scratch: they stay); dirty [tiles] u8: 1 where a
///          candidate changed, else 0 (response; `region_of_tiles` makes rectangles of it on the
///          host).
/// Work     steps = the candidates' pixels; bytes_read = 4 each, twice where variants compare,
///          up to the first row that differs, and 16 a tile where they hash; bytes_written = dirty
///          and, where they hash, 16 a candidate.
/// Judge    exact, by the bytes of both frames: a hash that collided is a wrong answer. For pixels
///          that do not depend on the keys the chance is at most 2⁻⁶⁴ a tile.
struct DamageShape : StageShape {
  std::string change;
  std::int64_t changed = 0;  ///< of 1,000 candidates
  std::string session;       ///< "none", or what open_frames knows: damage and change are its own
  std::int64_t update = 0;   ///< of the session; counted from 1
};

enum DamageValue : std::size_t {
  kDamageFrame = 0,
  kPrevious = 1,
  kHashes = 2,
  kKeys = 3,
  kCandidates = 4,
  kNewHashes = 5,
  kDirty = 6
};

}  // namespace pontage::frame_stages
