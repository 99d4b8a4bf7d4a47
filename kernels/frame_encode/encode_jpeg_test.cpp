// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_jpeg.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>

#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "kernels/frame_encode/jpeg_update.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "libbench/probe.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::frame_encode {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;
using pontage::test::variant_named;
using test::blank;
using test::drawn;

Shape of_quality(std::int64_t quality) {
  return *encode_jpeg().shape_schema().make({{"quality", quality}});
}

std::unique_ptr<UpdateProblem> coding(const desktop::Frame& frame, std::int64_t quality,
                                      std::vector<Rectangle> damage) {
  return make_jpeg_problem(one_update(blank(frame.width, frame.height, 0), frame, damage, "test"),
                           of_quality(quality));
}
std::unique_ptr<UpdateProblem> coding(const desktop::Frame& frame, std::int64_t quality) {
  return coding(frame, quality, {{0, 0, frame.width, frame.height}});
}

/// Every variant makes the same bytes; libjpeg-turbo is among them where the build has it.
void expect_all_right(const UpdateProblem& problem) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (const Variant& variant : able_variants(encode_jpeg(), problem))
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
      Bench bench(problem);
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ", a second run: " << bench.judge().why;
    }
}

TEST(EncodeJpeg, every_variant_makes_the_same_bytes_of_every_size) {
  for (const auto& [width, height] : {std::pair{1, 1},
                                      {8, 8},
                                      {9, 16},
                                      {16, 9},
                                      {17, 17},
                                      {24, 40},
                                      {31, 33},
                                      {130, 50},
                                      {257, 20},
                                      {300, 129}})
    for (const char* kind : {"smooth", "boxes", "noise", "extremes", "flat"}) {
      SCOPED_TRACE(std::string(kind) + " " + std::to_string(width) + "x" + std::to_string(height));
      expect_all_right(*coding(drawn(kind, width, height, 5), 80));
    }
}

TEST(EncodeJpeg, every_variant_makes_the_same_bytes_at_every_quality) {
  for (int quality = 1; quality <= 100; ++quality)
    for (const char* kind : {"smooth", "extremes", "boxes"}) {
      SCOPED_TRACE(std::string(kind) + " at " + std::to_string(quality));
      expect_all_right(*coding(drawn(kind, 150, 40, static_cast<Seed>(quality)), quality));
    }
}

TEST(EncodeJpeg, only_touched_rows_are_coded) {
  const auto frame = drawn("boxes", 100, 100, 2);  // seven rows of MCUs, the last one of 4 pixels
  const auto problem = coding(frame, 80, {{10, 17, 1, 1}, {50, 31, 2, 2}, {0, 99, 5, 500}});
  expect_all_right(*problem);
  const auto pictures = read_jpeg_update(problem->encoded().stream, 100, 100);
  ASSERT_TRUE(pictures) << pictures.error().what;
  ASSERT_EQ(pictures->size(), 2U);
  EXPECT_EQ((*pictures)[0].top, 16);
  EXPECT_EQ((*pictures)[0].height, 32);
  EXPECT_EQ((*pictures)[1].top, 96);
  EXPECT_EQ((*pictures)[1].height, 4);
  // A picture is what the same rows are as a frame of their own.
  desktop::Frame rows{100, 32, {frame.row(16).begin(), frame.row(48).begin()}};
  const auto whole = coding(rows, 80);
  const auto alone = read_jpeg_update(whole->encoded().stream, 100, 32);
  ASSERT_TRUE(alone);
  EXPECT_TRUE(std::ranges::equal((*pictures)[0].jpeg, (*alone)[0].jpeg));
}

TEST(EncodeJpeg, damage_that_is_none_outside_or_over_itself) {
  const auto frame = drawn("smooth", 90, 50, 2);
  for (const auto& damage : std::vector<std::vector<Rectangle>>{
           {}, {{-9, 0, 9, 9}, {90, 0, 1, 1}, {0, 50, 9, 9}}, {{5, 5, 0, 9}, {5, 5, -2, -2}}}) {
    const auto problem = coding(frame, 80, damage);
    expect_all_right(*problem);
    EXPECT_EQ(problem->encoded().sizes, std::vector<std::uint64_t>{0}) << "nothing to send";
    EXPECT_EQ(problem->work({}).steps, 0);
  }
  const auto once = coding(frame, 80, {{0, 0, 90, 20}});
  const auto twice = coding(frame, 80, {{-5, -5, 500, 25}, {80, 3, 9, 9}, {0, 0, INT_MAX, 1}});
  EXPECT_EQ(once->encoded().stream, twice->encoded().stream);
  EXPECT_EQ(once->work({}).steps, 90 * 32);
}

