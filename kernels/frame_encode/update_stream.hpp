// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "kernels/frame_encode/update_shape.hpp"

namespace pontage::frame_encode {

/// Writes little-endian numbers one after the other where the caller has made room.
class BytesOut {
 public:
  explicit BytesOut(std::uint8_t* at) : at_(at) {}
  void u8(std::uint32_t value) { put(value, 1); }
  void u16(std::uint32_t value) { put(value, 2); }
  void u32(std::uint32_t value) { put(value, 4); }
  std::uint8_t* at() const { return at_; }

 private:
  void put(std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) *at_++ = static_cast<std::uint8_t>(value >> (8 * i));
  }
  std::uint8_t* at_;
};

/// Reads them from bytes that anybody may have made: what is not there is zero, and `failed`.
class BytesIn {
 public:
  explicit BytesIn(std::span<const std::uint8_t> bytes) : left_(bytes) {}
  std::uint32_t u8() { return number(1); }
  std::uint32_t u16() { return number(2); }
  std::uint32_t u32() { return number(4); }
  /// The next `size` bytes; empty when there are fewer.
  std::span<const std::uint8_t> bytes(std::size_t size) {
    if (size > left_.size()) {
      failed_ = true;
      return {};
    }
    const auto taken = left_.first(size);
    left_ = left_.subspan(size);
    return taken;
  }
  bool failed() const { return failed_; }
  bool is_at_end() const { return left_.empty(); }

 private:
  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    int shift = 0;
    for (const std::uint8_t byte : bytes(size)) {
      value |= std::uint32_t{byte} << shift;
      shift += 8;
    }
    return value;
  }
  std::span<const std::uint8_t> left_;
  bool failed_ = false;
};

/// Puts the updates' bytes one after the other into the response. What does not fit is counted and
/// not written, so that the judge can say how much it came to.
class StreamOut {
 public:
  StreamOut(std::uint8_t* stream, std::uint64_t room, std::uint64_t* sizes)
      : stream_(stream), room_(room), size_(sizes) {}

  void append(const std::uint8_t* from, std::uint64_t bytes) {
    if (at_ + bytes <= room_ && bytes > 0) std::memcpy(stream_ + at_, from, bytes);
    at_ += bytes;
  }
  /// Ends an update: what was appended since the last call is its.
  void end_update() {
    *size_++ = at_ - begin_;
    begin_ = at_;
  }

 private:
  std::uint8_t* stream_;
  std::uint64_t room_;
  std::uint64_t* size_;
  std::uint64_t at_ = 0, begin_ = 0;
};

/// An update's head: u32 magic, u32 width, u32 height of the frame, u32 parts that follow.
inline void append_head(StreamOut& out, std::uint32_t magic, const UpdateView& updates,
                        std::uint32_t parts) {
  std::uint8_t head[16];
  BytesOut numbers(head);
  numbers.u32(magic);
  numbers.u32(static_cast<std::uint32_t>(updates.width));
  numbers.u32(static_cast<std::uint32_t>(updates.height));
  numbers.u32(parts);
  out.append(head, sizeof head);
}

inline StreamOut stream_out(const Args& args) {
  return {args.value<std::uint8_t>(kStream), static_cast<std::uint64_t>(args.size[kStream].count()),
          args.value<std::uint64_t>(kSizes)};
}

}  // namespace pontage::frame_encode
