// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_tiles.hpp"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <climits>

#include "kernels/frame_encode/encode_tiles_variants.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "kernels/frame_encode/tiles_update.hpp"
#include "kernels/frame_encode/update_stream.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::frame_encode {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;
using test::blank;
using test::drawn;

Shape of_level(std::int64_t level) {
  return *encode_tiles().shape_schema().make({{"level", level}});
}

/// Every variant makes the same bytes, whatever the number of workers.
void expect_all_right(const UpdateProblem& problem) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (const Variant& variant : able_variants(encode_tiles(), problem))
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
      Bench bench(problem);
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
    }
}

TEST(EncodeTiles, comes_back_exactly_by_every_variant) {
  for (const auto& [width, height] :
       {std::pair{1, 1}, {64, 64}, {65, 63}, {200, 130}, {640, 300}, {63, 700}})
    for (const char* kind : {"smooth", "boxes", "noise", "extremes", "flat"}) {
      SCOPED_TRACE(std::string(kind) + " " + std::to_string(width) + "x" + std::to_string(height));
      const auto from = drawn("boxes", width, height, 3), to = drawn(kind, width, height, 4);
      const auto problem =
          make_tiles_problem(one_update(from, to, {{0, 0, width, height}}, "test"), of_level(1));
      expect_all_right(*problem);
      desktop::Frame screen = from;
      const auto done = apply_tiles_update(problem->encoded().stream, screen);
      ASSERT_TRUE(done) << done.error().what;
      EXPECT_EQ(screen.pixels, to.pixels);
    }
}

/// What a client shows that had `from`.
desktop::Frame after(desktop::Frame from, std::span<const std::uint8_t> update) {
  const auto done = apply_tiles_update(update, from);
  EXPECT_TRUE(done) << done.error().what;
  return from;
}

std::unique_ptr<UpdateProblem> coding(const desktop::Frame& from, const desktop::Frame& to,
                                      std::vector<Rectangle> damage, std::int64_t level = 1) {
  return make_tiles_problem(one_update(from, to, std::move(damage), "test"), of_level(level));
}

// zstd chooses other parameters for small inputs than for large ones: its room is enough for all.
TEST(EncodeTiles, low_and_high_levels_of_stripes_of_every_size) {
  for (const std::int64_t level : {kLeastLevel, std::int64_t{-1}, std::int64_t{1}, std::int64_t{3},
                                   std::int64_t{6}, std::int64_t{13}, kMostLevel})
    for (const std::int32_t side : {1, 20, 64, 160, 256}) {
      SCOPED_TRACE(std::to_string(level) + ", " + std::to_string(side));
      const auto from = drawn("boxes", side, side, 3), to = drawn("noise", side, side, 4);
      const auto problem = coding(from, to, {{0, 0, side, side}}, level);
      EXPECT_EQ(after(from, problem->encoded().stream).pixels, to.pixels);
      SerialTeam serial;
      Bench bench(*problem);
      bench.run(pontage::test::variant_named(encode_tiles(), "reference"), serial);
      EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    }
}

TEST(EncodeTiles, small_stripes_of_level_1_are_of_level_minus_1) {
  const auto stream_of = [](std::int32_t side, std::int64_t level) {
    return coding(blank(side, side, 0), drawn("smooth", side, side, 4), {{0, 0, side, side}}, level)
        ->encoded()
        .stream;
  };
  EXPECT_EQ(stream_of(24, 1), stream_of(24, -1));
  EXPECT_NE(stream_of(64, 1), stream_of(64, -1));
}

TEST(EncodeTiles, more_workers_than_there_is_room_for) {
  const auto problem = coding(drawn("boxes", 400, 400, 1), drawn("boxes", 400, 400, 2),
                              {{0, 0, 400, 400}});  // 49 tiles, room for 4 workers
  ThreadTeam crowd(11);
  for (const Variant& variant : able_variants(encode_tiles(), *problem)) {
    Bench bench(*problem);
    bench.run(variant, crowd);
    EXPECT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
  }
}

TEST(EncodeTiles, an_unseen_byte_comes_back_too) {
  auto from = drawn("smooth", 130, 70, 1), to = drawn("smooth", 130, 70, 2);
  for (std::size_t i = 0; i < to.pixels.size(); i += 3) to.pixels[i] &= 0x00ffffff;
  const auto problem = coding(from, to, {{0, 0, 130, 70}});
  expect_all_right(*problem);
  EXPECT_EQ(after(from, problem->encoded().stream).pixels, to.pixels);
}

