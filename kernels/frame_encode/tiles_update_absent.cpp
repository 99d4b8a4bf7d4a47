// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/tiles_update.hpp"

namespace pontage::frame_encode {

Result<void> apply_tiles_update(std::span<const std::uint8_t> update, desktop::Frame&) {
  if (update.empty()) return {};
  return fail(ErrorKind::unavailable, "updates of tiles need zstd, which this build has not");
}

}  // namespace pontage::frame_encode
