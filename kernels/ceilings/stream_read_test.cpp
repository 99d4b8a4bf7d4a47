// SPDX-License-Identifier: Apache-2.0
#include "kernels/ceilings/stream_read.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "kernels/ceilings/stream_read_shape.hpp"
#include "kernels/ceilings/stream_read_variants.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::ceilings {
namespace {

using test::Bench;
using test::host_variants;
using test::LazyTeam;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

Result<std::unique_ptr<Problem>> make_read(std::int64_t bytes, std::int64_t pieces, Seed seed = 1) {
  return make(stream_read(), {{"bytes", bytes}, {"pieces", pieces}}, seed);
}

TEST(StreamRead, sums_made_by_hand) {
  // Three lines with the words 0, 1, … 23 in two pieces: line 0, and lines 1 and 2.
  const auto problem = make_read(192, 2);
  SerialTeam team;
  for (const Variant& variant : host_variants(stream_read())) {
    Bench bench(**problem);
    std::iota(bench.as<std::uint64_t>(kArray), bench.as<std::uint64_t>(kArray) + 24, 0);
    bench.run(variant, team);
    EXPECT_EQ(bench.as<std::uint64_t>(kSums)[0], 28U) << variant.name;
    EXPECT_EQ(bench.as<std::uint64_t>(kSums)[1], 276U - 28U) << variant.name;
  }
}

TEST(StreamRead, pieces_cover_every_line_once) {
  for (const std::int64_t lines : {1, 2, 63, 64, 65, 1000})
    for (const std::int64_t pieces : {1, 3, 64, 65536}) {
      const StreamReadShape shape{Bytes{lines * kLineBytes}, pieces};
      EXPECT_EQ(first_line(shape, 0), 0);
      EXPECT_EQ(first_line(shape, pieces), lines);
      for (std::int64_t piece = 0; piece < pieces; ++piece) {
        const std::int64_t length = first_line(shape, piece + 1) - first_line(shape, piece);
        ASSERT_GE(length, lines / pieces);
        ASSERT_LE(length, lines / pieces + 1);
      }
    }
}

TEST(StreamRead, every_variant_agrees_with_the_reference) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (Seed seed = 1; seed <= 40; ++seed) {
    Rng rng(seed);
    const auto problem = make_read(static_cast<std::int64_t>(1 + rng.below(400)) * kLineBytes,
                                   static_cast<std::int64_t>(1 + rng.below(100)), seed);
    for (const Variant& variant : host_variants(stream_read()))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
        Bench bench(**problem);
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right)
            << variant.name << ", seed " << seed << ": " << bench.judge().why;
      }
  }
}

TEST(StreamRead, the_judge_names_the_first_wrong_piece) {
  const auto problem = make_read(4096, 8);
  SerialTeam team;
  Bench bench(**problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(stream_read(), "reference"), team);
  ASSERT_TRUE(bench.judge().right);
  bench.as<std::uint64_t>(kSums)[5] ^= 1;
  EXPECT_TRUE(bench.judge().why.starts_with("piece 5 sums to ")) << bench.judge().why;
  bench.as<std::uint64_t>(kArray)[511] += 1;
  bench.run(variant_named(stream_read(), "plain"), team);
  EXPECT_TRUE(bench.judge().why.starts_with("piece 7 sums to ")) << "the last word counts";
  LazyTeam lazy;
  Bench unfinished(**problem);
  unfinished.run(variant_named(stream_read(), "plain"), lazy);
  EXPECT_FALSE(unfinished.judge().right);
  const auto seven = make_read(4096, 7);
  Bench other(**seven);
  EXPECT_EQ((*problem)->judge(other.responses()).why, "there are 7 sums, must be 8");
}

TEST(StreamRead, work_and_remark_are_those_of_the_array) {
  const auto problem = make_read(65'600, 3);
  const Work work = (*problem)->work(stream_read().variants()[0]);
  EXPECT_EQ(work.steps, 1025);
  EXPECT_EQ(work.step_name, "line");
  EXPECT_EQ(work.flop, 0);
  EXPECT_EQ(work.bytes_read, Bytes{65'600});
  EXPECT_EQ(work.bytes_written, Bytes{24});
  EXPECT_TRUE((*problem)->remark().starts_with("cache-resident: ")) << (*problem)->remark();
  const auto large = make_read((32_MiB).count(), 3);
  EXPECT_EQ((*large)->remark().find("cache-resident"), std::string::npos) << (*large)->remark();
}

TEST(StreamRead, refuses_part_of_a_line) {
  const auto problem = make_read(100, 1);
  ASSERT_FALSE(problem);
  EXPECT_EQ(problem.error().kind, ErrorKind::usage);
  EXPECT_EQ(problem.error().what, "bytes = 100 is not a multiple of 64, the size of a line");
}

TEST(StreamRead, a_seed_gives_the_same_bytes_everywhere) {
  const auto problem = make_read(32'768, 4);
  Bench bench(**problem);
  EXPECT_EQ(to_text(digest_bytes(bench.writable(kArray))), "ef738b8b80a83cb0db26a49f9d5ede98");
}

}  // namespace
}  // namespace pontage::ceilings