TEST(EncodeTiles, only_tiles_that_damage_touches_and_that_changed) {
  const auto from = drawn("boxes", 200, 200, 1);  // four by four tiles
  auto to = from;
  to.pixels[0] ^= 1;                // tile 0
  to.pixels[100 * 200 + 70] ^= 1;   // tile 5
  to.pixels[199 * 200 + 199] ^= 1;  // tile 15, which no damage touches
  const auto problem = coding(from, to, {{0, 0, 10, 10}, {65, 65, 64, 64}, {66, 66, 64, 64}});
  expect_all_right(*problem);
  EXPECT_EQ(problem->work({}).steps, 5 * 64 * 64) << "tiles 0, 5, 6, 9 and 10";
  auto seen = to;
  seen.pixels[199 * 200 + 199] ^= 1;
  EXPECT_EQ(after(from, problem->encoded().stream).pixels, seen.pixels);
  EXPECT_LT(problem->encoded().stream.size(), 120U);
}

TEST(EncodeTiles, nothing_changed_or_no_damage_takes_no_bytes) {
  const auto from = drawn("boxes", 200, 100, 1), to = drawn("boxes", 200, 100, 2);
  for (const auto& damage : std::vector<std::vector<Rectangle>>{
           {}, {{-9, 0, 9, 9}, {200, 0, 1, 1}, {0, 100, 9, 9}}, {{5, 5, 0, 9}, {5, 5, -2, -2}}}) {
    const auto problem = coding(from, to, damage);
    expect_all_right(*problem);
    EXPECT_EQ(problem->encoded().sizes, std::vector<std::uint64_t>{0});
  }
  const auto same = coding(from, from, {{0, 0, INT_MAX, INT_MAX}});
  expect_all_right(*same);
  EXPECT_TRUE(same->encoded().stream.empty());
}

TEST(EncodeTiles, noise_grows_by_no_more_than_its_heads) {
  const auto from = drawn("noise", 320, 256, 1), to = drawn("noise", 320, 256, 2);
  const auto problem = coding(from, to, {{0, 0, 320, 256}});
  expect_all_right(*problem);
  const std::size_t pixels = 320 * 256 * 4;
  EXPECT_GT(problem->encoded().stream.size(), pixels);
  EXPECT_LT(problem->encoded().stream.size(), pixels + pixels / 100);
  EXPECT_EQ(after(from, problem->encoded().stream).pixels, to.pixels);
}

TEST(EncodeTiles, every_update_of_every_session_comes_back) {
  for (const char* session :
       {"typing", "scroll", "log", "window", "list", "photo", "video", "cursor", "idle"}) {
    const auto problem = pontage::test::make(encode_tiles(), {{"session", std::string(session)},
                                                              {"width", 400},
                                                              {"height", 300},
                                                              {"update", 0},
                                                              {"updates", 6}});
    ASSERT_TRUE(problem) << problem.error().what;
    const auto& all = dynamic_cast<const UpdateProblem&>(**problem);
    expect_all_right(all);
    const UpdateView view = all.updates().view();
    desktop::Frame screen = blank(400, 300, 0xff000000);
    std::size_t at = 0;
    for (std::int64_t update = 0; update < 6; ++update) {
      const auto size =
          static_cast<std::size_t>(all.encoded().sizes[static_cast<std::size_t>(update)]);
      screen = after(screen, std::span(all.encoded().stream).subspan(at, size));
      at += size;
      ASSERT_TRUE(std::equal(screen.pixels.begin(), screen.pixels.end(), view.current(update)))
          << session << ", update " << update;
    }
  }
}

/// What is coded of a stream, decoded by zstd: the same whatever zstd's version.
std::vector<std::uint8_t> without_zstd(std::span<const std::uint8_t> stream) {
  BytesIn in(stream);
  std::vector<std::uint8_t> all;
  while (!in.is_at_end() && !in.failed()) {
    in.bytes(12);
    for (std::uint32_t stripes = in.u32(); stripes > 0; --stripes) {
      const auto head = in.bytes(8);
      all.insert(all.end(), head.begin(), head.end());
      const auto numbers = in.bytes(std::size_t{2} * head[0]);
      all.insert(all.end(), numbers.begin(), numbers.end());
      const auto coded = in.bytes(in.u32());
      std::vector<std::uint8_t> tiles(ZSTD_getFrameContentSize(coded.data(), coded.size()));
      EXPECT_EQ(ZSTD_decompress(tiles.data(), tiles.size(), coded.data(), coded.size()),
                tiles.size());
      all.insert(all.end(), tiles.begin(), tiles.end());
    }
  }
  EXPECT_FALSE(in.failed());
  return all;
}

