// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "libbench/probe.hpp"

namespace pontage::frame_encode::h264 {

/// Places in a row where memory is touched: the entropy coder, and what is wanted of quarters.
enum class H264Site : Site { level, code, bits, sample, hash, wanted };
constexpr Site site(H264Site s) { return static_cast<Site>(s); }

/// Writes a raw byte sequence payload, most significant bit first, in whole words: what it is given
/// room for. Emulation prevention comes later (append_nal).
template <class Probe>
class BitWriter {
 public:
  explicit BitWriter(Probe& probe, std::uint32_t* to) : probe_(&probe), begin_(to), to_(to) {}

  Probe& probe() { return *probe_; }
  /// The lowest `length` bits of `value`, at most 32; the others are 0.
  void put(std::uint32_t value, unsigned length) {
    held_ = held_ << length | value;
    count_ += length;
    probe_->op(Op::integer, 4);
    if (count_ >= 32) {
      count_ -= 32;
      store(static_cast<std::uint32_t>(held_ >> count_));
    }
  }
  std::uint64_t bits() const { return static_cast<std::uint64_t>(to_ - begin_) * 32 + count_; }
  bool is_aligned() const { return count_ % 8 == 0; }
  /// A one and zeros up to a whole byte (rbsp_trailing_bits); returns the bytes in all. Nothing is
  /// put after it.
  std::size_t finish() {
    put(1, 1);
    while (!is_aligned()) put(0, 1);
    const std::size_t bytes = bits() / 8;
    if (count_ > 0) store(static_cast<std::uint32_t>(held_ << (32 - count_)));
    return bytes;
  }

 private:
  void store(std::uint32_t word) {
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap32(word);
    probe_->store(to_++, word, site(H264Site::bits));
  }

  Probe* probe_;
  std::uint32_t *begin_, *to_;
  std::uint64_t held_ = 0;
  unsigned count_ = 0;
};

/// Counts the bits that a BitWriter would be given, to choose between ways to code.
template <class Probe>
class BitCount {
 public:
  explicit BitCount(Probe& probe) : probe_(&probe) {}
  Probe& probe() { return *probe_; }
  void put(std::uint32_t, unsigned length) {
    bits_ += length;
    probe_->op(Op::integer, 1);
  }
  std::uint64_t bits() const { return bits_; }
  bool is_aligned() const { return bits_ % 8 == 0; }

 private:
  Probe* probe_;
  std::uint64_t bits_ = 0;
};

/// ue(v), 9.1 of the standard: Exp-Golomb. `value` below 2^32 - 1.
template <class Sink>
void put_ue(Sink& sink, std::uint32_t value) {
  const auto length = static_cast<unsigned>(std::bit_width(value + 1));
  if (length <= 16) return sink.put(value + 1, 2 * length - 1);
  sink.put(0, length - 1);  // a sink takes 32 bits at once
  sink.put(value + 1, length);
}

/// se(v), 9.1.1.
template <class Sink>
void put_se(Sink& sink, std::int32_t value) {
  put_ue(sink, value > 0 ? static_cast<std::uint32_t>(2 * value - 1)
                         : static_cast<std::uint32_t>(-2 * value));
}

/// Kinds of NAL unit, Table 7-1, with nal_ref_idc 3.
enum class Nal : std::uint8_t { slice = 0x61, idr = 0x65, sequence = 0x67, picture = 0x68 };

/// The most bytes that a payload of so many comes to as a NAL unit.
constexpr std::size_t most_nal_bytes(std::size_t payload) { return 5 + payload + payload / 2 + 1; }

/// Start code, header and payload with emulation prevention (7.4.1); returns the end. The start
/// code has four bytes before a parameter set, else three: the first unit of a picture needs a zero
/// before it (B.1.2).
inline std::byte* append_nal(std::byte* to, Nal kind, const std::byte* payload, std::size_t bytes) {
  if (kind == Nal::sequence || kind == Nal::picture) *to++ = std::byte{0};
  for (const unsigned byte : {0U, 0U, 1U, static_cast<unsigned>(kind)})
    *to++ = static_cast<std::byte>(byte);
  int zeros = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    if (zeros == 2 && payload[i] <= std::byte{3}) {
      *to++ = std::byte{3};
      zeros = 0;
    }
    zeros = payload[i] == std::byte{0} ? zeros + 1 : 0;
    *to++ = payload[i];
  }
  return to;
}

}  // namespace pontage::frame_encode::h264
