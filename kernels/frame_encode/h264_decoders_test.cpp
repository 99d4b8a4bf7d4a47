// SPDX-License-Identifier: Apache-2.0
/// Streams of ours in decoders that are not: no complaint, and the pictures that our encoder has.
#include "kernels/frame_encode/h264_decoders.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/frame_encode/h264_expect_decodes.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "kernels/shared/desktop/frame_source.hpp"

namespace pontage::frame_encode::h264 {
namespace {

using frame_encode::test::blank;
using frame_encode::test::drawn;
using test::decode_by_libavcodec;
using test::decode_by_openh264;
using test::expect_decodes;
using test::expect_pictures;

Rectangle whole(const desktop::Frame& frame) { return {0, 0, frame.width, frame.height}; }

TEST(H264Decoders, every_kind_of_picture_at_every_size) {
  for (const auto& [width, height] :
       {std::pair{1, 1}, {2, 2}, {15, 17}, {16, 16}, {33, 31}, {64, 48}, {161, 35}})
    for (const char* kind : {"noise", "flat", "smooth", "boxes", "extremes"})
      for (const int qp : {kLeastQp, 26, kMostQp}) {
        SCOPED_TRACE(std::string(kind) + " " + std::to_string(width) + "x" +
                     std::to_string(height) + " at " + std::to_string(qp));
        CodedSession session({width, height}, qp);
        const desktop::Frame first = drawn(kind, width, height, 1);
        session.show(first.pixels, {});
        session.show(drawn(kind, width, height, 2).pixels, {whole(first)});
        session.show(drawn("boxes", width, height, 3).pixels, {whole(first)});
        expect_decodes(session);
      }
}

TEST(H264Decoders, sessions_of_a_desktop) {
  for (const char* name :
       {"typing", "scroll", "window", "list", "photo", "video", "cursor", "idle"})
    for (const int qp : {18, 30}) {
      SCOPED_TRACE(name);
      auto source = desktop::open_frames({name, 322, 242, 3});
      ASSERT_TRUE(source) << source.error().what;
      CodedSession session({322, 242}, qp);
      session.show((*source)->frame().pixels, {});
      for (int update = 0; update < 12; ++update) {
        ASSERT_TRUE((*source)->advance());
        const auto damage = (*source)->damage();
        session.show((*source)->frame().pixels, {damage.begin(), damage.end()});
      }
      expect_decodes(session);
    }
}

/// Noise is PCM at a fine QP: the source itself, in both decoders.
TEST(H264Decoders, noise_is_exact) {
  CodedSession session({112, 80}, kLeastQp);
  std::vector<std::vector<std::uint8_t>> sources;
  for (const Seed seed : {1, 2}) {
    session.show(drawn("noise", 112, 80, seed).pixels, {{0, 0, 112, 80}});
    EXPECT_EQ(session.pcm, 35);
    sources.emplace_back(session.source(), session.source() + 112 * 80 * 3 / 2);
  }
  EXPECT_EQ(decode_by_libavcodec(session.stream, session.sizes).pictures, sources);
  EXPECT_EQ(decode_by_openh264(session.stream, session.sizes).pictures, sources);
}

/// Coded macroblocks beside PCM: their contexts count 16 levels there (9.2.1), their modes and
/// vectors nothing.
TEST(H264Decoders, what_stands_beside_pcm) {
  for (const int qp : {kLeastQp, 14, 20}) {
    SCOPED_TRACE(qp);
    CodedSession session({320, 96}, qp);
    Rng rng(5);
    const desktop::Frame noise = drawn("noise", 320, 96, 4);
    for (Seed seed = 1; seed <= 4; ++seed) {
      desktop::Frame frame = drawn(seed % 2 == 0 ? "boxes" : "smooth", 320, 96, seed);
      for (int y = 0; y < 96; y += 16)
        for (int x = 0; x < 320; x += 16) {
          if (rng.below(3) != 0) continue;
          for (int line = y; line < y + 16; ++line)
            std::copy_n(noise.row(line).begin() + x, 16, frame.row(line).begin() + x);
        }
      session.show(frame.pixels, {whole(frame)});
      if (qp == kLeastQp) {
        EXPECT_GT(session.pcm, 10);
        EXPECT_GT(session.coded, session.pcm + 10);
      }
    }
    expect_decodes(session);
  }
}

TEST(H264Decoders, damage_of_any_kind) {
  const desktop::Frame first = drawn("boxes", 200, 120, 1);
  CodedSession session({200, 120}, 24);
  session.show(first.pixels, {});
  const std::vector<std::vector<Rectangle>> damages{
      {{-50, -50, 20, 20}, {500, 500, 10, 10}},
      {{10, 10, 50, 50}, {30, 30, 60, 60}, {30, 30, 60, 60}},
      {},
      {{199, 119, 1, 1}},
      {{-1000, -1000, 2147483647, 2147483647}},
      {{0, 64, 200, 1}}};
  Seed seed = 2;
  for (const auto& damage : damages) session.show(drawn("boxes", 200, 120, seed++).pixels, damage);
  EXPECT_EQ(session.sizes[1], 0U);
  EXPECT_EQ(session.sizes[3], 0U);
  EXPECT_EQ(session.pictures.size(), 5U);
  expect_decodes(session);
}

TEST(H264Decoders, more_updates_than_frame_numbers) {
  CodedSession session({64, 64}, 26);
  for (Seed seed = 0; seed < 40; ++seed)
    session.show(drawn("boxes", 64, 64, seed).pixels, {{0, 0, 40, 20}});
  expect_decodes(session);
}

/// first_mb and runs of skipped macroblocks take more than 32 bits from 65,535 on.
TEST(H264Decoders, addresses_beyond_16_bits) {
  const desktop::Frame first = blank(7680, 4320, 0xff204060);
  CodedSession session({first.width, first.height}, 30);
  session.show(first.pixels, {});
  desktop::Frame frame = first;
  const auto draw = [&frame](int left, int top) {
    for (int y = top; y < top + 16; ++y)
      for (int x = left; x < left + 16; ++x)
        frame.row(y)[static_cast<std::size_t>(x)] = 0xff000000U | static_cast<unsigned>(x * y * 9);
  };
  session.show(frame.pixels, {});  // idle
  EXPECT_EQ(session.sizes.back(), 0U);
  for (const auto& [left, top] : {std::pair{7664, 4304}, {0, 0}, {4000, 2400}}) {
    draw(left, top);
    session.show(frame.pixels, {{left, top, 16, 16}});
    EXPECT_EQ(session.coded, 1);
  }
  expect_pictures(decode_by_libavcodec(session.stream, session.sizes), session, "libavcodec");
}

}  // namespace
}  // namespace pontage::frame_encode::h264
