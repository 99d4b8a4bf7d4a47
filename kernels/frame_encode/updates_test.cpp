// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/updates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>

#include "kernels/frame_encode/damage_grid.hpp"
#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {
namespace {

std::string marked(const std::vector<Rectangle>& damage, Grid grid) {
  std::vector<std::uint8_t> marks(static_cast<std::size_t>(grid.parts()), 7);
  mark_damage(damage, grid, marks.data());
  std::string text;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (i > 0 && i % static_cast<std::size_t>(grid.columns()) == 0) text += '/';
    text += marks[i] == 1 ? '#' : marks[i] == 0 ? '.' : '?';
  }
  return text;
}

TEST(Damage, parts_that_a_rectangle_touches) {
  const Grid grid{100, 50, 20, 20};  // 5 by 3, the last row half as high
  EXPECT_EQ(marked({}, grid), "...../...../.....");
  EXPECT_EQ(marked({{0, 0, 1, 1}}, grid), "#..../...../.....");
  EXPECT_EQ(marked({{19, 19, 1, 1}}, grid), "#..../...../.....");
  EXPECT_EQ(marked({{19, 19, 2, 2}}, grid), "##.../##.../.....");
  EXPECT_EQ(marked({{0, 0, 100, 50}}, grid), "#####/#####/#####");
  EXPECT_EQ(marked({{99, 49, 1, 1}}, grid), "...../...../....#");
  EXPECT_EQ(marked({{10, 5, 30, 10}, {20, 0, 40, 25}}, grid), "###../.##../.....") << "overlap";
}

TEST(Damage, rectangles_that_are_outside_empty_or_senseless) {
  const Grid grid{100, 50, 20, 20};
  EXPECT_EQ(marked({{-5, -5, 5, 5}, {100, 0, 5, 5}, {0, 50, 5, 5}}, grid), "...../...../.....");
  EXPECT_EQ(marked({{10, 10, 0, 5}, {10, 10, 5, 0}, {10, 10, -3, 5}, {10, 10, 5, -3}}, grid),
            "...../...../.....");
  EXPECT_EQ(marked({{-5, -5, 6, 6}}, grid), "#..../...../.....");
  EXPECT_EQ(marked({{90, 45, 500, 500}}, grid), "...../...../....#");
  EXPECT_EQ(
      marked({{INT_MAX, INT_MAX, INT_MAX, INT_MAX}, {INT_MIN, INT_MIN, INT_MIN, INT_MIN}}, grid),
      "...../...../.....");
  EXPECT_EQ(marked({{INT_MIN, 45, INT_MAX, INT_MAX}}, grid), "...../...../.....");
  EXPECT_EQ(marked({{-10, 45, INT_MAX, INT_MAX}}, grid), "...../...../#####");
}

TEST(Updates, one_update_of_pictures_of_ones_own) {
  const desktop::Frame from{2, 1, {1, 2}}, to{2, 1, {3, 4}};
  const Updates all = one_update(from, to, {{0, 0, 1, 1}, {1, 0, 1, 1}}, "mine");
  const UpdateView view = all.view();
  EXPECT_EQ(view.previous(0)[1], 2U);
  EXPECT_EQ(view.current(0)[0], 3U);
  EXPECT_EQ(view.damage(0).size(), 2U);
  EXPECT_EQ(one_update(from, to, {}, "idle").view().damage(0).size(), 1U) << "a rectangle of none";
}

UpdateShape shape_of(const char* session, std::int64_t update, std::int64_t updates,
                     const char* damage = "session") {
  return {session, 160, 120, update, updates, damage};
}
Bytes no_room(std::int64_t, std::int64_t) { return {}; }

TEST(Updates, a_job_s_updates_are_those_of_the_session) {
  const auto all = make_updates(shape_of("typing", 0, 5), 7, no_room);
  ASSERT_TRUE(all) << all.error().what;
  const UpdateView view = all->view();
  EXPECT_EQ(view.damage(0)[0], (Rectangle{0, 0, 160, 120})) << "a client joins";
  EXPECT_EQ(view.previous(0)[5], 0xff000000U);
  for (std::int64_t update = 1; update < 5; ++update) {
    const auto one = make_updates(shape_of("typing", update, 1), 7, no_room);
    ASSERT_TRUE(one) << one.error().what;
    EXPECT_TRUE(std::equal(one->frames.begin(), one->frames.end(), view.previous(update)));
  }
  EXPECT_EQ(all->source, "typing, 160x120, update 0 to 4 (joins, typing)");
  const auto full = make_updates(shape_of("typing", 2, 1, "full"), 7, no_room);
  ASSERT_TRUE(full) << full.error().what;
  EXPECT_EQ(full->rectangles, (std::vector<Rectangle>{{0, 0, 160, 120}}));
}

TEST(Updates, every_changed_pixel_is_damaged) {
  for (const char* session : {"scroll", "window", "cursor", "video"}) {
    const auto all = make_updates(shape_of(session, 1, 8), 3, no_room);
    ASSERT_TRUE(all) << all.error().what;
    const UpdateView view = all->view();
    std::vector<std::uint8_t> marks(160 * 120);
    for (std::int64_t update = 0; update < 8; ++update) {
      mark_damage(view.damage(update), {160, 120, 1, 1}, marks.data());
      for (std::size_t i = 0; i < marks.size(); ++i)
        ASSERT_TRUE(marks[i] == 1 || view.previous(update)[i] == view.current(update)[i])
            << session << ", update " << update << ", pixel " << i;
    }
  }
}

TEST(Updates, what_cannot_be_made_is_refused_with_a_sentence) {
  const auto unknown = make_updates(shape_of("gaming", 1, 1), 1, no_room);
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(unknown.error().what.starts_with("there is no session 'gaming'"))
      << unknown.error().what;
  const auto large = make_updates(shape_of("typing", 1, 1), 1,
                                  [](std::int64_t, std::int64_t) { return Bytes{INT64_MAX / 2}; });
  ASSERT_FALSE(large);
  EXPECT_TRUE(large.error().what.starts_with("encoding 1 updates of 160x120"))
      << large.error().what;
}

TEST(UpdateStream, what_does_not_fit_is_counted_and_not_written) {
  std::vector<std::uint8_t> stream(8, 9);
  std::vector<std::uint64_t> sizes(2);
  const std::vector<std::uint8_t> from{1, 2, 3, 4, 5};
  StreamOut out(stream.data(), 6, sizes.data());
  out.append(from.data(), 5);
  out.end_update();
  out.append(from.data(), 2);
  out.append(from.data(), 1);
  out.end_update();
  EXPECT_EQ(stream, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 9, 9, 9}));
  EXPECT_EQ(sizes, (std::vector<std::uint64_t>{5, 3}));
}

TEST(UpdateStream, reading_past_the_end_gives_nothing_and_is_told) {
  const std::vector<std::uint8_t> bytes{0x34, 0x12, 0x78, 0x56, 0x34, 0x12, 1};
  BytesIn in(bytes);
  EXPECT_EQ(in.u16(), 0x1234U);
  EXPECT_EQ(in.u32(), 0x12345678U);
  EXPECT_FALSE(in.failed() || in.is_at_end());
  EXPECT_EQ(in.u16(), 0U);
  EXPECT_TRUE(in.failed());
}

}  // namespace
}  // namespace pontage::frame_encode
