// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/colour/convert_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/shared/colour/colour_item.hpp"
#include "libbench/rng.hpp"

namespace pontage::colour {
namespace {

/// Planes of a padded picture with a border that nothing may write to.
struct Picture {
  explicit Picture(Padded size)
      : padded(size),
        luma(at(size.rows + 1, size.width + 3), 77),
        cb(at(size.rows / 2 + 1, size.width / 2 + 5), 77),
        cr(cb) {}
  static std::size_t at(std::int32_t rows, std::int32_t width) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
  }
  Planes planes() {
    return {luma.data(), cb.data(), cr.data(), padded.width + 3, padded.width / 2 + 5};
  }
  bool operator==(const Picture& other) const {
    return luma == other.luma && cb == other.cb && cr == other.cr;
  }
  Padded padded;
  std::vector<std::uint8_t> luma, cb, cr;
};

std::vector<std::uint32_t> noise(std::int64_t pixels, Seed seed) {
  Rng rng(seed);
  std::vector<std::uint32_t> all(static_cast<std::size_t>(pixels));
  for (auto& pixel : all) pixel = static_cast<std::uint32_t>(rng.next());
  return all;
}

TEST(ConvertRows, colours_by_hand) {
  static_assert(Bt601Full::luma(0xffffff) == 255 && Bt601Full::luma(0) == 0);
  static_assert(Bt601Full::luma(0xff0000) == 76 && Bt601Full::luma(0x00ff00) == 150);
  static_assert(Bt709Limited::luma(0xffffff) == 235 && Bt709Limited::luma(0) == 16);
  constexpr Chroma kBlue = Bt601Full::chroma_of_pixel(0x0000ff);
  static_assert(kBlue.cb == 255 && kBlue.cr == 107);
  // Of four blues in an even and an odd column.
  static_assert(Bt601Full::chroma(255, 255, 255, 255, 0).cb == 255);
  // One of four has Cr + 1: the mean is rounded down in an even column; two of four: in an odd one
  // up.
  constexpr std::uint32_t kGrey = 0x808080, kReddish = 0x828080;
  static_assert(Bt601Full::chroma_of_pixel(kReddish).cr == 129);
  static_assert(Bt601Full::chroma(kGrey, kReddish, kGrey, kReddish, 0).cr == 128);
  static_assert(Bt601Full::chroma(kGrey, kReddish, kGrey, kReddish, 1).cr == 129);
  for (std::uint32_t grey = 0; grey < 256; ++grey) {
    const std::uint32_t pixel = grey * 0x010101;
    EXPECT_EQ(Bt601Full::luma(pixel), grey);
    for (const int column : {0, 1}) {
      EXPECT_EQ(Bt601Full::chroma(pixel, pixel, pixel, pixel, column).cb, 128);
      EXPECT_EQ(Bt709Limited::chroma(pixel, pixel, pixel, pixel, column).cr, 128);
    }
  }
}

/// Every colour of a coarse grid within one of the standard's real numbers.
TEST(ConvertRows, bt709_is_near_the_standard) {
  for (std::uint32_t r = 0; r < 256; r += 5)
    for (std::uint32_t g = 0; g < 256; g += 5)
      for (std::uint32_t b = 0; b < 256; b += 5) {
        const std::uint32_t p = r << 16 | g << 8 | b;
        const double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        const Chroma chroma = Bt709Limited::chroma(p, p, p, p, 0);
        ASSERT_NEAR(Bt709Limited::luma(p), 16 + y * 219 / 255, 1);
        ASSERT_NEAR(chroma.cb, 128 + (b - y) / 1.8556 * 224 / 255, 1.3);
        ASSERT_NEAR(chroma.cr, 128 + (r - y) / 1.5748 * 224 / 255, 1.3);
      }
}

TEST(ConvertRows, vectors_make_the_plain_bytes_and_touch_nothing_else) {
  for (const Matrix matrix : {Matrix::bt601_full, Matrix::bt709_limited})
    for (const std::int32_t width : {1, 2, 3, 15, 16, 31, 32, 33, 63, 64, 65, 100, 129})
      for (const std::int32_t rows : {1, 2, 3, 16}) {
        const std::int64_t stride = width + 7;
        const auto pixels = noise(stride * rows, static_cast<Seed>(width * 100 + rows));
        const Pixels from{pixels.data(), stride, width, rows};
        for (const Padded padded : {Padded{(width + 1) / 2 * 2, (rows + 1) / 2 * 2},
                                    Padded{(width + 15) / 16 * 16, (rows + 15) / 16 * 16}}) {
          Picture plain(padded), vectors(padded);
          convert_rows_plain(matrix, from, padded, plain.planes());
          convert_rows(matrix, from, padded, vectors.planes());
          EXPECT_TRUE(plain == vectors) << width << " by " << rows;
          for (std::int32_t y = 0; y < padded.rows; ++y)
            EXPECT_EQ(vectors.luma[Picture::at(y, padded.width + 3) +
                                   static_cast<std::size_t>(padded.width)],
                      77);
          EXPECT_EQ(vectors.cr[static_cast<std::size_t>(padded.width / 2)], 77);
          EXPECT_EQ(vectors.luma.back(), 77);
        }
      }
}

TEST(ConvertRows, extreme_colours_do_not_overflow_a_vector) {
  std::vector<std::uint32_t> pixels;
  for (std::uint32_t corner = 0; corner < 8; ++corner)
    pixels.insert(pixels.end(), 64,
                  0xff000000 | (corner & 4 ? 0xff0000U : 0) | (corner & 2 ? 0xff00U : 0) |
                      (corner & 1 ? 0xffU : 0));
  const Pixels from{pixels.data(), 256, 256, 2};
  for (const Matrix matrix : {Matrix::bt601_full, Matrix::bt709_limited}) {
    Picture plain({256, 2}), vectors({256, 2});
    convert_rows_plain(matrix, from, {256, 2}, plain.planes());
    convert_rows(matrix, from, {256, 2}, vectors.planes());
    EXPECT_TRUE(plain == vectors);
  }
}

/// A macroblock in the midst of a picture is converted as the picture is.
TEST(ConvertRows, a_part_is_converted_as_in_the_whole) {
  const auto pixels = noise(96 * 64, 5);
  for (const Matrix matrix : {Matrix::bt601_full, Matrix::bt709_limited}) {
    Picture whole({96, 64}), parts({96, 64});
    convert_rows(matrix, {pixels.data(), 96, 96, 64}, {96, 64}, whole.planes());
    Planes to = parts.planes();
    for (std::int32_t y = 0; y < 64; y += 16)
      for (std::int32_t x = 0; x < 96; x += 16)
        convert_rows(matrix, {pixels.data() + y * 96 + x, 96, 16, 16}, {16, 16},
                     {to.luma + y * to.luma_stride + x, to.cb + y / 2 * to.chroma_stride + x / 2,
                      to.cr + y / 2 * to.chroma_stride + x / 2, to.luma_stride, to.chroma_stride});
    EXPECT_TRUE(whole == parts);
  }
}

TEST(ConvertRows, padding_goes_on_as_libjpeg_has_it) {
  // One row of three pixels, black, white, red; padded to 8 by 4.
  const std::vector<std::uint32_t> pixels{0, 0xffffff, 0xff0000};
  Picture picture({8, 4});
  convert_rows(Matrix::bt601_full, {pixels.data(), 3, 3, 1}, {8, 4}, picture.planes());
  const std::vector<std::uint8_t> luma{0, 255, 76, 76, 76, 76, 76, 76};
  for (std::int32_t y = 0; y < 4; ++y) {
    const auto row = picture.luma.begin() + y * 11;
    EXPECT_EQ(std::vector(row, row + 8), luma) << y;
  }
  for (std::int32_t y = 0; y < 2; ++y) {
    const auto row = picture.cr.begin() + y * 9;
    EXPECT_EQ(std::vector(row, row + 4), (std::vector<std::uint8_t>{128, 255, 255, 255})) << y;
  }
}

}  // namespace
}  // namespace pontage::colour
