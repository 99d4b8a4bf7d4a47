// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_h264.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>
#include <cmath>

#include "kernels/frame_encode/encode_h264_variants.hpp"
#include "kernels/frame_encode/h264_problem_test.hpp"
#include "kernels/frame_encode/h264_session.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::frame_encode {
namespace {

using h264::CodedSession;
using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::LazyTeam;
using pontage::test::make;
using pontage::test::SerialTeam;
using pontage::test::variant_named;
using test::coding;
using test::drawn;
using test::expect_all_right;

TEST(EncodeH264, every_variant_makes_the_same_bytes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {16, 16}, {17, 33}, {97, 50}, {250, 66}})
    for (const char* kind : {"smooth", "boxes", "noise", "extremes", "flat"})
      for (const int qp : {h264::kLeastQp, 20, 33, h264::kMostQp}) {
        SCOPED_TRACE(std::string(kind) + " " + std::to_string(width) + "x" +
                     std::to_string(height) + " at " + std::to_string(qp));
        const desktop::Frame from = drawn(kind, width, height, 5),
                             to = drawn(kind, width, height, 6);
        expect_all_right(*coding(from, to, qp, {{0, 0, width, height}}));
        expect_all_right(*coding(from, to, qp, {}, true));
      }
}

TEST(EncodeH264, every_variant_makes_the_same_bytes_of_sessions) {
  for (const char* session : {"typing", "scroll", "window", "photo", "video"})
    for (const int update : {0, 3}) {
      SCOPED_TRACE(session);
      const auto problem = make(encode_h264(), {{"session", session},
                                                {"width", 250},
                                                {"height", 170},
                                                {"update", update},
                                                {"updates", 4}});
      ASSERT_TRUE(problem) << problem.error().what;
      expect_all_right(**problem);
    }
}

TEST(EncodeH264, a_team_that_leaves_rows_out_is_seen) {
  const desktop::Frame from = drawn("boxes", 64, 64, 1), to = drawn("boxes", 64, 64, 2);
  const auto problem = coding(from, to, 26, {{0, 0, 64, 64}});
  LazyTeam lazy;
  Bench bench(*problem);
  bench.run(variant_named(encode_h264(), "rows"), lazy);
  EXPECT_FALSE(bench.judge().right);
}

TEST(EncodeH264, a_job_of_many_updates_is_the_updates_one_by_one) {
  const auto problem = make(
      encode_h264(),
      {{"session", "window"}, {"width", 320}, {"height", 200}, {"update", 0}, {"updates", 6}}, 9);
  ASSERT_TRUE(problem) << problem.error().what;
  const auto& all = static_cast<const UpdateProblem&>(**problem);
  const UpdateView view = all.updates().view();
  CodedSession session({320, 200}, 26);
  for (std::int64_t update = 0; update < view.updates; ++update) {
    const auto damage = view.damage(update);
    session.show({view.current(update), view.current(update) + view.frame_pixels()},
                 {damage.begin(), damage.end()});
  }
  EXPECT_EQ(session.sizes, all.encoded().sizes);
  EXPECT_EQ(session.stream, all.encoded().stream);
}

TEST(EncodeH264, the_last_update_is_committed_too) {
  const desktop::Frame from = drawn("noise", 64, 48, 1), to = drawn("noise", 64, 48, 2);
  const auto problem = coding(from, to, h264::kLeastQp, {{16, 16, 16, 16}});
  for (const Variant& variant : able_variants(encode_h264(), *problem)) {
    Bench bench(*problem);
    SerialTeam serial;
    bench.run(variant, serial);
    const h264::H264Job job = h264::job_of(bench.args());
    const h264::Picture picture{job.picture, job.size}, source{job.source, job.size};
    // PCM, so it is the source.
    for (int y = 0; y < 16; ++y)
      EXPECT_TRUE(std::equal(source.luma(1, 1) + y * 64, source.luma(1, 1) + y * 64 + 16,
                             picture.luma(1, 1) + y * 64))
          << variant.name;
  }
}

TEST(EncodeH264, noise_comes_to_pcm_and_is_exact) {
  const std::int32_t side = 128;
  const h264::PictureSize size{side, side};
  CodedSession session(size, h264::kLeastQp);
  for (const Seed seed : {1, 2}) {
    session.show(drawn("noise", side, side, seed).pixels, {{0, 0, side, side}});
    EXPECT_EQ(session.pcm, size.macroblocks());
    EXPECT_TRUE(std::equal(session.pictures.back().begin(), session.pictures.back().end(),
                           session.source()));
  }
  // 384 bytes each, a few bits before them, and emulation prevention.
  for (const std::uint64_t bytes : session.sizes)
    EXPECT_LE(bytes, static_cast<std::uint64_t>(size.macroblocks()) * 388 + 300);
}

