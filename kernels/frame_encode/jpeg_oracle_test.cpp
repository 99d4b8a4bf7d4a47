// SPDX-License-Identifier: Apache-2.0
/// What libjpeg-turbo and ffmpeg make of codec J's streams.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include "kernels/frame_encode/encode_jpeg.hpp"
#include "kernels/frame_encode/jpeg_update.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "kernels/shared/desktop/picture.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::frame_encode {
namespace {

/// A picture decoded, and how much the library had to say against it.
struct Decoded {
  desktop::Frame frame;
  long warnings = 0;
};

Decoded decode(std::span<const std::uint8_t> jpeg) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, jpeg.data(), jpeg.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress(&info);
  Decoded decoded;
  decoded.frame = test::blank(static_cast<std::int32_t>(info.output_width),
                              static_cast<std::int32_t>(info.output_height), 0);
  while (info.output_scanline < info.output_height) {
    auto row = reinterpret_cast<JSAMPROW>(
        decoded.frame.row(static_cast<std::int32_t>(info.output_scanline)).data());
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  decoded.warnings = errors.num_warnings;
  jpeg_destroy_decompress(&info);
  return decoded;
}

/// What a client shows after an update, and all warnings.
Decoded shown(const desktop::Frame& before, std::span<const std::uint8_t> update) {
  Decoded all{before, 0};
  const auto pictures = read_jpeg_update(update, before.width, before.height);
  EXPECT_TRUE(pictures) << pictures.error().what;
  for (const JpegPicture& picture : *pictures) {
    const Decoded part = decode(picture.jpeg);
    EXPECT_EQ(part.frame.height, picture.height);
    EXPECT_EQ(part.frame.width, before.width);
    for (std::int32_t y = 0; y < part.frame.height; ++y)
      std::ranges::copy(part.frame.row(y),
                        all.frame.row(static_cast<std::int32_t>(picture.top) + y).begin());
    all.warnings += part.warnings;
  }
  return all;
}

/// Over red, green and blue of all pixels.
double psnr(const desktop::Frame& a, const desktop::Frame& b) {
  return 10 * std::log10(255.0 * 255 / std::max(desktop::mean_squared_error(a, b), 1e-9));
}

/// The mean, over windows of 8 by 8 pixels 4 apart and the three colours, of the index of Wang,
/// Bovik, Sheikh and Simoncelli (2004).
double ssim(const desktop::Frame& a, const desktop::Frame& b) {
  double sum = 0;
  std::int64_t windows = 0;
  for (const int shift : {0, 8, 16})
    for (std::int32_t top = 0; top + 8 <= a.height; top += 4)
      for (std::int32_t left = 0; left + 8 <= a.width; left += 4, ++windows) {
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (std::int32_t y = top; y < top + 8; ++y)
          for (auto x = static_cast<std::size_t>(left); x < static_cast<std::size_t>(left) + 8;
               ++x) {
            const double va = a.row(y)[x] >> shift & 255, vb = b.row(y)[x] >> shift & 255;
            sa += va, sb += vb, saa += va * va, sbb += vb * vb, sab += va * vb;
          }
        const double ma = sa / 64, mb = sb / 64, c1 = 6.5025, c2 = 58.5225;
        sum += (2 * ma * mb + c1) * (2 * (sab / 64 - ma * mb) + c2) /
               ((ma * ma + mb * mb + c1) * (saa / 64 - ma * ma + sbb / 64 - mb * mb + c2));
      }
  return sum / static_cast<double>(windows);
}

std::unique_ptr<Problem> session(const char* name, std::int64_t updates) {
  auto problem = pontage::test::make(encode_jpeg(), {{"session", std::string(name)},
                                                     {"width", 400},
                                                     {"height", 232},
                                                     {"update", 0},
                                                     {"updates", updates}});
  EXPECT_TRUE(problem) << problem.error().what;
  return std::move(*problem);
}

/// What the variant writes of each update.
std::vector<std::vector<std::uint8_t>> streams(const Problem& problem, const char* variant) {
  pontage::test::SerialTeam team;
  pontage::test::Bench bench(problem);
  bench.run(pontage::test::variant_named(encode_jpeg(), variant), team);
  EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  std::vector<std::vector<std::uint8_t>> all;
  const std::uint8_t* at = bench.as<std::uint8_t>(kStream);
  for (std::int64_t i = 0; i < problem.shape().as<JpegShape>().updates; ++i) {
    const std::uint64_t size = bench.as<std::uint64_t>(kSizes)[i];
    all.emplace_back(at, at + size);
    at += size;
  }
  return all;
}

TEST(JpegOracle, libjpeg_turbo_decodes_every_update_of_every_session) {
  for (const char* name :
       {"typing", "scroll", "log", "window", "list", "photo", "video", "cursor"}) {
    const auto problem = session(name, 4);
    const UpdateView view = dynamic_cast<const UpdateProblem&>(*problem).updates().view();
    const auto ours = streams(*problem, "reference"), theirs = streams(*problem, "libjpeg_turbo");
    Decoded here{test::blank(400, 232, 0xff000000), 0}, there = here;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      SCOPED_TRACE(std::string(name) + ", update " + std::to_string(i));
      here = shown(here.frame, ours[i]);
      there = shown(there.frame, theirs[i]);
      EXPECT_EQ(here.warnings, 0);
      const Pixel* pixels = view.current(static_cast<std::int64_t>(i));
      const desktop::Frame right{400, 232, {pixels, pixels + view.frame_pixels()}};
      EXPECT_NEAR(psnr(here.frame, right), psnr(there.frame, right), 0.1);
      EXPECT_NEAR(ssim(here.frame, right), ssim(there.frame, right), 0.001);
      EXPECT_GE(psnr(here.frame, right), 27.0) << "it is the picture";
      EXPECT_GE(ssim(here.frame, right), 0.85);
    }
  }
}

TEST(JpegOracle, ffmpeg_decodes_every_picture_without_a_word) {
  if (std::system("ffmpeg -version >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "ffmpeg is not installed (Debian: ffmpeg)";
  const auto folder = std::filesystem::temp_directory_path() / "pontage_jpeg_oracle";
  std::filesystem::create_directories(folder);
  const auto problem = session("mixed", 3);
  for (const auto& update : streams(*problem, "reference")) {
    const auto pictures = read_jpeg_update(update, 400, 232);
    ASSERT_TRUE(pictures);
    for (const JpegPicture& picture : *pictures) {
      const auto path = folder / "one.jpg", said = folder / "said.txt";
      std::ofstream(path, std::ios::binary)
          .write(reinterpret_cast<const char*>(picture.jpeg.data()),
                 static_cast<std::streamsize>(picture.jpeg.size()));
      const std::string command = "ffmpeg -nostdin -v warning -xerror -i " + path.string() +
                                  " -f null - >" + said.string() + " 2>&1";
      EXPECT_EQ(std::system(command.c_str()), 0);
      EXPECT_EQ(std::filesystem::file_size(said), 0U) << "see " << said;
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace pontage::frame_encode
