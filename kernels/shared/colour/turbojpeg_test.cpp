// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <turbojpeg.h>

#include <memory>
#include <vector>

#include "kernels/shared/colour/convert_rows.hpp"
#include "libbench/rng.hpp"

namespace pontage::colour {
namespace {

struct ThreePlanes {
  std::vector<std::uint8_t> luma, cb, cr;
  friend bool operator==(const ThreePlanes&, const ThreePlanes&) = default;
};

ThreePlanes room(std::int32_t width, std::int32_t height) {
  const auto wide = static_cast<std::size_t>((width + 1) / 2),
             high = static_cast<std::size_t>((height + 1) / 2);
  return {std::vector<std::uint8_t>(4 * wide * high), std::vector<std::uint8_t>(wide * high),
          std::vector<std::uint8_t>(wide * high)};
}

/// The planes that libjpeg-turbo makes before it encodes.
ThreePlanes by_turbojpeg(const std::vector<std::uint32_t>& pixels, int width, int height) {
  ThreePlanes planes = room(width, height);
  const std::unique_ptr<void, int (*)(void*)> compressor(tjInitCompress(), tjDestroy);
  unsigned char* to[] = {planes.luma.data(), planes.cb.data(), planes.cr.data()};
  int strides[] = {(width + 1) / 2 * 2, (width + 1) / 2, (width + 1) / 2};
  const int failed = tjEncodeYUVPlanes(
      compressor.get(), reinterpret_cast<const unsigned char*>(pixels.data()), width, 4 * width,
      height, TJPF_BGRX, to, strides, TJSAMP_420, TJFLAG_ACCURATEDCT);
  EXPECT_EQ(failed, 0) << tjGetErrorStr2(compressor.get());
  return planes;
}

ThreePlanes by_us(const std::vector<std::uint32_t>& pixels, int width, int height) {
  ThreePlanes planes = room(width, height);
  const Padded padded{(width + 1) / 2 * 2, (height + 1) / 2 * 2};
  convert_rows_601(
      {pixels.data(), width, width, height}, padded,
      {planes.luma.data(), planes.cb.data(), planes.cr.data(), padded.width, padded.width / 2});
  return planes;
}

TEST(TurboJpeg, makes_the_same_planes_of_noise_of_any_size) {
  Rng rng(1);
  for (const int width : {1, 2, 3, 7, 16, 17, 31, 32, 33, 64, 65, 255, 640})
    for (const int height : {1, 2, 3, 16, 17, 31}) {
      std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width * height));
      for (auto& pixel : pixels) pixel = static_cast<std::uint32_t>(rng.next());
      EXPECT_TRUE(by_us(pixels, width, height) == by_turbojpeg(pixels, width, height))
          << width << " by " << height;
    }
}

/// Every colour as a square of its own: the tables are the same.
TEST(TurboJpeg, makes_the_same_of_every_colour) {
  constexpr int kSide = 2048;
  std::vector<std::uint32_t> pixels(std::size_t{kSide} * kSide);
  for (std::uint32_t part = 0; part < 16; ++part) {
    for (std::uint32_t y = 0; y < kSide; ++y)
      for (std::uint32_t x = 0; x < kSide; ++x)
        pixels[y * kSide + x] = 16 * (y / 2 * (kSide / 2) + x / 2) + part;
    ASSERT_TRUE(by_us(pixels, kSide, kSide) == by_turbojpeg(pixels, kSide, kSide)) << part;
  }
}

}  // namespace
}  // namespace pontage::colour
