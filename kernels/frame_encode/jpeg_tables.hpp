// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace pontage::frame_encode {

/// Number of coefficients of a block, and of samples.
inline constexpr int kBlock = 64;

/// Where the n-th coefficient in zigzag order stands in rows (ITU-T T.81, figure 5).
inline constexpr std::array<std::uint8_t, kBlock> kZigzag{
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/// Divisors of a block's coefficients, in rows: those of T.81's tables K.1 (luma) and K.2 (chroma)
/// scaled by `quality` (1 to 100) as libjpeg scales them for baseline: 1 to 255.
struct QuantTable {
  std::array<std::uint8_t, kBlock> divisor{};
};
struct QuantTables {
  QuantTable luma, chroma;
};
QuantTables quant_tables(int quality);

/// A Huffman table as a DHT segment has it: how many codes of each length, and their symbols.
struct HuffmanSpec {
  std::array<std::uint8_t, 16> counts{};
  std::span<const std::uint8_t> symbols;
};

/// T.81's tables K.3 to K.6.
struct HuffmanSpecs {
  HuffmanSpec luma_dc, luma_ac, chroma_dc, chroma_ac;
};
const HuffmanSpecs& huffman_specs();

/// The code of a symbol, in the low `size` bits. A symbol of an AC table is run·16 + bits.
struct HuffmanCode {
  std::uint16_t code = 0;
  std::uint16_t size = 0;
};
struct HuffmanCodes {
  std::array<HuffmanCode, 12> dc{};
  std::array<HuffmanCode, 256> ac{};
};
struct JpegCodes {
  HuffmanCodes luma, chroma;
};
const JpegCodes& jpeg_codes();

}  // namespace pontage::frame_encode
