// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/device_code.hpp"

namespace pontage {

/// One step of splitmix64 (Steele, Lea, Flood 2014): a bijective mix of 64 bits; seeds the
/// generator and hashes words.
PONTAGE_ITEM constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace pontage
