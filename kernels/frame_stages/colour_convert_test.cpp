// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/colour_convert.hpp"

#include <gtest/gtest.h>

#include "kernels/frame_stages/block_runs.hpp"
#include "kernels/frame_stages/colour_convert_shape.hpp"
#include "kernels/frame_stages/stage_test.hpp"

namespace pontage::frame_stages {
namespace {

using test::Bench;
using test::host_variants;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::unique_ptr<Problem> frame_of(const Settings& settings, Seed seed = 1) {
  return problem_of(colour_convert(), settings, seed);
}

TEST(ColourConvert, runs_by_hand) {
  const std::vector<Rectangle> region{{0, 0, 17, 1}, {40, 0, 1, 40}};
  const std::vector<BlockRun> expected{{0, 0, 3, 0}, {1, 2, 1, 3}, {2, 2, 1, 4}};
  EXPECT_EQ(runs_of(region, 100, 100), expected);
  const std::vector<Rectangle> wide{{0, 0, 16 * 130, 1}};
  EXPECT_EQ(runs_of(wide, 16 * 130, 1), (std::vector<BlockRun>{{0, 0, 128, 0}, {0, 128, 2, 128}}));
}

TEST(ColourConvert, every_variant_agrees_with_the_reference) {
  const char* const pictures[] = {"smooth", "noise", "equal"};
  const char* const outputs[] = {"device", "host", "whole"};
  const char* const damages[] = {"full", "scattered", "outside", "typing"};
  for (Seed seed = 1; seed <= 60; ++seed) {
    Rng rng(seed);
    const auto problem = frame_of({{"width", static_cast<std::int64_t>(1 + rng.below(200))},
                                   {"height", static_cast<std::int64_t>(1 + rng.below(70))},
                                   {"matrix", rng.below(2) == 0 ? "bt601" : "bt709"},
                                   {"picture", pictures[rng.below(3)]},
                                   {"damage", damages[rng.below(4)]},
                                   {"output", outputs[rng.below(3)]}},
                                  seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_variants_agree(colour_convert(), *problem, kPlanes);
  }
}

/// Damage of a part writes there what the whole frame has there.
TEST(ColourConvert, a_part_is_converted_as_in_the_whole) {
  SerialTeam team;
  for (const char* matrix : {"bt601", "bt709"}) {
    const Settings settings{{"width", 301},
                            {"height", 95},
                            {"matrix", matrix},
                            {"picture", "noise"},
                            {"output", "whole"}};
    const auto whole = frame_of(settings);
    Settings partly = settings;
    partly["damage"] = "scattered";
    const auto part = frame_of(partly);
    Bench all(*whole), some(*part);
    all.run(colour_convert().variants()[0], team);
    some.run(colour_convert().variants()[0], team);
    EXPECT_FALSE(whole->judge(some.responses()).right) << "not all of it is written";
    EXPECT_TRUE(part->judge(all.responses()).right) << part->judge(all.responses()).why;
  }
}

/// To the host go the planes of the runs, packed, and nothing else.
TEST(ColourConvert, the_host_gets_the_runs_and_nothing_else) {
  SerialTeam team;
  for (const Variant& variant : host_variants(colour_convert())) {
    Settings settings{{"width", 301}, {"height", 95}, {"damage", "scattered"}, {"output", "whole"}};
    const auto whole = frame_of(settings);
    settings["output"] = "host";
    const auto packed = frame_of(settings);
    Bench all(*whole), some(*packed);
    all.run(variant, team);
    some.run(variant, team);
    const PlaneLayout layout{19, 6, false};
    const std::span runs(some.as<BlockRun>(kRuns), some.writable(kRuns).size() / sizeof(BlockRun));
    std::size_t at = 0;
    for (const BlockRun& run : runs)
      each_row(layout.planes(all.as<std::uint8_t>(kPlanes), run), run,
               [&](const std::uint8_t* row, std::int64_t bytes) {
                 const std::uint8_t* const there = some.as<std::uint8_t>(kPlanes) + at;
                 EXPECT_TRUE(std::equal(row, row + bytes, there));
                 at += static_cast<std::size_t>(bytes);
               });
    EXPECT_EQ(packed->values()[kPlanes].most.count(), static_cast<std::int64_t>(at));
    EXPECT_LT(at, std::size_t{384} * 19 * 6) << "damage is a part of the frame";
    EXPECT_EQ(whole->values()[kPlanes].most, Bytes{384 * 19 * 6});
  }
}

TEST(ColourConvert, work_is_that_of_the_runs) {
  const Variant& variant = colour_convert().variants()[0];
  const Work all = frame_of({{"width", 40}, {"height", 20}})->work(variant);
  EXPECT_EQ(all.steps, 800);
  EXPECT_EQ(all.bytes_read, Bytes{3200});
  EXPECT_EQ(all.bytes_written, Bytes{6 * 384 + 2 * 8});
  const Work none =
      frame_of({{"width", 40}, {"height", 20}, {"damage", "outside"}, {"output", "host"}})
          ->work(variant);
  EXPECT_EQ(none.steps, 0);
  EXPECT_EQ(none.bytes_written, Bytes{});
}

TEST(ColourConvert, the_judge_names_the_first_wrong_row_or_run) {
  SerialTeam team;
  for (const char* output : {"host", "device"}) {
    const auto problem = frame_of({{"width", 50}, {"height", 40}, {"output", output}});
    Bench bench(*problem);
    expect_unfinished_is_wrong(colour_convert(), *problem);
    bench.run(variant_named(colour_convert(), "reference"), team);
    ASSERT_TRUE(bench.judge().right);
    if (std::string_view(output) == "host") {
      bench.as<std::uint8_t>(kPlanes)[384 * 4 + 4 * 256 + 5] ^= 1;  // run 1: behind its luma
      EXPECT_EQ(bench.judge().why, "run 1, row 16 of its luma, cb and cr: some byte is wrong");
    } else {
      bench.as<std::uint64_t>(kConvertChecks)[2] ^= 1;
      EXPECT_TRUE(bench.judge().why.starts_with("run 2 has the check ")) << bench.judge().why;
    }
  }
}

TEST(ColourConvert, a_seed_gives_the_same_bytes_everywhere) {
  const auto digest = [](const char* matrix) {
    SerialTeam team;
    const auto problem = frame_of({{"width", 97},
                                   {"height", 41},
                                   {"matrix", matrix},
                                   {"picture", "noise"},
                                   {"output", "host"}});
    Bench bench(*problem);
    bench.run(variant_named(colour_convert(), "plain"), team);
    return to_text(problem->canonical(bench.responses()));
  };
  EXPECT_EQ(digest("bt601"), "f071652973edeab3af0ca72baedf2687");
  EXPECT_EQ(digest("bt709"), "08e1239f7dfdbf005f513ccaebbf4a67");
}

}  // namespace
}  // namespace pontage::frame_stages