// What is coded of sessions, whatever the machine, compiler and variant, and the bytes that zstd
// 1.5.4 makes of it. A change of the generator or of the codec changes them; nothing else may.
TEST(EncodeTiles, bytes_of_sessions) {
  struct Golden {
    const char *session, *tiles, *stream;
  };
  const Golden golden[] = {
      {"typing", "a0941ec7ef734e20dfb7fceaf3e9dbe2", "c7ad9cf0b1fd04c94370bbb78985e37f"},
      {"scroll", "682497348ea6d634b22d4b03953c04c0", "e70b77688fa0ce152d42e7089e1fe085"},
      {"window", "2291a1f09f02088eb55606c488672a2b", "f9878b3a64844549aa3e16b0334494de"},
      {"photo", "be1cf72d86fbbd175352e014791f189b", "5937d8304c125fee86311d0828aa56ec"},
      {"video", "6a56813d3f48960b8a40703237a28c78", "083fd05466b293e25e82956709647a45"}};
  for (const auto& [session, tiles, stream] : golden) {
    const auto problem = pontage::test::make(encode_tiles(), {{"session", std::string(session)},
                                                              {"width", 416},
                                                              {"height", 240},
                                                              {"update", 0},
                                                              {"updates", 4}});
    ASSERT_TRUE(problem) << problem.error().what;
    const auto& bytes = dynamic_cast<const UpdateProblem&>(**problem).encoded().stream;
    const auto coded = without_zstd(bytes);
    EXPECT_EQ(to_text(digest_bytes(std::as_bytes(std::span(coded)))), tiles) << session;
    if (ZSTD_versionNumber() == 10504) {
      EXPECT_EQ(to_text(digest_bytes(std::as_bytes(std::span(bytes)))), stream) << session;
    }
  }
}

TEST(EncodeTiles, the_judge_names_what_is_wrong) {
  const auto problem =
      coding(drawn("flat", 64, 64, 1), drawn("boxes", 64, 64, 1), {{0, 0, 64, 64}});
  SerialTeam team;
  Bench bench(*problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(pontage::test::variant_named(encode_tiles(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<std::uint8_t>(kStream)[20] ^= 1;
  EXPECT_TRUE(bench.judge().why.starts_with("update 0, byte 20: ")) << bench.judge().why;
}

TEST(TilesUpdate, what_is_no_update_is_refused_and_the_screen_stays) {
  const auto from = drawn("flat", 100, 70, 1), to = drawn("boxes", 100, 70, 1);
  const auto problem = coding(from, to, {{0, 0, 100, 70}});
  const auto& good = problem->encoded().stream;
  const auto why = [&](std::vector<std::uint8_t> bytes) -> std::string {
    desktop::Frame screen = from;
    const auto done = apply_tiles_update(bytes, screen);
    if (done) return "right";
    EXPECT_EQ(screen.pixels, from.pixels);
    return done.error().what;
  };
  EXPECT_EQ(why(good), "right");
  EXPECT_EQ(why({1, 2, 3}), "this is no update of tiles: it does not begin with PTU1");
  for (std::size_t size = 1; size < good.size(); ++size)
    EXPECT_NE(why({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}), "right")
        << size;
  auto other = good;
  other.push_back(0);
  EXPECT_EQ(why(other), "this is no update of tiles: bytes follow its last stripe");
  other = good;
  other[16] = 17;
  EXPECT_EQ(why(other), "this is no update of tiles: a stripe has 17 tiles");
  other = good;
  other[26] = 0;  // the second tile's number
  EXPECT_EQ(why(other), "this is no update of tiles: tile 0 after 0");
  other = good;
  other[20] |= 3;  // the first tile's kind
  EXPECT_EQ(why(other), "this is no update of tiles: a tile is of no kind");
  desktop::Frame screen = blank(100, 71, 0);
  EXPECT_EQ(apply_tiles_update(good, screen).error().what,
            "this is no update of tiles: it is of a screen of 100x70, this one has 100x71");
}

}  // namespace
}  // namespace pontage::frame_encode