TEST(EncodeJpeg, many_updates_of_a_session_in_one_job) {
  const auto problem = pontage::test::make(
      encode_jpeg(),
      {{"session", "typing"}, {"width", 320}, {"height", 200}, {"update", 0}, {"updates", 6}});
  ASSERT_TRUE(problem) << problem.error().what;
  const auto& all = dynamic_cast<const UpdateProblem&>(**problem);
  expect_all_right(all);
  EXPECT_EQ(all.encoded().sizes.size(), 6U);
  EXPECT_GT(all.encoded().sizes[0], all.encoded().sizes[1]) << "a client joins, then one types";
}

// The bytes of sessions, whatever the machine, compiler and variant. A change of the generator or
// of the codec changes them; nothing else may.
TEST(EncodeJpeg, bytes_of_sessions) {
  const std::pair<const char*, const char*> golden[] = {
      {"typing", "03de103c76d7c58798cbb834a82717d4"},
      {"scroll", "19d46e73014c977669b51cf3cb1ea7ac"},
      {"window", "904894a5c63ae3df9c15270d3074dfe2"},
      {"photo", "ba9bbbccb2ad3afa362947a7edaa433e"},
      {"video", "c4e6c5d1b482edc42353e52fed6d976c"}};
  for (const auto& [session, digest] : golden) {
    const auto problem = pontage::test::make(encode_jpeg(), {{"session", std::string(session)},
                                                             {"width", 416},
                                                             {"height", 240},
                                                             {"update", 0},
                                                             {"updates", 4}});
    ASSERT_TRUE(problem) << problem.error().what;
    const auto& stream = dynamic_cast<const UpdateProblem&>(**problem).encoded().stream;
    EXPECT_EQ(to_text(digest_bytes(std::as_bytes(std::span(stream)))), digest) << session;
  }
}

TEST(EncodeJpeg, work_is_what_the_items_do) {
  const auto problem = coding(drawn("boxes", 160, 70, 4), 80);
  CountProbe probe;
  Bench bench(*problem);
  const JpegJob job = jpeg_job(bench.args());
  const QuantTables quant = quant_tables(80);
  std::int64_t bytes = 0;
  for (std::int64_t i = 0, dirty = job.list_dirty(0); i < dirty; ++i) {
    std::uint8_t* to = job.row_at(job.dirty[i]);
    bytes += encode_row_over(probe, job.row(0, job.dirty[i]), quant, to) - to;
  }
  const Work work = problem->work({});
  EXPECT_EQ(work.steps, 160 * 70);
  EXPECT_EQ(work.dependent_loads, probe.dependent_loads);
  EXPECT_GT(work.dependent_loads, 2 * 10 * 5 * 6) << "each block has at least a DC";
  EXPECT_EQ(probe.bytes_stored, bytes) << "nothing is written twice";
  // Beside the rows: heads, JPEG's header, markers between five rows, and its end.
  EXPECT_EQ(work.bytes_written.count(), bytes + 16 + 8 + 629 + 4 * 2 + 2);
}

