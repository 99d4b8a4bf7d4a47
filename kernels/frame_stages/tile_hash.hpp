// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/device_code.hpp"

namespace pontage::frame_stages {

inline constexpr std::int32_t kTileSide = 32;

/// 128 bits that stand for a tile.
struct TileHash {
  std::uint64_t first = 0, second = 0;
  friend bool operator==(const TileHash&, const TileHash&) = default;
};

/// NH (Black, Halevi, Krawczyk, Krovetz and Rogaway, "UMAC", CRYPTO 1999): pairs of neighbouring
/// pixels of a row, a key added to each modulo 2³², the products of pairs summed modulo 2⁶⁴; twice,
/// the second time with the keys one pair further on (Toeplitz). Over keys drawn at random two
/// different tiles of one size have equal hashes with a chance of at most 2⁻⁶⁴ (their theorems on
/// NH and its Toeplitz version). The pixel at (x, y) of a tile has key 32 · y + x; the last one of
/// an odd row is paired with 0.
inline constexpr std::int32_t kHashKeys = kTileSide * kTileSide + 2;

/// `stride` pixels from one row of the tile to the next.
PONTAGE_ITEM inline TileHash tile_hash_plain(const std::uint32_t* tile, std::int64_t stride,
                                             std::int32_t width, std::int32_t height,
                                             const std::uint32_t* keys) {
  TileHash hash;
  for (std::int32_t y = 0; y < height; ++y) {
    const std::uint32_t* const row = tile + y * stride;
    for (std::int32_t x = 0; x < width; x += 2) {
      const std::uint32_t* const key = keys + y * kTileSide + x;
      const std::uint32_t left = row[x], right = x + 1 < width ? row[x + 1] : 0;
      hash.first += std::uint64_t{left + key[0]} * std::uint32_t{right + key[1]};
      hash.second += std::uint64_t{left + key[2]} * std::uint32_t{right + key[3]};
    }
  }
  return hash;
}

}  // namespace pontage::frame_stages
