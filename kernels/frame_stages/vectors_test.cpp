// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/vectors.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/hash_keys.hpp"
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

/// Of every alpha and colour, premultiplied or not, with runs of clear and opaque pixels.
TEST(Vectors, rows_are_composed_as_pixel_by_pixel) {
  std::vector<std::vector<std::uint32_t>> layers;
  for (Seed seed = 1; seed <= 5; ++seed) {
    layers.push_back(noise(200, seed));
    for (std::size_t x = 0; x < 200; ++x)
      if (x / 40 % 5 == seed % 5)
        layers.back()[x] = seed % 2 == 0 ? 0 : layers.back()[x] | 0xff000000;
  }
  on_every_target([&] {
    for (int count = 0; count <= 5; ++count)
      for (const bool is_opaque : {false, true})
        for (const std::int64_t width : {1, 3, 15, 16, 17, 64, 199}) {
          if (is_opaque && count == 0) continue;
          const std::uint32_t* sources[5];
          for (int i = 0; i < 5; ++i) sources[i] = layers[static_cast<std::size_t>(i)].data() + 1;
          std::vector<std::uint32_t> plain(200, 7), vectors(200, 7);
          compose_row_plain(sources, count, is_opaque, plain.data(), width);
          compose_row_by_vectors(sources, count, is_opaque, vectors.data(), width);
          ASSERT_EQ(plain, vectors) << count << " layers, " << width;
        }
  });
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

TEST(Vectors, a_streamed_row_arrives_whole_and_alone) {
  const auto from = noise(100, 4);
  on_every_target([&] {
    for (std::size_t offset = 0; offset < 17; ++offset)
      for (const std::size_t words : {0, 1, 5, 16, 40, 77}) {
        std::vector<std::uint32_t> to(120, 7), expected(to);
        std::copy_n(from.begin(), words, expected.begin() + static_cast<std::ptrdiff_t>(offset));
        stream_row(from.data(), to.data() + offset, static_cast<std::int64_t>(words));
        stream_fence();
        ASSERT_EQ(to, expected);
      }
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
