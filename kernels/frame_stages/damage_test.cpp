// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/damage.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/frame_stages/damage_frames.hpp"
#include "kernels/frame_stages/damage_shape.hpp"
#include "kernels/frame_stages/hash_keys.hpp"
#include "kernels/frame_stages/region.hpp"
#include "kernels/frame_stages/stage_test.hpp"

namespace pontage::frame_stages {
namespace {

using test::Bench;
using test::host_variants;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::unique_ptr<Problem> frames_of(const Settings& settings, Seed seed = 1) {
  return problem_of(damage(), settings, seed);
}

TEST(TileHash, sums_by_hand) {
  std::vector<std::uint32_t> keys(kHashKeys);
  for (std::uint32_t i = 0; i < keys.size(); ++i) keys[i] = i;
  // Two rows of three: (5 + 0)(6 + 1) + (7 + 2)(0 + 3) + (8 + 32)(9 + 33) + (10 + 34)(0 + 35).
  const std::uint32_t tile[] = {5, 6, 7, 8, 9, 10};
  const TileHash hash = tile_hash_plain(tile, 3, 3, 2, keys.data());
  EXPECT_EQ(hash.first, 35U + 27U + 1680U + 1540U);
  EXPECT_EQ(hash.second, 7U * 9U + 11U * 5U + 42U * 44U + 46U * 37U);
  // A sum with a key wraps at 2³², a product does not.
  keys[0] = keys[1] = 0xffffffff;
  const std::uint32_t large[] = {0xffffffff, 0};
  EXPECT_EQ(tile_hash_plain(large, 2, 2, 1, keys.data()).first,
            std::uint64_t{0xfffffffe} * 0xffffffff);
}

TEST(Damage, finds_every_single_bit) {
  SerialTeam team;
  const auto problem = frames_of({{"width", 65}, {"height", 33}, {"changed", 0}});
  for (const Variant& variant : host_variants(damage())) {
    Bench bench(*problem);
    bench.run(variant, team);
    ASSERT_TRUE(bench.judge().right) << bench.judge().why;
    Rng rng(7);
    auto* frame = bench.as<std::uint32_t>(kDamageFrame);
    for (std::size_t pixel = 0; pixel < 65 * 33; ++pixel) {
      const std::uint32_t bit = 1U << rng.below(32);
      frame[pixel] ^= bit;
      bench.run(variant, team);
      const std::size_t tile = pixel / 65 / 32 * 3 + pixel % 65 / 32;
      for (std::size_t i = 0; i < 6; ++i)
        ASSERT_EQ(bench.as<std::uint8_t>(kDirty)[i], i == tile ? 1 : 0)
            << variant.name << ", pixel " << pixel;
      frame[pixel] ^= bit;
    }
  }
}

TEST(Damage, every_variant_agrees_with_the_reference) {
  const char* const changes[] = {"bit", "pixels", "noise"};
  const char* const damages[] = {"full", "scattered", "outside", "typing", "window"};
  for (Seed seed = 1; seed <= 60; ++seed) {
    Rng rng(seed);
    const auto problem = frames_of({{"width", static_cast<std::int64_t>(1 + rng.below(300))},
                                    {"height", static_cast<std::int64_t>(1 + rng.below(150))},
                                    {"change", changes[rng.below(3)]},
                                    {"changed", static_cast<std::int64_t>(rng.below(1001))},
                                    {"damage", damages[rng.below(5)]}},
                                   seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_variants_agree(damage(), *problem, kDirty);
  }
}

/// What the hashes of one update are for: an update later, with them, nothing has changed.
TEST(Damage, new_hashes_are_the_next_update_s_old_ones) {
  SerialTeam team;
  const auto problem = frames_of({{"width", 200}, {"height", 70}, {"changed", 1000}});
  for (const Variant& variant : host_variants(damage())) {
    if (!variant.name.starts_with("hash")) continue;
    Bench bench(*problem);
    bench.run(variant, team);
    ASSERT_TRUE(bench.judge().right);
    std::ranges::copy(bench.writable(kNewHashes), bench.writable(kHashes).begin());
    bench.run(variant, team);
    const auto* dirty = bench.as<std::uint8_t>(kDirty);
    EXPECT_EQ(std::count(dirty, dirty + 21, 1), 0) << variant.name;
  }
}

/// A collision made on purpose, by someone who knows the keys. A pixel that is 0 when its key is
/// added makes the product of its pair 0 whatever the other one is, and changes the second sum
/// only; two such pairs give two equations for what is left. `damage` then misses the change, and
/// the judge, who compares pixels, says so.
TEST(Damage, a_collision_is_a_missed_change_and_a_wrong_answer) {
  SerialTeam team;
  const auto problem = frames_of({{"width", 32}, {"height", 32}, {"changed", 1000}});
  for (const Variant& variant : host_variants(damage())) {
    Bench bench(*problem);
    auto* frame = bench.as<std::uint32_t>(kDamageFrame);
    auto* previous = bench.as<std::uint32_t>(kPrevious);
    const auto* keys = bench.as<std::uint32_t>(kKeys);
    std::copy(previous, previous + 1024, frame);
    // Pairs 0 and 1 of the first row. Both left pixels vanish in the first sum; in the second one
    // the pairs weigh their right pixels by w0 and w1, so that right pixels moved by +w1 and −w0
    // (of small factors) cancel. The keys are chosen so that the weights are small.
    auto* key = bench.as<std::uint32_t>(kKeys);
    key[2] = key[0] + 3;  // w0 = key[2] + left0 = 3
    key[4] = key[2] + 5;  // w1 = 5
    for (auto* pixels : {frame, previous}) {
      pixels[0] = 0 - keys[0];
      pixels[2] = 0 - keys[2];
      pixels[1] = 1000 - keys[3];
      pixels[3] = 1000 - keys[5];
    }
    frame[1] += 5;
    frame[3] -= 3;
    auto* hash = bench.as<TileHash>(kHashes);
    *hash = tile_hash_plain(previous, 32, 32, 32, keys);
    EXPECT_TRUE(*hash == tile_hash_plain(frame, 32, 32, 32, keys));
    bench.run(variant, team);
    const bool hashes = variant.name.starts_with("hash");
    EXPECT_EQ(bench.as<std::uint8_t>(kDirty)[0], hashes ? 0 : 1) << variant.name;
    EXPECT_EQ(bench.judge().right, !hashes) << variant.name;
    if (hashes) {
      EXPECT_EQ(bench.judge().why, "tile 0 at (0, 0) is marked 0, must be 1");
    }
    // With keys that were not made for it, the same change is seen.
    for (std::int32_t i = 0; i < kHashKeys; ++i) key[i] = static_cast<std::uint32_t>(mix64(key[i]));
    *hash = tile_hash_plain(previous, 32, 32, 32, keys);
    bench.run(variant, team);
    EXPECT_TRUE(bench.judge().right) << variant.name;
  }
}

/// The scripts of the desktop: their damage holds every change, so no other tile differs.
TEST(Damage, sessions_change_only_what_they_damage) {
  SerialTeam team;
  for (const char* session : {"typing", "scroll", "window", "cursor", "idle"}) {
    const auto problem =
        frames_of({{"width", 320}, {"height", 200}, {"session", session}, {"update", 7}});
    for (const Variant& variant : host_variants(damage())) {
      Bench bench(*problem);
      bench.run(variant, team);
      EXPECT_TRUE(bench.judge().right) << session << ": " << bench.judge().why;
      const auto* now = bench.as<std::uint32_t>(kDamageFrame);
      const auto* before = bench.as<std::uint32_t>(kPrevious);
      for (std::size_t i = 0; i < 320 * 200; ++i)
        if (now[i] != before[i]) {
          ASSERT_EQ(bench.as<std::uint8_t>(kDirty)[i / 320 / 32 * 10 + i % 320 / 32], 1) << session;
        }
    }
  }
  EXPECT_FALSE(make(damage(), {{"session", "no such thing"}}));
  const auto both = make(damage(), {{"session", "typing"}, {"damage", "window"}});
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().what, "a session has its own damage; leave out 'damage' and 'age'");
}

TEST(Damage, tiles_that_no_damage_touches_are_not_looked_at) {
  SerialTeam team;
  const auto problem =
      frames_of({{"width", 640}, {"height", 320}, {"damage", "typing"}, {"changed", 0}});
  for (const Variant& variant : host_variants(damage())) {
    Bench bench(*problem);
    auto* frame = bench.as<std::uint32_t>(kDamageFrame);
    for (std::size_t i = 0; i < 640 * 320; ++i) frame[i] ^= 0x010101;
    bench.run(variant, team);
    const auto* candidates = bench.as<std::uint32_t>(kCandidates);
    for (std::uint32_t tile = 0; tile < 200; ++tile)
      EXPECT_EQ(bench.as<std::uint8_t>(kDirty)[tile] == 1,
                std::find(candidates + 1, candidates + 1 + candidates[0], tile) !=
                    candidates + 1 + candidates[0])
          << variant.name;
  }
}

TEST(Damage, work_counts_bytes_once_or_twice) {
  const auto work = [](const char* variant, int changed, const char* where = "full") {
    const auto problem = frames_of({{"width", 70},
                                    {"height", 40},
                                    {"changed", changed},
                                    {"change", "noise"},
                                    {"damage", where}});
    return problem->work(variant_named(damage(), variant));
  };
  EXPECT_EQ(work("hash_plain", 0).steps, 70 * 40);
  EXPECT_EQ(work("hash_plain", 0).bytes_read, Bytes{70 * 40 * 4 + 6 * 16 + 28});
  EXPECT_EQ(work("hash_plain", 0).bytes_written, Bytes{6 + 6 * 16});
  EXPECT_EQ(work("compare", 0).bytes_read, Bytes{70 * 40 * 8 + 28});
  EXPECT_EQ(work("compare", 0).bytes_written, Bytes{6});
  EXPECT_EQ(work("compare", 1000).bytes_read, Bytes{70 * 2 * 8 + 28}) << "one row of each tile";
  EXPECT_EQ(work("hash_plain", 0, "outside").steps, 0);
}

TEST(Damage, the_judge_names_the_first_wrong_tile) {
  SerialTeam team;
  const auto problem = frames_of({{"width", 320}, {"height", 320}, {"changed", 1000}});
  Bench bench(*problem);
  expect_unfinished_is_wrong(damage(), *problem);
  bench.run(variant_named(damage(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<std::uint8_t>(kDirty)[12] = 0;
  EXPECT_EQ(bench.judge().why, "tile 12 at (64, 32) is marked 0, must be 1");
}

TEST(Damage, a_seed_gives_the_same_bytes_everywhere) {
  const DamageShape shape{{100, 50, "scattered", 12, 2}, "pixels", 500, "none", 0};
  const FramePair pair = make_frame_pair(shape, 1);
  EXPECT_EQ(to_text(digest_bytes(std::as_bytes(std::span(pair.now)))),
            "643277c2b73a0d37020dfdedaf740dae");
  const std::vector<std::uint32_t> keys = hash_keys(1);
  EXPECT_EQ(to_text(digest_bytes(std::as_bytes(std::span(keys)))),
            "04c3f09061a87fbfce19e7ad66842f74");
}

}  // namespace
}  // namespace pontage::frame_stages
