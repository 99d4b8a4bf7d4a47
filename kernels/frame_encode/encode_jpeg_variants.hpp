// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "kernels/frame_encode/jpeg_rows.hpp"
#include "libbench/dialect.hpp"

namespace pontage::frame_encode {

/// One row of MCUs, one MCU after the other: the text to read first.
std::uint8_t* encode_row_plain(const JpegRow&, const QuantTables&, std::uint8_t* to);
/// The same over a probe, from pixels to bytes.
template <class Probe>
std::uint8_t* encode_row_over(Probe&, const JpegRow&, const QuantTables&, std::uint8_t* to);

/// One row after the other, serial.
void encode_jpeg_reference(const Args&);

/// Rows by vectors (Highway); MCUs of one colour are not transformed.
void encode_jpeg_vectors(HostTeam&, const Args&);
std::uint8_t* encode_row_vectors(const JpegRow&, const QuantTables&, std::uint8_t* to);
/// The instruction set that `vectors` runs on here.
std::string jpeg_vectors_target();

/// libjpeg-turbo, one run of dirty rows after the other, serial. It allocates as it goes.
void encode_jpeg_libjpeg_turbo(const Args&);

}  // namespace pontage::frame_encode