/// 128 bits more than PCM (A.3.1), with whatever stands in a slice around it; so a payload's room
/// is enough, too.
TEST(EncodeH264, no_macroblock_takes_more_bits_than_the_standard_allows) {
  const std::int32_t height = 320;
  for (const char* kind : {"noise", "extremes", "boxes"})
    for (const int qp : {h264::kLeastQp, 11, 14, 18, 26}) {
      const desktop::Frame frame = drawn(kind, 16, height, 9);
      std::vector<Pixel> frames(static_cast<std::size_t>(16 * height));
      frames.insert(frames.end(), frame.pixels.begin(), frame.pixels.end());
      h264::OwnRoom room({16, height});
      std::uint64_t bytes = 0;
      h264::H264Job job = room.job({frames.data(), nullptr, 16, height, 1, 0}, qp, true);
      job.sizes = &bytes;
      h264::encode_in_turn(job);
      for (const std::uint64_t unit : room.row_bytes) {
        EXPECT_GT(unit, 8U);
        EXPECT_LE(unit, 4U + 7U + 400U + 1U) << kind << " " << qp;
      }
    }
}

TEST(EncodeH264, what_is_equal_is_skipped) {
  const desktop::Frame frame = drawn("boxes", 320, 200, 4);
  const auto problem = coding(frame, frame, 26, {{0, 0, 320, 200}});
  // One slice: header, and a run of skipped macroblocks.
  EXPECT_LE(problem->encoded().stream.size(), 12U);
  const auto nothing = coding(frame, frame, 26, {});
  EXPECT_EQ(nothing->encoded().stream.size(), 0U);
}

TEST(EncodeH264, rectangles_may_be_anything) {
  const desktop::Frame from = drawn("boxes", 90, 70, 1), to = drawn("boxes", 90, 70, 2);
  const auto bytes = [&](std::vector<Rectangle> damage) {
    const auto problem = coding(from, to, 26, std::move(damage));
    expect_all_right(*problem);
    return problem->encoded().stream;
  };
  EXPECT_EQ(bytes({{-40, -40, 30, 30}, {90, 0, 5, 5}, {0, 70, 5, 5}, {3, 3, 0, 9}}).size(), 0U);
  EXPECT_EQ(bytes({{0, 0, 90, 70}}),
            bytes({{-5, -5, 60, 100}, {40, -1, INT_MAX, INT_MAX}, {40, 20, 7, 7}}));
  EXPECT_EQ(bytes({{17, 17, 1, 1}}), bytes({{16, 16, 16, 16}, {17, 20, 3, 3}}));
}

TEST(EncodeH264, quality_is_what_the_quantiser_says) {
  // Mean squared error of uniform quantisation at the step of each QP is at most step² / 12 where
  // it is fine; nothing is worse by more than 3 dB, and more QP is fewer bytes.
  const desktop::Frame frame = drawn("smooth", 320, 192, 3);
  std::size_t last = SIZE_MAX;
  for (int qp = h264::kLeastQp; qp <= h264::kMostQp; qp += 6) {
    CodedSession session({320, 192}, qp);
    session.show(frame.pixels, {});
    double error = 0;
    for (std::size_t i = 0; i < std::size_t{320} * 192; ++i) {
      const double difference = session.pictures[0][i] - session.source()[i];
      error += difference * difference;
    }
    error /= 320.0 * 192.0;
    const double step = 0.625 * std::pow(2.0, qp / 6.0);
    EXPECT_LE(error, 2 * step * step / 12 + 0.5) << qp;
    EXPECT_LT(session.stream.size(), last) << qp;
    last = session.stream.size();
  }
}

TEST(EncodeH264, sizes_that_no_level_takes_are_refused) {
  const auto problem =
      make(encode_h264(), {{"session", "idle"}, {"width", 16384}, {"height", 9000}});
  ASSERT_FALSE(problem);
  EXPECT_TRUE(problem.error().what.starts_with("no level of H.264 takes")) << problem.error().what;
}

/// Digests of streams: the same on every machine, compiler and backend.
TEST(EncodeH264, streams_of_sessions_are_golden) {
  const std::pair<const char*, const char*> golden[] = {
      {"typing", "6f97e5c6baa70a9d035f4949019b866d"},
      {"scroll", "69a8f0a4e368ef22e8feffec76a8c3e9"},
      {"window", "f0ed9b13510d74f778b590254f5bd447"},
      {"list", "4dfd761f064f45317527a2f67413f0be"},
      {"photo", "6e5e9ed67a057485e606cfc076a22a29"},
      {"video", "f57c0fdf5b267ce921b854817331b1db"},
      {"cursor", "710382e8fa47fe66ee830b11da0d82c4"},
      {"idle", "e6f332edc5a68f442dab74b29d3b338f"}};
  for (const auto& [session, digest] : golden) {
    const auto problem = make(
        encode_h264(),
        {{"session", session}, {"width", 400}, {"height", 300}, {"update", 0}, {"updates", 6}});
    ASSERT_TRUE(problem) << problem.error().what;
    const auto& all = static_cast<const UpdateProblem&>(**problem);
    EXPECT_EQ(to_text(digest_bytes(std::as_bytes(std::span(all.encoded().stream)))), digest)
        << session;
  }
}

}  // namespace
}  // namespace pontage::frame_encode
