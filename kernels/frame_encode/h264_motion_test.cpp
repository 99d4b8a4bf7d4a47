// SPDX-License-Identifier: Apache-2.0
/// Motion by itself: of the picture, of quarters, and how vectors are predicted.
#include "kernels/frame_encode/h264_motion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "kernels/frame_encode/encode_h264_variants.hpp"
#include "kernels/frame_encode/h264_quarter_hash.hpp"
#include "kernels/frame_encode/h264_rare.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode::h264 {
namespace {

#ifdef PONTAGE_HAS_HIGHWAY
TEST(H264Motion, vectors_find_the_same_rare_places) {
  Rng rng(2);
  std::vector<std::uint32_t> line(4000);
  for (auto& pixel : line) pixel = static_cast<std::uint32_t>(rng.below(4) * 0x3f1745U);
  std::int32_t found = 0;
  for (std::int32_t from = 0; from < 3996; ++from) {
    const std::int32_t at = next_rare_plain(line.data(), from, 3996);
    ASSERT_EQ(next_rare_by_vectors(line.data(), from, 3996), at);
    found += at == from ? 1 : 0;
  }
  EXPECT_GT(found, 0);
}
#endif

TEST(H264Motion, what_moves_is_found) {
  Rng rng(5);
  const std::int32_t width = 640, height = 320;
  std::vector<std::uint32_t> before(static_cast<std::size_t>(width * height)), now(before.size());
  for (auto& pixel : before) pixel = static_cast<std::uint32_t>(rng.next());
  now = before;
  const Vector moved{-23, 37};  // what stands at (x, y) was at (x - 23, y + 37)
  for (int y = 40; y < 250; ++y)
    for (int x = 40; x < 600; ++x)
      now[static_cast<std::size_t>(y * width + x)] =
          before[static_cast<std::size_t>((y + moved.y) * width + x + moved.x)];
  const std::int64_t rows = height / 16;
  std::vector<RowMarks> marks(static_cast<std::size_t>(2 * rows));
  for (std::int32_t y = 0; y < height; ++y) {
    const auto at = static_cast<std::size_t>(y * width);
    find_marks(&before[at], width, 0, width, y, marks[static_cast<std::size_t>(y / 16)]);
    find_marks(&now[at], width, 0, width, y, marks[static_cast<std::size_t>(rows + y / 16)]);
  }
  std::vector<std::uint32_t> table(static_cast<std::size_t>(vote_slots(rows) * 2));
  Vector best[kMostVectors];
  ASSERT_GE(vote(marks.data(), marks.data() + rows, rows, table.data(), best), 1);
  EXPECT_EQ(best[0].x, moved.x);
  EXPECT_EQ(best[0].y, moved.y);
  // Nothing moves where nothing is like anything before.
  for (auto& pixel : now) pixel = static_cast<std::uint32_t>(rng.next());
  for (auto& row : marks) row.count = 0;
  for (std::int32_t y = 0; y < height; ++y)
    find_marks(&now[static_cast<std::size_t>(y * width)], width, 0, width, y,
               marks[static_cast<std::size_t>(rows + y / 16)]);
  EXPECT_EQ(vote(marks.data(), marks.data() + rows, rows, table.data(), best), 0);
}

/// The predicted vector of each part, where the left neighbour has (8, 4) above and (-8, 12) below.
std::vector<Vector> predictions(Motion motion, const LeftVectors& left) {
  std::vector<Vector> all;
  for (int part = 0; part < motion.parts(); ++part)
    all.push_back(predicted_vector(motion, part, left));
  return all;
}

TEST(H264VectorPrediction, as_8_4_1_3_has_it_with_nothing_above) {
  const LeftVectors inter{true, {8, 4}, {-8, 12}}, other{false, {8, 4}, {-8, 12}};
  Motion motion;
  motion.quarter[0] = {1, 20};
  motion.quarter[1] = {2, 10};
  motion.quarter[2] = {3, 30};
  const auto with = [&motion](Division division) {
    Motion divided = motion;
    divided.division = division;
    return divided;
  };
  using Vectors = std::vector<Vector>;
  EXPECT_EQ(predictions(with(Division::whole), inter), (Vectors{{8, 4}}));
  EXPECT_EQ(predictions(with(Division::whole), other), (Vectors{{0, 0}}));
  // The lower row has the left neighbour's; where that is not inter, only the row above predicts.
  EXPECT_EQ(predictions(with(Division::rows), inter), (Vectors{{8, 4}, {-8, 12}}));
  EXPECT_EQ(predictions(with(Division::rows), other), (Vectors{{0, 0}, {1, 20}}));
  // Nothing above the right column, so the left one stands for all three neighbours.
  EXPECT_EQ(predictions(with(Division::columns), inter), (Vectors{{8, 4}, {1, 20}}));
  // The third: median of (-8, 12) or none, (1, 20) and (2, 10); the last: of (3, 30), (2, 10) and,
  // for the one above to the right is not there, (1, 20).
  EXPECT_EQ(predictions(with(Division::quarters), inter),
            (Vectors{{8, 4}, {1, 20}, {1, 12}, {2, 20}}));
  EXPECT_EQ(predictions(with(Division::quarters), other),
            (Vectors{{0, 0}, {1, 20}, {1, 10}, {2, 20}}));
}

TEST(H264Quarters, a_hash_that_rolls_is_the_hash_of_its_pixels) {
  Rng rng(11);
  constexpr std::size_t kWidth = 100, kPlaces = kWidth - 7, kLines = 20;
  std::vector<std::uint32_t> frame(kWidth * kLines), plain(kPlaces), vectors(kPlaces);
  for (auto& pixel : frame) pixel = static_cast<std::uint32_t>(rng.next());
  for (std::size_t line = 0; line < kLines; ++line) {
    const std::uint32_t* comes = &frame[line * kWidth];
    const std::uint32_t* leaves = line < 8 ? nullptr : comes - 8 * kWidth;
    roll_quarters_plain(leaves, comes, kPlaces, plain.data());
#ifdef PONTAGE_HAS_HIGHWAY
    roll_quarters_by_vectors(leaves, comes, kPlaces, vectors.data());
    ASSERT_EQ(vectors, plain) << line;
#endif
    if (line < 7) continue;
    for (std::size_t x = 0; x < kPlaces; ++x) {
      std::uint32_t hash = 0;
      for (std::size_t y = line - 7; y <= line; ++y)
        hash = hash * kQuarterDown + quarter_line(&frame[y * kWidth + x]);
      ASSERT_EQ(plain[x], hash) << x << " " << line;
    }
  }
}

/// Two frames of drawn cells, and what is found between them.
class QuartersOf {
 public:
  static constexpr PictureSize kSize{160, 96};
  static constexpr int kWidth = kSize.width;