TEST(EncodeJpeg, a_row_never_leaves_its_room) {
  // What comes to the most bytes: noise and extremes with divisors of 1. No row writes anything
  // behind the bytes that it says it has.
  constexpr std::uint8_t kUntouched = 0xa5;
  for (const char* kind : {"noise", "extremes"}) {
    const auto problem = coding(drawn(kind, 64, 64, 7), 100);
    expect_all_right(*problem);
    SerialTeam serial;
    for (const char* name : {"reference", "vectors"})
      for (const Variant& variant : able_variants(encode_jpeg(), *problem)) {
        if (variant.name != name) continue;
        Bench bench(*problem);
        const JpegJob job = jpeg_job(bench.args());
        std::fill_n(job.rows, 4 * job.row_room(), kUntouched);
        bench.run(variant, serial);
        for (std::int64_t row = 0; row < 4; ++row) {
          EXPECT_GT(job.row_bytes[row], 0U);
          ASSERT_LT(job.row_bytes[row], job.row_room()) << name << ", " << kind << ", row " << row;
          const std::uint8_t* const begin = job.row_at(row);
          EXPECT_TRUE(std::all_of(begin + job.row_bytes[row], begin + job.row_room(),
                                  [](std::uint8_t byte) { return byte == kUntouched; }))
              << name << ", " << kind << ", row " << row;
        }
      }
  }
}

TEST(EncodeJpeg, the_judge_names_what_is_wrong) {
  const auto problem = coding(drawn("smooth", 64, 64, 1), 80);
  SerialTeam team;
  Bench bench(*problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(encode_jpeg(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  const Digest right = problem->canonical(bench.responses());
  const std::uint64_t size = bench.as<std::uint64_t>(kSizes)[0];
  bench.as<std::uint8_t>(kStream)[size] ^= 1;
  EXPECT_TRUE(bench.judge().right) << "beyond the end of the stream";
  EXPECT_EQ(problem->canonical(bench.responses()), right);
  bench.as<std::uint8_t>(kStream)[700] ^= 1;
  EXPECT_TRUE(bench.judge().why.starts_with("update 0, byte 700: ")) << bench.judge().why;
  EXPECT_FALSE(problem->canonical(bench.responses()) == right);
  bench.as<std::uint64_t>(kSizes)[0] = 5;
  EXPECT_EQ(bench.judge().why, "update 0: 5 bytes, must be " + std::to_string(size));
}

TEST(EncodeJpeg, a_stream_without_room_is_counted_and_refused) {
  const auto small = coding(blank(64, 64, 0xff336699), 80),
             large = coding(drawn("noise", 64, 64, 1), 80);
  Bench bench(*large);
  // As if the response were small: the last bytes are a guard.
  std::vector<void*> at(bench.args().at.begin(), bench.args().at.end());
  std::vector<Bytes> size(bench.args().size.begin(), bench.args().size.end());
  std::vector<std::uint8_t> stream(
      static_cast<std::size_t>(small->values()[kStream].most.count()) + 64, 0xee);
  at[kStream] = stream.data();
  size[kStream] = small->values()[kStream].most;
  encode_jpeg_reference({at, size, large->shape().fields(), nullptr});
  EXPECT_EQ(std::count(stream.end() - 64, stream.end(), 0xee), 64);
  EXPECT_EQ(bench.as<std::uint64_t>(kSizes)[0], large->encoded().stream.size());
}

TEST(JpegUpdate, what_is_no_update_is_refused_with_a_sentence) {
  const auto problem = coding(drawn("boxes", 64, 64, 1), 80, {{0, 0, 1, 1}, {0, 40, 1, 1}});
  const auto& good = problem->encoded().stream;
  const auto why = [](std::vector<std::uint8_t> bytes) {
    const auto read = read_jpeg_update(bytes, 64, 64);
    return read ? "right" : read.error().what;
  };
  EXPECT_EQ(why(good), "right");
  EXPECT_EQ(why({}), "right") << "nothing changes";
  EXPECT_EQ(why({1, 2, 3}), "this is no update of JPEGs: it does not begin with PJU1");
  for (std::size_t size = 1; size < good.size(); ++size)
    EXPECT_NE(why({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}), "right")
        << size;
  auto longer = good;
  longer.push_back(0);
  EXPECT_EQ(why(longer), "this is no update of JPEGs: bytes follow its last picture");
  auto other = good;
  other[16] = 9;
  EXPECT_EQ(why(other), "this is no update of JPEGs: a picture has rows 9 to 10");
  EXPECT_EQ(read_jpeg_update(good, 64, 65).error().what,
            "this is no update of JPEGs: it is of a screen of 64x64, this one has 64x65");
}

}  // namespace
}  // namespace pontage::frame_encode
