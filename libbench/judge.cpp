// SPDX-License-Identifier: Apache-2.0
#include "libbench/judge.hpp"

#include <array>
#include <cstdio>

#include "libbench/rng.hpp"

namespace pontage {

std::string to_text(const Digest& digest) {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(digest.high),
                static_cast<unsigned long long>(digest.low));
  return text.data();
}

Digest digest_bytes(std::span<const std::byte> bytes, Digest from) {
  const auto rotate = [](std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); };
  std::uint64_t low = from.low ^ mix64(bytes.size()), high = from.high ^ 0x6a09e667f3bcc909ULL;
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    low = rotate((low ^ word) * 0x9fb21c651e98df25ULL, 29);
    high = rotate((high + word) * 0xd6e8feb86659fd93ULL, 31) ^ low;
  }
  std::uint64_t tail = 0;
  if (at < bytes.size()) std::memcpy(&tail, bytes.data() + at, bytes.size() - at);
  low = mix64(low ^ tail);
  return {low, mix64(high + tail + low)};
}

}  // namespace pontage
