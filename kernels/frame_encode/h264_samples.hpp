// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::frame_encode::h264 {

using Sample = std::uint8_t;

/// Samples somewhere in a plane.
struct Samples {
  const Sample* at = nullptr;
  std::int32_t stride = 0;
};

/// The samples of a macroblock in three planes.
struct MacroblockSamples {
  Samples luma, chroma[2];
};

/// Prediction modes that need nothing above the macroblock: slices are one row high. Numbers as in
/// Tables 8-4 (Intra16x16) and 8-5 (chroma).
enum class Mode16x16 : std::uint8_t { horizontal = 1, dc = 2 };
enum class ChromaMode : std::uint8_t { dc = 0, horizontal = 1 };

}  // namespace pontage::frame_encode::h264
