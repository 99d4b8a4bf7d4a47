// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/vectors.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/hash_keys.hpp"
#include "kernels/frame_stages/surfaces.hpp"
#include "kernels/frame_stages/tile_hash.hpp"
#include "kernels/shared/colour/convert_rows.hpp"
#include "tests/support/every_target.hpp"

namespace pontage::frame_stages {
namespace {

template <class Body>
void on_every_target(Body body) {
  test::on_every_target(vectors_target, body);
}

std::vector<std::uint32_t> noise(std::size_t count, Seed seed) {
  Rng rng(seed);
  std::vector<std::uint32_t> all(count);
  for (auto& word : all) word = static_cast<std::uint32_t>(rng.next());
  return all;
}

/// Every byte over every other at every alpha, on every instruction set.
TEST(Vectors, over_is_the_plain_one_for_every_pair_of_bytes) {
  std::vector<std::uint32_t> below(65536), above(65536), expected(65536), composed(65536);
  for (std::uint32_t i = 0; i < 65536; ++i) {
    const std::uint32_t alpha = i >> 8, byte = i & 255;
    below[i] = byte | (255 - byte) << 8 | byte << 16;
    above[i] = alpha << 24 | premultiplied(0x00ff80, alpha);
    expected[i] = over(above[i], below[i] | kBlack);
  }
  // So that the first of a block is neither clear nor opaque, and so that it is.
  for (const std::size_t first : {std::size_t{0}, std::size_t{255}}) {
    const CellPixels cell{65536 - 255, 2, true, {below.data() + first, above.data() + first}, {}};
    on_every_target([&] {
      composed = below;
      compose_band_by_vectors({&cell, 1}, {composed.data() + first, 0, 1}, nullptr);
      for (std::size_t i = first; i < first + 65536 - 255; ++i)
        ASSERT_EQ(composed[i], expected[i]) << "alpha " << (i >> 8) << ", below " << (i & 255);
    });
  }
}

/// Rows of noise, premultiplied or not, with runs of clear and of opaque pixels.
std::vector<std::vector<std::uint32_t>> layers_with_runs() {
  std::vector<std::vector<std::uint32_t>> layers;
  for (Seed seed = 1; seed <= 5; ++seed) {
    layers.push_back(noise(600, seed));
    for (std::size_t x = 0; x < 600; ++x)
      if (x / 90 % 5 == seed % 5)
        layers.back()[x] = seed % 2 == 0 ? 0 : layers.back()[x] | 0xff000000;
  }
  return layers;
}

/// Cells of any width and any layers, one after the other, to any address, past the caches or not,
/// with a check or without.
TEST(Vectors, bands_are_composed_as_pixel_by_pixel) {
  const auto layers = layers_with_runs();
  Rng rng(7);
  const auto below = [&](std::uint64_t count) {
    return static_cast<std::size_t>(rng.below(count));
  };
  for (int times = 0; times < 300; ++times) {
    std::vector<CellPixels> cells(1 + below(5));
    for (CellPixels& cell : cells) {
      cell.is_opaque = below(2) == 0;
      cell.count = static_cast<std::int32_t>(below(5) + (cell.is_opaque ? 1 : 0));
      cell.width = static_cast<std::int64_t>(below(3) == 0 ? 1 + below(300) : 1 + below(40));
      for (std::size_t i = 0; i < static_cast<std::size_t>(cell.count); ++i) {
        cell.first[i] = layers[i].data() + below(280);
        cell.stride[i] = static_cast<std::int64_t>(below(10));
      }
    }
    alignas(64) std::array<std::uint32_t, 5000> plain, vectors;
    plain.fill(7);
    const std::size_t offset = below(2) == 0 ? 0 : below(17);
    const auto to = [&](auto& pixels) { return BandTarget{pixels.data() + offset, 1536 + 7, 3}; };
    RowCheck expected;
    compose_band_plain(cells, to(plain), &expected);
    on_every_target([&] {
      for (const auto compose : {compose_band_by_vectors, compose_band_past})
        for (const bool is_checked : {false, true}) {
          RowCheck check;
          vectors.fill(7);
          compose(cells, to(vectors), is_checked ? &check : nullptr);
          stream_fence();
          ASSERT_EQ(plain, vectors) << cells.size() << " cells, offset " << offset;
          ASSERT_EQ(check.value(), (is_checked ? expected : RowCheck{}).value());
        }
    });
  }
}

TEST(Vectors, checks_and_hashes_are_the_plain_ones) {
  const auto pixels = noise(40 * 40, 3);
  const auto keys = hash_keys(9);
  on_every_target([&] {
    RowCheck plain, vectors;
    for (const std::int64_t words : {16, 48, 32}) {
      add_row_plain(plain, pixels.data() + 3, words);
      add_groups_by_vectors(vectors, pixels.data() + 3, words);
    }
    EXPECT_EQ(plain.value(), vectors.value());
    for (const std::int32_t width : {1, 31, 32})
      for (const std::int32_t height : {1, 32})
        EXPECT_TRUE(tile_hash_plain(pixels.data() + 5, 40, width, height, keys.data()) ==
                    tile_hash_by_vectors(pixels.data() + 5, 40, width, height, keys.data()));
  });
}

TEST(Vectors, colours_are_the_plain_ones_on_every_target) {
  const auto pixels = noise(150 * 4, 6);
  on_every_target([&] {
    for (const auto matrix : {colour::Matrix::bt601_full, colour::Matrix::bt709_limited}) {
      std::vector<std::uint8_t> plain(900), vectors(900);
      const auto planes = [](std::vector<std::uint8_t>& all) {
        return colour::Planes{all.data(), all.data() + 600, all.data() + 750, 150, 75};
      };
      const colour::Pixels from{pixels.data(), 150, 149, 3};
      colour::convert_rows_plain(matrix, from, {150, 4}, planes(plain));
      colour::convert_rows(matrix, from, {150, 4}, planes(vectors));
      EXPECT_EQ(plain, vectors);
    }
  });
}

}  // namespace
}  // namespace pontage::frame_stages
