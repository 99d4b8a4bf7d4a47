// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_header.hpp"

#include <algorithm>
#include <initializer_list>

#include "libbench/check.hpp"

namespace pontage::frame_encode {
namespace {

/// Big-endian, as JPEG has it.
class Segments {
 public:
  explicit Segments(std::uint8_t* at) : at_(at) {}
  void bytes(std::initializer_list<int> values) {
    for (const int value : values) *at_++ = static_cast<std::uint8_t>(value);
  }
  void word(std::int64_t value) {
    bytes({static_cast<int>(value >> 8 & 255), static_cast<int>(value & 255)});
  }
  void quant_table(int number, const QuantTable& table) {
    bytes({0xff, 0xdb, 0, 67, number});
    for (const std::uint8_t from : kZigzag) *at_++ = table.divisor[from];
  }
  void huffman_table(int number, const HuffmanSpec& spec) {
    bytes({0xff, 0xc4});
    word(static_cast<std::int64_t>(19 + spec.symbols.size()));
    bytes({number});
    at_ = std::copy(spec.counts.begin(), spec.counts.end(), at_);
    at_ = std::copy(spec.symbols.begin(), spec.symbols.end(), at_);
  }
  const std::uint8_t* at() const { return at_; }

 private:
  std::uint8_t* at_;
};

}  // namespace

std::array<std::uint8_t, kJpegHeaderBytes> jpeg_header(const QuantTables& quant, std::int64_t width,
                                                       std::int64_t height) {
  std::array<std::uint8_t, kJpegHeaderBytes> header{};
  Segments out(header.data());
  out.bytes({0xff, 0xd8});
  out.bytes({0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
  out.quant_table(0, quant.luma);
  out.quant_table(1, quant.chroma);
  out.bytes({0xff, 0xc0, 0, 17, 8});
  out.word(height);
  out.word(width);
  out.bytes({3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1});
  const HuffmanSpecs& huffman = huffman_specs();
  out.huffman_table(0x00, huffman.luma_dc);
  out.huffman_table(0x10, huffman.luma_ac);
  out.huffman_table(0x01, huffman.chroma_dc);
  out.huffman_table(0x11, huffman.chroma_ac);
  out.bytes({0xff, 0xdd, 0, 4});
  out.word((width + 15) / 16);
  out.bytes({0xff, 0xda, 0, 12, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0});
  PONTAGE_CHECK(out.at() == header.data() + header.size(), out.at() - header.data());
  return header;
}

}  // namespace pontage::frame_encode
