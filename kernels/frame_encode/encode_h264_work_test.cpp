// SPDX-License-Identifier: Apache-2.0
/// The work that encode_h264 states, held against bounds counted by hand.
#include <gtest/gtest.h>

#include <vector>

#include "kernels/frame_encode/encode_h264.hpp"
#include "kernels/frame_encode/encode_h264_variants.hpp"
#include "kernels/frame_encode/h264_problem_test.hpp"
#include "kernels/frame_encode/h264_tally.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode {
namespace {

using test::blank;
using test::coding;
using test::drawn;
using test::expect_all_right;

/// Operations of the stages around one damaged macroblock of 256 pixels: 3 multiplications and 3
/// additions of luma each; in both frames 5 multiplications and 4 comparisons for marks.
constexpr std::int64_t kLeastAround = 256 * 6 + 2 * 256 * 9;
/// Operations of one absolute difference of luma: subtract, absolute, add.
constexpr std::int64_t kLeastDifference = 256 * 3;
/// Operations of inter, a sample: residual 1; transform, 8 lines of 8 for 16 samples, 4; quantiser:
/// absolute, add, multiply, shift, 4.
constexpr std::int64_t kLeastCode = 384 * 9;
/// The same of restoring: multiply 1, transform 4, add 32, shift, add the prediction.
constexpr std::int64_t kLeastRestore = 384 * 8;

Work work_of(const Problem& problem) { return problem.work(encode_h264().variants()[0]); }

TEST(EncodeH264Work, work_of_noise_is_at_least_what_it_takes) {
  const std::int64_t macroblocks = 64;
  const auto problem =
      coding(drawn("noise", 128, 128, 1), drawn("noise", 128, 128, 2), 26, {{0, 0, 128, 128}});
  const Work work = work_of(*problem);
  EXPECT_GE(work.steps,
            macroblocks * (kLeastAround + kLeastDifference + kLeastCode + kLeastRestore));
  // Both frames and the old picture are read; colours, what changed and its commit are written.
  EXPECT_GE(work.bytes_read, Bytes{macroblocks * (2 * 1024 + 384)});
  EXPECT_GE(work.bytes_written,
            Bytes{macroblocks * 3 * 384 + std::ssize(problem->encoded().stream)});
  // A codeword is an entry of a table, and noise has hundreds of levels a macroblock.
  EXPECT_GE(work.dependent_loads, macroblocks * 100);
}

TEST(EncodeH264Work, work_of_what_stands_still_is_colours_and_marks_and_one_trial) {
  const std::int64_t macroblocks = 64;
  const desktop::Frame frame = drawn("flat", 128, 128, 1);
  const Work work = work_of(*coding(frame, frame, 26, {{0, 0, 128, 128}}));
  const std::int64_t least = macroblocks * (kLeastAround + kLeastDifference + kLeastCode);
  EXPECT_GE(work.steps, least);
  EXPECT_LE(work.steps, 4 * least);
  EXPECT_GE(work.bytes_read, Bytes{macroblocks * (2 * 1024 + 384)});
  // Colours, and four hashes of nothing a macroblock. Nothing changed, so nothing is committed: one
  // slice of skipped macroblocks is less than a macroblock.
  EXPECT_GE(work.bytes_written, Bytes{macroblocks * (384 + 16)});
  EXPECT_LT(work.bytes_written, Bytes{macroblocks * (384 + 16) + 384});
}

/// Work of one update of the whole frame less what its rows' probe counts.
Work work_around_rows(const desktop::Frame& from, const desktop::Frame& to) {
  h264::OwnRoom room({from.width, from.height});
  std::vector<Pixel> frames(from.pixels);
  frames.insert(frames.end(), to.pixels.begin(), to.pixels.end());
  const Rectangle all{0, 0, from.width, from.height};
  h264::H264Job job = room.job({frames.data(), &all, from.width, from.height, 1, 1}, 26, false);
  std::uint64_t bytes = 0;
  job.first_number = 1;
  job.sizes = &bytes;
  h264::JobTally tally;
  CountProbe of_rows;
  h264::encode_in_turn(job, [&](const h264::PictureJob& picture, int row, std::uint32_t* words) {
    return h264::encode_row_counted(of_rows, picture, row, words);
  });
  tally.add(job);  // its own probe saw nothing
  return tally.work();
}

/// Letters that stand elsewhere: 8 by 8 quarters, each of two colours at random, in the
/// upper half before; the same 64 in the lower half now, by rows the other way round, so that no
/// vector of the picture is theirs.
TEST(EncodeH264Work, work_of_quarters_that_are_searched_for_is_at_least_what_it_takes) {
  constexpr std::int64_t kQuarters = 64, kMacroblocks = 64;
  desktop::Frame from = blank(128, 128, 0xffffffff), to = from;
  Rng rng(12);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x)
      from.row(y)[static_cast<std::size_t>(x)] = rng.below(2) == 0 ? 0xff000000 : 0xffffffff;
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x)
      to.row(64 + (7 - y / 8) * 8 +
             y % 8)[static_cast<std::size_t>(64 + (x / 8 * 3 % 8) * 8 + x % 8)] =
          from.row(y)[static_cast<std::size_t>(x)];
  const auto problem = coding(from, to, 26, {{0, 0, 128, 128}});
  expect_all_right(*problem);
  const Work around = work_around_rows(from, to);
  // A place of the old frame: 8 pixels leave and 8 come, each masked, multiplied and added; two
  // multiplications and two additions to roll, and a word of the filter, shifted and compared.
  constexpr std::int64_t kPlace = 2 * 8 * 3 + 4 + 3;
  // 15 of 16 lines of places roll so; the first of them comes from 8 lines.
  const std::int64_t search = kMacroblocks * 16 * (15 * kPlace + 8 * 8 * 3);
  // A wanted quarter: its pixels' neighbours are compared and its hash is made.
  const std::int64_t want = kQuarters * (2 * 56 + 64 * 3);
  EXPECT_GE(around.steps, kMacroblocks * kLeastAround + search + want);
  EXPECT_LE(around.steps, 2 * (kMacroblocks * kLeastAround + search + want));
  // A wanted quarter's slot and its word of the filter when the table is made; and its slot when it
  // is coded, beside a codeword each.
  EXPECT_GE(around.dependent_loads, 2 * kQuarters);
  EXPECT_GE(work_of(*problem).dependent_loads, around.dependent_loads + kQuarters);
  // The table has two slots at least for each, of 12 bytes.
  EXPECT_GE(around.bytes_written, Bytes{kMacroblocks * 384 + 2 * kQuarters * 12});
  // Without the old frame's letters nothing is found, and it is more to write.
  const auto anew = coding(blank(128, 128, 0xffffffff), to, 26, {{0, 0, 128, 128}});
  EXPECT_LT(problem->encoded().stream.size() * 2, anew->encoded().stream.size());
}

TEST(EncodeH264Work, work_grows_with_what_happens) {
  const desktop::Frame from = drawn("boxes", 128, 128, 1), to = drawn("noise", 128, 128, 2);
  const Work one = work_of(*coding(from, to, 26, {{0, 0, 16, 16}}));
  const Work all = work_of(*coding(from, to, 26, {{0, 0, 128, 128}}));
  EXPECT_GE(all.steps, 30 * one.steps);
  EXPECT_EQ(work_of(*coding(from, to, 26, {})).steps, 0);
}

}  // namespace
}  // namespace pontage::frame_encode
