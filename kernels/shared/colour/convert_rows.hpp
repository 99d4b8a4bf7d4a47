// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace pontage::colour {

/// Which conversion: see colour_item.hpp, where the arithmetic stands.
enum class Matrix : std::uint8_t { bt601_full, bt709_limited };

/// A rectangle of a picture: BGRX8888, `stride` pixels from one row to the next. Its left edge is
/// at a multiple of 4 pixels of the picture and its upper one at an even row, or chroma would not
/// be that of the whole picture.
struct Pixels {
  const std::uint32_t* at = nullptr;
  std::int64_t stride = 0;
  std::int32_t width = 0, rows = 0;  ///< at least 1
};

/// Where it goes: 4:2:0 in three planes, strides in bytes. A stripe's, a macroblock's or a whole
/// picture's.
struct Planes {
  std::uint8_t *luma = nullptr, *cb = nullptr, *cr = nullptr;
  std::int64_t luma_stride = 0, chroma_stride = 0;
};

/// How much is written: luma [rows, width], chroma [rows / 2, width / 2]; both even and at least as
/// large as the pixels. What lies beyond them is as libjpeg pads it: to the right as if each row's
/// last pixel went on; below, the last row of luma and the last row of chroma again (of an odd
/// number of rows the last one is its own partner).
struct Padded {
  std::int32_t width = 0, rows = 0;
};

/// The pixels in 4:2:0, by vectors where the build has Highway. Allocates nothing and may be called
/// from any thread.
void convert_rows(Matrix, const Pixels& from, Padded, const Planes& to);
inline void convert_rows_601(const Pixels& from, Padded padded, const Planes& to) {
  convert_rows(Matrix::bt601_full, from, padded, to);
}
inline void convert_rows_709(const Pixels& from, Padded padded, const Planes& to) {
  convert_rows(Matrix::bt709_limited, from, padded, to);
}

/// The same bytes, one square after the other: the text to read first.
void convert_rows_plain(Matrix, const Pixels& from, Padded, const Planes& to);

/// The instruction set of `convert_rows` here, as Highway names it; "plain" without Highway.
std::string convert_rows_target();

}  // namespace pontage::colour
