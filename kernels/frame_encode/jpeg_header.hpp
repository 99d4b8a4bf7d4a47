// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/jpeg_tables.hpp"

namespace pontage::frame_encode {

/// Bytes before a picture's first restart interval; always as many.
inline constexpr std::size_t kJpegHeaderBytes = 629;

/// Everything before the entropy-coded data of a baseline JFIF picture, 4:2:0, with tables of its
/// own and a restart interval of one row of MCUs. Segments stand in the order in which libjpeg
/// writes them, so that whole pictures can be compared.
std::array<std::uint8_t, kJpegHeaderBytes> jpeg_header(const QuantTables&, std::int64_t width,
                                                       std::int64_t height);

/// Ends an interval that another follows; `interval` counts them from 0.
constexpr std::array<std::uint8_t, 2> restart_marker(std::int64_t interval) {
  return {0xff, static_cast<std::uint8_t>(0xd0 + interval % 8)};
}
inline constexpr std::array<std::uint8_t, 2> kEndOfImage{0xff, 0xd9};

}  // namespace pontage::frame_encode
