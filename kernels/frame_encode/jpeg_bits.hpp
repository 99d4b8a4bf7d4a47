// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "kernels/frame_encode/jpeg_tables.hpp"
#include "libbench/probe.hpp"

// Inlined into code for any instruction set, whose instructions it then uses.
#define PONTAGE_ALWAYS_INLINE [[gnu::always_inline]] inline

namespace pontage::frame_encode {

enum class JpegSite : Site { mask, coefficient, extra, dc_code, ac_code, bytes, byte };
constexpr Site site(JpegSite s) { return static_cast<Site>(s); }

/// Bytes that are stored at once, wherever they stand.
struct EightBytes {
  std::array<std::uint8_t, 8> byte{};
};

constexpr EightBytes big_endian(std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
  return std::bit_cast<EightBytes>(word);
}

/// The entropy-coded bits of one restart interval, the first one highest, with a zero byte stuffed
/// after each 0xff. Bits wait in a word; full words are stored at once where no byte of them is
/// 0xff.
template <class Probe>
class BitWriter {
 public:
  BitWriter(Probe& probe, std::uint8_t* at) : probe_(&probe), at_(at) {}

  /// The low `size` bits of `bits`, whose others are 0; 1 to 32 of them.
  PONTAGE_ALWAYS_INLINE void put(std::uint64_t bits, unsigned size) {
    probe_->op(Op::integer, 3);
    probe_->op(Op::branch);
    if (free_ >= size) {
      word_ = word_ << size | bits;
      free_ -= size;
      return;
    }
    const unsigned left = size - free_;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): free_ < size <= 32
    store((word_ << free_) | (bits >> left));
    word_ = bits;  // its upper bits are shifted out before the word is stored
    free_ = 64 - left;
  }

  /// Ends the interval with ones up to a whole byte; where the bytes end.
  std::uint8_t* finish() {
    const unsigned used = 64 - free_, padding = (8 - used % 8) % 8;
    if (padding > 0) put((1U << padding) - 1, padding);
    for (unsigned left = 64 - free_; left > 0; left -= 8)
      store_byte(static_cast<std::uint8_t>(word_ >> (left - 8)));
    return at_;
  }

 private:
  void store(std::uint64_t word) {
    // A byte of 0xff has its highest bit, and loses it when one is added to each byte.
    const std::uint64_t suspects =
        word & 0x8080808080808080 & ~(word + std::uint64_t{0x0101010101010101});
    probe_->op(Op::integer, 4);
    probe_->op(Op::branch);
    if (suspects == 0) {
      probe_->store(reinterpret_cast<EightBytes*>(at_), big_endian(word), site(JpegSite::bytes));
      at_ += 8;
      return;
    }
    for (unsigned i = 0; i < 8; ++i) store_byte(static_cast<std::uint8_t>(word >> (56 - 8 * i)));
  }
  void store_byte(std::uint8_t byte) {
    probe_->op(Op::branch);
    probe_->store(at_++, byte, site(JpegSite::byte));
    if (byte == 0xff) probe_->store(at_++, std::uint8_t{0}, site(JpegSite::byte));
  }

  Probe* probe_;
  std::uint64_t word_ = 0;
  unsigned free_ = 64;
  std::uint8_t* at_;
};

/// What stands after a code, by the number it stands for: how many bits the number has without its
/// sign (T.81's category), and those bits, of the number less one where it is below zero.
struct ExtraBits {
  std::uint16_t bits : 12;
  std::uint16_t size : 4;
};
/// Baseline's numbers: coefficients have up to 10 bits, differences of DC 11.
inline constexpr std::int32_t kMostNumber = 2047;
struct ExtraBitsTable {
  std::array<ExtraBits, 2 * kMostNumber + 1> of{};  ///< number + kMostNumber
};
constexpr ExtraBitsTable make_extra_bits() {
  ExtraBitsTable table;
  for (std::int32_t number = -kMostNumber; number <= kMostNumber; ++number) {
    const auto size = static_cast<std::uint32_t>(number < 0 ? -number : number);
    const auto bits = static_cast<std::uint32_t>(std::bit_width(size));
    const auto low = static_cast<std::uint32_t>(number < 0 ? number - 1 : number);
    ExtraBits& entry = table.of[static_cast<std::size_t>(number + kMostNumber)];
    entry.bits = static_cast<std::uint16_t>(low & ((1U << bits) - 1) & 0xfff);
    entry.size = static_cast<std::uint16_t>(bits & 0xf);
  }
  return table;
}
inline constexpr ExtraBitsTable kExtraBits = make_extra_bits();

/// A quantised block: coefficients in zigzag order, and a bit for each that is not zero (bit 0, the
/// DC, may be anything).
struct CodedBlock {
  const std::int16_t* zigzag = nullptr;
  const std::uint64_t* mask = nullptr;
};

/// The code of `codes` at `at` + the number's size, and the number.
template <class Probe, std::size_t kCodes>
PONTAGE_ALWAYS_INLINE void put_number(BitWriter<Probe>& out, Probe& probe, std::int32_t number,
                                      const std::array<HuffmanCode, kCodes>& codes, unsigned at,
                                      JpegSite code_site) {
  const ExtraBits extra = probe.follow(
      &kExtraBits.of[static_cast<std::size_t>(number + kMostNumber)], site(JpegSite::extra));
  const HuffmanCode code = probe.follow(&codes[at + extra.size], site(code_site));
  probe.op(Op::integer, 6);
  out.put(std::uint64_t{code.code} << extra.size | extra.bits, unsigned{code.size} + extra.size);
}

/// Nothing but zeros to the end of the block.
template <class Probe>
PONTAGE_ALWAYS_INLINE void put_end_of_block(BitWriter<Probe>& out, Probe& probe,
                                            const HuffmanCodes& codes) {
  const HuffmanCode code = probe.load(&codes.ac[0], site(JpegSite::ac_code));
  out.put(code.code, code.size);
}

/// The entropy-coding item: one block (T.81, F.1.2). `last_dc` is that of the component's block
/// before, and this one's afterwards. Zeros are passed over by counting them in the mask.
template <class Probe>
PONTAGE_ALWAYS_INLINE void put_block(BitWriter<Probe>& out, Probe& probe, const CodedBlock& block,
                                     const HuffmanCodes& codes, std::int32_t& last_dc) {
  const std::int32_t dc = probe.load(&block.zigzag[0], site(JpegSite::coefficient));
  put_number(out, probe, dc - last_dc, codes.dc, 0, JpegSite::dc_code);
  last_dc = dc;
  int last = 0;
  std::uint64_t left = probe.load(block.mask, site(JpegSite::mask)) & ~std::uint64_t{1};
  for (; left != 0; left &= left - 1) {
    const int at = std::countr_zero(left);
    int run = at - last - 1;
    last = at;
    probe.op(Op::integer, 9);
    probe.op(Op::branch, 2);
    for (; run > 15; run -= 16) {
      const HuffmanCode zeros = probe.load(&codes.ac[0xf0], site(JpegSite::ac_code));
      out.put(zeros.code, zeros.size);
    }
    const std::int32_t value = probe.load(&block.zigzag[at], site(JpegSite::coefficient));
    put_number(out, probe, value, codes.ac, static_cast<unsigned>(run) * 16, JpegSite::ac_code);
  }
  if (last < kBlock - 1) put_end_of_block(out, probe, codes);
}

}  // namespace pontage::frame_encode
