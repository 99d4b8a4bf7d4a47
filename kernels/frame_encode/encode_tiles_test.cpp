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
  EXPECT_EQ(stream_of(16, 1), stream_of(16, -1));
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
      const auto head = in.bytes(12);
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
      {"typing", "3dbd251aaa082d1726b85c28948e39be", "692d09897ea6fceaa9e40d7311ff7317"},
      {"scroll", "f687ed7bf1089c6985f4599328a03fcb", "31b24393ecf4014c9629cd6a4c36a726"},
      {"window", "0550b74a0dc05070892c84de1adc5650", "7f3f3ab3ecb0f20d05f7d7e889c684d5"},
      {"photo", "ba84bdd02e64e2a84eb58d14e53c1e99", "da6cf5a425733059c19e8eacc368dfed"},
      {"video", "c1c86aa750152f9a1c33e9646f8cd0d8", "3d661635746e6b1af58d45ec15ae5493"}};
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

/// How the tiles of an update of one stripe are written, in order.
std::vector<TileKind> kinds_of(const desktop::Frame& from, const desktop::Frame& to) {
  const auto problem = coding(from, to, {{0, 0, to.width, to.height}});
  expect_all_right(*problem);
  EXPECT_EQ(after(from, problem->encoded().stream).pixels, to.pixels);
  BytesIn in(problem->encoded().stream);
  in.bytes(16);
  std::vector<TileKind> kinds(in.u32());
  const std::uint64_t low = in.u32(), all = low | std::uint64_t{in.u32()} << 32;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    kinds[i] = static_cast<TileKind>(all >> (4 * i) & 15);
  return kinds;
}
/// As many colours in rectangles 2 wide and 4 high, in the tile at `left`.
void paint(desktop::Frame& frame, std::int32_t left, std::uint32_t colours, std::uint32_t first) {
  for (std::int32_t y = 0; y < 64; ++y)
    for (std::int32_t x = 0; x < 64; ++x)
      frame.row(y)[static_cast<std::size_t>(left + x)] =
          first + static_cast<std::uint32_t>(y / 4 * 32 + x / 2) % colours;
}

TEST(EncodeTiles, kinds_by_what_tiles_show) {
  const auto from = drawn("boxes", 64, 64, 1);
  EXPECT_EQ(kinds_of(from, drawn("flat", 64, 64, 1)), std::vector{TileKind::indexed});
  EXPECT_EQ(kinds_of(from, drawn("smooth", 64, 64, 1)), std::vector{TileKind::planes});
  EXPECT_EQ(kinds_of(from, drawn("noise", 64, 64, 1)), std::vector{TileKind::pixels});
  auto lighter = from;  // a list's row under the pointer: text that only its paper changes behind
  for (std::uint32_t& pixel : lighter.pixels) pixel ^= 0x00202020;
  lighter.pixels[0] = from.pixels[0];
  EXPECT_EQ(kinds_of(from, lighter), std::vector{TileKind::difference});
}

TEST(EncodeTiles, colours_are_numbered_anew_where_they_are_too_many) {
  const auto from = blank(256, 64, 0xff000000);
  auto to = from;
  paint(to, 0, 200, 0xff000001);
  paint(to, 64, 55, 0xff100000);   // 255 in all
  paint(to, 128, 56, 0xff100000);  // one more
  paint(to, 192, 256, 0xff200000);
  EXPECT_EQ(kinds_of(from, to), (std::vector{TileKind::indexed, TileKind::indexed,
                                             TileKind::indexed_anew, TileKind::planes}));
  paint(to, 192, 100, 0xff000001);
  paint(to, 128, 256, 0xff200000);
  EXPECT_EQ(kinds_of(from, to), (std::vector{TileKind::indexed, TileKind::indexed, TileKind::planes,
                                             TileKind::indexed_anew}));
  for (std::size_t y = 0; y < 64; ++y)  // then the last tile is a difference
    to.pixels[y * 256 + 192] = from.pixels[y * 256 + 192];
  auto old = to;
  for (std::size_t i = 0; i < 256 * 64; ++i)
    if (i % 256 < 192)
      old.pixels[i] ^= 0x00010101;
    else if (i % 256 > 192)
      old.pixels[i] ^= 3;
  EXPECT_EQ(kinds_of(old, to).back(), TileKind::difference_anew);
}

