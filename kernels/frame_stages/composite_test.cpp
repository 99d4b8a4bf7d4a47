// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/composite_shape.hpp"
#include "kernels/frame_stages/stage_test.hpp"
#include "kernels/frame_stages/surfaces.hpp"

namespace pontage::frame_stages {
namespace {

using test::Bench;
using test::host_variants;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

TEST(Composite, over_by_hand) {
  static_assert(over(0xff123456, 0xffabcdef) == 0xff123456, "opaque");
  static_assert(over(0, 0xffabcdef) == 0xffabcdef, "clear");
  // Half black over white: 255 · 127 / 255 = 127; and its alpha 128 + 127.
  static_assert(over(0x80000000, 0xffffffff) == 0xff7f7f7f);
  static_assert(over(0x80808080, 0xffffffff) == 0xffffffff);
  // 3 · 100 / 255 = 1.18 and 130 · 100 / 255 = 50.98.
  static_assert(over(0x9b000000, 0xff030082) == 0xff010033);
  static_assert(over(0x80ff00ff, 0xffffffff) == 0xffff7fff, "not premultiplied: no overflow");
  for (std::uint32_t d = 0; d < 256; ++d)
    for (std::uint32_t a = 0; a < 256; ++a)
      ASSERT_EQ(over(a << 24, kBlack | d) & 255, (2 * d * (255 - a) + 255) / 510) << "rounded";
}

/// A scene by hand: 4 by 2, an opaque surface at the right, a half one over all of it.
TEST(Composite, layers_by_hand) {
  const std::vector<std::uint32_t> pixels{0x00112233, 0x00445566, 0x80000000,
                                          0x80404040, 0x80808080, 0xff010203};
  const Layer layers[]{{{2, 0, 2, 1}, 0, 1}, {{0, 0, 4, 1}, 2, 0}};
  const auto at = [&](std::int32_t x, std::int32_t y) {
    return composite_pixel(pixels.data(), layers, 2, x, y);
  };
  EXPECT_EQ(at(0, 0), 0xff000000U);
  EXPECT_EQ(at(1, 0), 0xff404040U);
  EXPECT_EQ(at(2, 0), 0xff889199U) << "17, 34 and 51 times 127/255, and 128";
  EXPECT_EQ(at(3, 0), 0xff010203U);
  EXPECT_EQ(at(0, 1), kBlack);
}

std::unique_ptr<Problem> scene_of(const Settings& settings, Seed seed = 1) {
  return problem_of(composite(), settings, seed);
}

/// Every variant's frame equals the reference's in every pixel, written or not.
TEST(Composite, every_variant_agrees_with_the_reference) {
  for (Seed seed = 1; seed <= 60; ++seed) {
    Rng rng(seed);
    const char* const scenes[] = {"opaque", "half", "stack", "desktop", "noise"};
    const char* const outputs[] = {"device", "host", "whole"};
    const char* const damages[] = {"full", "scattered", "outside", "typing"};
    const auto problem = scene_of({{"width", static_cast<std::int64_t>(1 + rng.below(150))},
                                   {"height", static_cast<std::int64_t>(1 + rng.below(60))},
                                   {"scene", scenes[rng.below(5)]},
                                   {"surfaces", static_cast<std::int64_t>(1 + rng.below(32))},
                                   {"damage", damages[rng.below(4)]},
                                   {"age", static_cast<std::int64_t>(1 + rng.below(3))},
                                   {"output", outputs[rng.below(3)]}},
                                  seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_variants_agree(composite(), *problem, kCompositeFrame);
  }
}

/// 20 MiB moved and more go past the caches.
TEST(Composite, a_frame_beyond_the_caches_has_the_same_pixels) {
  ThreadTeam two(2);
  for (const std::int64_t width : {4100, 4101}) {
    const auto problem =
        scene_of({{"width", width}, {"height", 1600}, {"scene", "half"}, {"output", "host"}});
    Bench bench(*problem);
    bench.run(composite().variants()[0], two);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  }
}

/// The checks of a frame that stays are of its pixels on their way to memory: here the frame itself
/// is compared, written past the caches; some of its rows begin on a line and others do not.
TEST(Composite, a_frame_beyond_the_caches_that_stays_has_the_same_pixels) {
  SerialTeam serial;
  ThreadTeam two(2);
  for (const std::int64_t width : {4100, 4101}) {
    const auto problem = scene_of({{"width", width}, {"height", 500}, {"scene", "half"}});
    Bench expected(*problem);
    expected.run(variant_named(composite(), "plain"), serial);
    ASSERT_TRUE(expected.judge().right) << expected.judge().why;
    Bench bench(*problem);
    bench.run(composite().variants()[0], two);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    EXPECT_TRUE(
        std::ranges::equal(bench.writable(kCompositeFrame), expected.writable(kCompositeFrame)));
  }
}

/// To the host go the pixels of the pieces, packed, and nothing else.
TEST(Composite, the_host_gets_the_pieces_and_nothing_else) {
  SerialTeam team;
  for (const Variant& variant : host_variants(composite())) {
    Settings settings{{"width", 131}, {"height", 90}, {"damage", "typing"}, {"output", "whole"}};
    const auto whole = scene_of(settings);
    settings["output"] = "host";
    const auto packed = scene_of(settings);
    Bench all(*whole), some(*packed);
    all.run(variant, team);
    some.run(variant, team);
    const auto frame = all.as<std::uint32_t>(kCompositeFrame);
    const auto pixels = some.as<std::uint32_t>(kCompositeFrame);
    std::size_t at = 0;
    const std::span pieces(some.as<Piece>(kCompositePieces),
                           some.writable(kCompositePieces).size() / sizeof(Piece));
    for (const Piece& piece : pieces)
      for (std::int32_t y = 0; y < piece.box.height; ++y)
        for (std::int32_t x = 0; x < piece.box.width; ++x)
          EXPECT_EQ(pixels[at++],
                    frame[static_cast<std::size_t>((piece.box.y + y) * 131 + piece.box.x + x)]);
    EXPECT_EQ(packed->values()[kCompositeFrame].most.count(), static_cast<std::int64_t>(4 * at));
    EXPECT_LE(at, 61U * 19 + 24 * 24) << "a word and a cursor";
    EXPECT_EQ(whole->values()[kCompositeFrame].most, Bytes{4 * 131 * 90});
  }
}

TEST(Composite, work_is_what_shows_through) {
  const auto work = [](const char* scene, const char* output) {
    const auto problem = scene_of(
        {{"width", 64}, {"height", 32}, {"scene", scene}, {"surfaces", 5}, {"output", output}});
    return problem->work(composite().variants()[0]);
  };
  EXPECT_EQ(work("opaque", "host").steps, 2048);
  EXPECT_EQ(work("opaque", "host").bytes_read, Bytes{8192});
  EXPECT_EQ(work("opaque", "host").bytes_written, Bytes{8192});
  EXPECT_EQ(work("half", "device").bytes_read, Bytes{2 * 8192});
  EXPECT_EQ(work("half", "device").bytes_written, Bytes{8192 + 2 * 8});
  EXPECT_EQ(work("stack", "host").bytes_read, Bytes{5 * 8192});
  // What an opaque layer hides is not read.
  const Layer layers[]{{{0, 0, 8, 4}, 0, 1}, {{0, 0, 8, 4}, 32, 0}, {{4, 0, 4, 4}, 64, 1}};
  EXPECT_EQ(bytes_read_in(layers, {0, 0, 8, 4}), 4 * (2 * 16 + 16));
}

TEST(Composite, the_judge_names_the_first_wrong_pixel_or_piece) {
  SerialTeam team;
  for (const char* output : {"host", "device"}) {
    const auto problem =
        scene_of({{"width", 50}, {"height", 40}, {"scene", "half"}, {"output", output}});
    Bench bench(*problem);
    expect_unfinished_is_wrong(composite(), *problem);
    bench.run(variant_named(composite(), "reference"), team);
    ASSERT_TRUE(bench.judge().right);
    const Digest right = problem->canonical(bench.responses());
    if (std::string_view(output) == "host") {
      bench.as<std::uint32_t>(kCompositeFrame)[50 * 17 + 3] ^= 1;
      EXPECT_TRUE(bench.judge().why.starts_with("pixel (3, 17) is ")) << bench.judge().why;
    } else {
      bench.as<std::uint64_t>(kCompositeChecks)[1] ^= 1;
      EXPECT_TRUE(bench.judge().why.starts_with("piece 1 has the check ")) << bench.judge().why;
    }
    EXPECT_FALSE(problem->canonical(bench.responses()) == right);
  }
}

/// A wrong pixel of the frame that stays on the device is found by its check.
TEST(Composite, a_wrong_surface_is_seen_by_the_checks) {
  SerialTeam team;
  const auto problem = scene_of({{"width", 50}, {"height", 40}, {"scene", "half"}});
  for (const Variant& variant : host_variants(composite())) {
    Bench bench(*problem);
    bench.as<std::uint32_t>(kSurfaces)[50 * 40 + 50 * 35 + 49] ^= 0x40;
    bench.run(variant, team);
    EXPECT_TRUE(bench.judge().why.starts_with("piece 2 has the check ")) << variant.name;
  }
}

TEST(Composite, a_seed_gives_the_same_bytes_everywhere) {
  const auto digest = [](const char* scene) {
    SerialTeam team;
    const auto problem = scene_of({{"width", 97},
                                   {"height", 41},
                                   {"scene", scene},
                                   {"damage", "scattered"},
                                   {"output", "host"}});
    Bench bench(*problem);
    bench.run(variant_named(composite(), "plain"), team);
    return to_text(problem->canonical(bench.responses()));
  };
  EXPECT_EQ(digest("desktop"), "e717eb842d1c0d7d496a3ed5c71857ef");
  EXPECT_EQ(digest("noise"), "3015f2b2ae08eba628fbb604c178368e");
}

TEST(Composite, surfaces_are_premultiplied) {
  for (const char* scene : {"half", "stack", "desktop", "noise"}) {
    CompositeShape shape;
    shape.width = 80, shape.height = 60, shape.scene = scene, shape.surfaces = 9;
    const Surfaces all = make_surfaces(shape, 3);
    for (const Layer& layer : all.layers) {
      for (std::int64_t i = 0; i < layer.box.area() && layer.is_opaque == 0; ++i) {
        const std::uint32_t p = all.pixels[layer.at + static_cast<std::uint64_t>(i)];
        ASSERT_LE(std::max({p & 255, p >> 8 & 255, p >> 16 & 255}), p >> 24) << scene;
      }
    }
  }
}

}  // namespace
}  // namespace pontage::frame_stages
