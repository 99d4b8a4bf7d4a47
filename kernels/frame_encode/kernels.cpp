// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <vector>

#include "kernels/frame_encode/encode_h264.hpp"
#include "kernels/frame_encode/encode_jpeg.hpp"
#include "kernels/frame_encode/encode_tiles.hpp"

namespace pontage::frame_encode {

/// What this folder offers; named by the list that CMake generates.
std::span<const Kernel* const> kernels();

std::span<const Kernel* const> kernels() {
  static const std::vector<const Kernel*> all{
      &encode_jpeg(),
      &encode_h264(),
#ifdef PONTAGE_HAS_ZSTD
      &encode_tiles(),
#endif
  };
  return all;
}

}  // namespace pontage::frame_encode