  explicit QuartersOf(Seed seed) : before(pixels()), now(pixels()), room_(kSize), rng_(seed) {
    job_ = room_.job({}, 26, false);
    for (int y = 0; y < kSize.height; ++y)
      for (int x = 0; x < kWidth; ++x) before[at(x, y)] = now[at(x, y)] = 0xffffff;
  }
  /// Letters, as it were: two colours, drawn at random.
  void draw(std::vector<std::uint32_t>& frame, int x, int y, int width, int height) {
    for (int line = y; line < y + height; ++line)
      for (int i = x; i < x + width; ++i) frame[at(i, line)] = rng_.below(2) == 0 ? 0 : 0xffffff;
  }
  void copy(int from_x, int from_y, int x, int y, int width, int height) {
    for (int line = 0; line < height; ++line)
      for (int i = 0; i < width; ++i)
        now[at(x + i, y + line)] = before[at(from_x + i, from_y + line)];
  }
  const Quarters& look(std::span<const Vector> known = {}) {
    const FramePair frames{before.data(), now.data(), kWidth, kSize.height};
    const std::vector<std::uint8_t> damaged(static_cast<std::size_t>(kSize.columns()), 1);
    Quarters& quarters = job_.quarters;
    for (int row = 0; row < kSize.rows(); ++row)
      want_quarters(frames, row, damaged.data(), known, quarters);
    index_quarters(quarters);
    if (quarters.mask != 0)
      for (int row = kSize.rows(); row-- > 0;)  // in any order
        find_quarters(frames, row, damaged.data(), quarters);
    return quarters;
  }

  std::vector<std::uint32_t> before, now;

