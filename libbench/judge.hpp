// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace pontage {

/// What a judge says of an answer. `why` is a sentence naming the first thing that is wrong.
struct Verdict {
  bool right = true;
  std::string why;
  static Verdict wrong(std::string why) { return {false, std::move(why)}; }
};

/// 128 bits that stand for an answer: equal answers have equal digests, different ones practically
/// never.
struct Digest {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
};
std::string to_text(const Digest&);
/// Hashes bytes in order; chain calls by passing the last digest on.
Digest digest_bytes(std::span<const std::byte>, Digest from = {});

/// The bytes of a problem's values on the host, by value number; empty where a value is not a
/// response.
class HostValues {
 public:
  explicit HostValues(std::vector<std::span<const std::byte>> values)
      : values_(std::move(values)) {}
  std::span<const std::byte> bytes(std::size_t value) const { return values_.at(value); }
  std::size_t size() const { return values_.size(); }
  /// The value as an array of T (trivially copyable; buffers are aligned to 64 bytes).
  template <class T>
  std::span<const T> as(std::size_t value) const {
    const auto raw = bytes(value);
    return {reinterpret_cast<const T*>(raw.data()), raw.size() / sizeof(T)};
  }

 private:
  std::vector<std::span<const std::byte>> values_;
};

}  // namespace pontage
