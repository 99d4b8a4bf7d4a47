// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/update_shape.hpp"

namespace pontage::frame_encode {

/// Codec J: updates as baseline JPEG, 4:2:0, with a restart interval for every row of MCUs (16 rows
/// of pixels), so that each of these rows is an item that shares nothing with the others. Only
/// rows that damage touches are coded.
///
/// Shapes   UpdateShape's; marks [rows] u8, dirty [rows] u32, row_bytes [rows] u32, rows [rows,
///          jpeg_row_room] u8 (scratch), for one update at a time.
/// Stream   of an update, numbers little-endian: u32 magic "PJU1", u32 width, u32 height of the
///          frame, u32 runs; of each run of dirty rows u16 its first row, u16 rows, u32 bytes, and
///          so many bytes of a JFIF picture of the frame's width. An update without damage: none.
/// Work     steps = pixels of dirty rows, each read once; dependent loads: a code after each
///          coefficient; bytes_read = those pixels; bytes_written = the stream.
struct JpegShape : UpdateShape {
  std::int64_t quality = 0;  ///< 1 to 100, as libjpeg scales its tables
};

enum JpegValue : std::size_t { kJpegMarks = kFirstOwnValue, kJpegDirty, kJpegRowBytes, kJpegRows };

inline constexpr std::uint32_t kJpegMagic = 0x31554a50;  ///< "PJU1"
inline constexpr std::int64_t kMcu = 16;                 ///< pixels of an MCU either way

constexpr std::int64_t jpeg_mcus(std::int64_t pixels) { return (pixels + kMcu - 1) / kMcu; }

/// The most bytes that a block comes to: a DC code of 11 bits and its 11, 63 times an AC code of 16
/// and its 10, and a zero stuffed after each byte.
inline constexpr std::int64_t kMostBlockBytes = 2 * ((22 + 63 * 26 + 7) / 8);

/// Bytes of scratch for a row of MCUs: its six blocks each, and what the picture's header needs
/// when a library writes there.
constexpr std::int64_t jpeg_row_room(std::int64_t width) {
  return (jpeg_mcus(width) * 6 * kMostBlockBytes + 1024 + 63) / 64 * 64;
}

}  // namespace pontage::frame_encode
