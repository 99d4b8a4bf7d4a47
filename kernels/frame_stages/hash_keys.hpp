// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/frame_stages/tile_hash.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_stages {

/// The keys of a seed, kHashKeys of them.
inline std::vector<std::uint32_t> hash_keys(Seed seed) {
  Rng rng(mix64(seed ^ 0x6e68206b657973ULL));
  std::vector<std::uint32_t> keys;
  for (std::int32_t i = 0; i < kHashKeys; ++i)
    keys.push_back(static_cast<std::uint32_t>(rng.next() >> 32));
  return keys;
}

}  // namespace pontage::frame_stages