TEST(EncodeTiles, of_a_tile_that_is_replaced_few_rows_of_the_old_frame_are_read) {
  const auto to = drawn("smooth", 130, 70, 1);  // tiles are 64, 64, 2 wide; 64, 6 high
  const auto all = coding(blank(130, 70, 0), to, {{0, 0, 130, 70}});
  EXPECT_EQ(all->work({}).bytes_read.count(), 4 * (130 * 70 + 130 * (8 + 1)));
  auto from = blank(130, 70, 0);
  from.pixels[0] = to.pixels[0];  // now the first tile is not
  const auto some = coding(from, to, {{0, 0, 130, 70}});
  expect_all_right(*some);
  EXPECT_EQ(some->work({}).bytes_read.count(), 4 * (130 * 70 + 130 * (8 + 1) + 64 * 56));
  // Rows between those that are looked at may be as they were: that costs bytes, no pixels.
  auto between = blank(130, 70, 0);
  between.pixels[130] = to.pixels[130];
  EXPECT_EQ(after(between, coding(between, to, {{0, 0, 130, 70}})->encoded().stream).pixels,
            to.pixels);
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

/// An update of a screen of 64 by 64 that is one tile, or two with the tile below, as these bytes
/// have it before zstd.
std::vector<std::uint8_t> update_of_tiles(std::uint32_t count, std::uint32_t kinds,
                                          const std::vector<std::uint8_t>& tiles) {
  std::vector<std::uint8_t> packed(ZSTD_compressBound(tiles.size())),
      update(16 + 12 + 2 * count + 4);
  packed.resize(ZSTD_compress(packed.data(), packed.size(), tiles.data(), tiles.size(), 1));
  BytesOut out(update.data());
  for (const std::uint32_t number : {kTilesMagic, 64U, 64U * count, 1U, count, kinds, 0U})
    out.u32(number);
  for (std::uint32_t tile = 0; tile < count; ++tile) out.u16(tile);
  out.u32(static_cast<std::uint32_t>(packed.size()));
  update.insert(update.end(), packed.begin(), packed.end());
  return update;
}
/// An indexed tile whose first eight pixels have that number, with so many new colours of 7.
std::vector<std::uint8_t> indexed_tile(std::uint8_t number, std::uint8_t colours) {
  std::vector<std::uint8_t> tile(64);
  tile[0] = 1;
  tile.insert(tile.end(), 8, number);
  tile.push_back(colours);
  tile.insert(tile.end(), std::size_t{4} * colours, 7);
  return tile;
}

TEST(TilesUpdate, numbers_of_no_colour_and_too_many_colours) {
  const auto why = [](std::uint32_t kinds, std::vector<std::uint8_t> first,
                      const std::vector<std::uint8_t>& second) {
    first.insert(first.end(), second.begin(), second.end());
    desktop::Frame screen = blank(64, 128, 1);
    const auto done = apply_tiles_update(update_of_tiles(2, kinds, first), screen);
    if (done) return screen.pixels[64 * 64] == 0x07070707 ? std::string("shown") : "not shown";
    EXPECT_EQ(screen.pixels, blank(64, 128, 1).pixels);
    return done.error().what;
  };
  const std::string is_none = "this is no update of tiles: ";
  EXPECT_EQ(why(0x00, indexed_tile(1, 1), indexed_tile(1, 0)), "shown");
  EXPECT_EQ(why(0x00, indexed_tile(0, 0), indexed_tile(255, 255)), "shown");
  EXPECT_EQ(why(0x00, indexed_tile(1, 1), indexed_tile(2, 0)), is_none + "there is no colour 2");
  EXPECT_EQ(why(0x40, indexed_tile(1, 1), indexed_tile(1, 0)), is_none + "there is no colour 1");
  EXPECT_EQ(why(0x00, indexed_tile(1, 1), indexed_tile(1, 255)),
            is_none + "a stripe has too many colours");
  EXPECT_EQ(why(0x40, indexed_tile(1, 1), indexed_tile(1, 255)), "shown");
  EXPECT_EQ(why(0x60, indexed_tile(1, 1), indexed_tile(1, 1)), is_none + "a tile is of no kind");
  EXPECT_EQ(why(0x100, indexed_tile(1, 1), indexed_tile(1, 1)),
            is_none + "a stripe does not hold its tiles and nothing else");
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
  EXPECT_EQ(why({1, 2, 3}), "this is no update of tiles: it does not begin with PTU2");
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
  other[30] = 0;  // the second tile's number
  EXPECT_EQ(why(other), "this is no update of tiles: tile 0 after 0");
  other = good;
  other[20] |= 15;  // the first tile's kind
  EXPECT_EQ(why(other), "this is no update of tiles: a tile is of no kind");
  desktop::Frame screen = blank(100, 71, 0);
  EXPECT_EQ(apply_tiles_update(good, screen).error().what,
            "this is no update of tiles: it is of a screen of 100x70, this one has 100x71");
}

}  // namespace
}  // namespace pontage::frame_encode