 private:
  static std::vector<std::uint32_t> pixels() {
    return std::vector<std::uint32_t>(static_cast<std::size_t>(kWidth * kSize.height));
  }
  static std::size_t at(int x, int y) { return static_cast<std::size_t>(y * kWidth + x); }
  OwnRoom room_;
  H264Job job_;
  Rng rng_;
};

std::vector<Vector> found(const Quarters& quarters, int column, int row, int quarter) {
  NullProbe probe;
  const Quarters::Found all = quarters.vectors_of(probe, column, row, quarter);
  return {all.begin(), all.end()};
}

TEST(H264Quarters, what_stood_elsewhere_is_found_and_nothing_else) {
  QuartersOf two(3);
  two.draw(two.before, 5, 3, 60, 20);
  two.copy(5, 3, 64, 48, 16, 8);  // the upper half of macroblock (4, 3)
  two.draw(two.now, 64, 56, 16, 8);
  const Quarters& quarters = two.look();
  EXPECT_EQ(count_quarters(quarters).natural, 0U);
  const std::vector<Vector> expected{{-59, -45}, {-59, -45}};  // the first place, and the last
  EXPECT_EQ(found(quarters, 4, 3, 0), expected);
  EXPECT_EQ(found(quarters, 4, 3, 1), expected);
  EXPECT_TRUE(found(quarters, 4, 3, 2).empty());
  EXPECT_TRUE(found(quarters, 0, 0, 0).empty());  // white now
}

TEST(H264Quarters, the_first_and_the_last_place_are_found) {
  QuartersOf two(4);
  two.draw(two.before, 16, 8, 8, 8);
  for (const int x : {32, 48}) two.copy(16, 8, x, 72, 8, 8);
  for (const auto& [x, y] : {std::pair{40, 30}, {90, 61}}) {
    two.copy(16, 8, 0, 80, 8, 8);
    for (int line = 0; line < 8; ++line)
      for (int i = 0; i < 8; ++i)
        two.before[static_cast<std::size_t>((y + line) * 160 + x + i)] =
            two.before[static_cast<std::size_t>((8 + line) * 160 + 16 + i)];
  }
  const Quarters& quarters = two.look();
  // Quarter 2 of macroblock (2, 4) lies at (32, 72).
  EXPECT_EQ(found(quarters, 2, 4, 2), (std::vector<Vector>{{-16, -64}, {58, -11}}));
  EXPECT_EQ(found(quarters, 3, 4, 2), (std::vector<Vector>{{-32, -64}, {42, -11}}));
}

TEST(H264Quarters, two_places_of_one_line_are_both_found) {
  QuartersOf two(4);
  two.draw(two.before, 16, 8, 8, 8);
  two.copy(16, 8, 32, 72, 8, 8);
  // Between the two nothing is wanted, so the filter passes nothing.
  for (int line = 0; line < 8; ++line)
    std::copy_n(&two.before[static_cast<std::size_t>((8 + line) * 160 + 16)], 8,
                &two.before[static_cast<std::size_t>((8 + line) * 160 + 90)]);
  EXPECT_EQ(found(two.look(), 2, 4, 2), (std::vector<Vector>{{-16, -64}, {58, -64}}));
}

TEST(H264Quarters, the_highest_byte_of_a_pixel_says_nothing) {
  QuartersOf two(3);
  two.draw(two.before, 5, 3, 60, 20);
  two.copy(5, 3, 64, 48, 16, 8);
  two.copy(0, 0, 0, 0, 32, 32);  // stood there before
  two.draw(two.now, 64, 56, 16, 8);
  const auto counts_and_vectors = [&two] {
    const Quarters& quarters = two.look();
    const QuarterCount all = count_quarters(quarters);
    return std::tuple(all.wanted, all.natural, found(quarters, 4, 3, 0), found(quarters, 4, 3, 1));
  };
  const auto clean = counts_and_vectors();
  EXPECT_EQ(std::get<2>(clean).size(), 2U);
  Rng noise(8);
  for (auto* frame : {&two.before, &two.now})
    for (auto& pixel : *frame) pixel |= static_cast<std::uint32_t>(noise.next()) & 0xff000000;
  EXPECT_EQ(counts_and_vectors(), clean);
}

TEST(H264Quarters, what_a_vector_explains_is_not_wanted) {
  QuartersOf two(5);
  two.draw(two.before, 0, 0, 160, 40);
  two.copy(0, 0, 0, 3, 160, 40);
  EXPECT_GT(count_quarters(two.look()).wanted, 100U);
  const Vector down[] = {{0, -3}};
  EXPECT_LT(count_quarters(two.look(down)).wanted, 30U);  // the first three lines alone
}

TEST(H264Quarters, films_are_not_searched_for) {
  QuartersOf two(6);
  Rng rng(7);
  for (auto& pixel : two.now) pixel = static_cast<std::uint32_t>(rng.next());
  two.draw(two.now, 0, 0, 8, 8);
  const Quarters& quarters = two.look();
  EXPECT_EQ(count_quarters(quarters).wanted, 1U);
  EXPECT_EQ(quarters.mask, 0U);
  EXPECT_TRUE(found(quarters, 0, 0, 0).empty());
}

}  // namespace
}  // namespace pontage::frame_encode::h264
