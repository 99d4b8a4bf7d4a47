// SPDX-License-Identifier: Apache-2.0
#include "kernels/similarity_scan/similarity_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#ifdef PONTAGE_HAS_HIGHWAY
#include "tests/support/every_target.hpp"
#endif

#include "kernels/similarity_scan/nearest.hpp"
#include "kernels/similarity_scan/similarity_scan_shape.hpp"
#include "kernels/similarity_scan/similarity_scan_variants.hpp"
#include "kernels/similarity_scan/vectors.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::similarity_scan {
namespace {

using test::Bench;
using test::host_variants;
using test::LazyTeam;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

std::vector<std::uint32_t> ids_of(Bench& bench, std::size_t count) {
  const auto* ids = bench.as<std::uint32_t>(kIds);
  return {ids, ids + count};
}

TEST(SimilarityScan, distances_by_hand) {
  // Four vectors of three bits beside 000 and 110.
  const auto problem = make(similarity_scan(),
                            {{"vectors", 4}, {"bits", 3}, {"queries", 2}, {"k", 5}, {"pieces", 2}});
  SerialTeam team;
  for (const Variant& variant : host_variants(similarity_scan())) {
    Bench bench(**problem);
    const std::uint64_t rows[] = {0b111, 0b100, 0b000, 0b010}, queries[] = {0b000, 0b110};
    std::ranges::copy(rows, bench.as<std::uint64_t>(kDatabase));
    std::ranges::copy(queries, bench.as<std::uint64_t>(kQueries));
    bench.run(variant, team);
    EXPECT_EQ(ids_of(bench, 10), (std::vector<std::uint32_t>{2, 1, 3, 0, kNoVector,  //
                                                             0, 1, 3, 2, kNoVector}))
        << variant.name;
    const auto* distances = bench.as<std::uint32_t>(kDistances);
    EXPECT_EQ(std::vector(distances, distances + 10),
              (std::vector<std::uint32_t>{0, 1, 1, 3, kNoVector, 1, 1, 1, 2, kNoVector}))
        << variant.name;
  }
}

Settings random_settings(Rng& rng) {
  static constexpr const char* kInputs[] = {"planted", "duplicates", "equal"};
  const auto number = [&](std::uint64_t most) {
    return static_cast<std::int64_t>(1 + rng.below(most));
  };
  return {
      {"vectors", number(rng.below(3) == 0 ? 10 : 200)},
      {"bits", number(rng.below(3) == 0 ? 20'000 : 700)},
      {"queries", number(12)},
      {"k", number(20)},
      {"pieces", number(100)},  // runs of several: for one worker from 16 on, for three from 48 on
      {"inputs", std::string(kInputs[rng.below(3)])}};
}

void expect_all_agree(int seeds) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (Seed seed = 1; seed <= static_cast<Seed>(seeds); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng(seed);
    const auto problem = make(similarity_scan(), random_settings(rng), seed);
    for (const Variant& variant : host_variants(similarity_scan()))
      for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
        Bench bench(**problem);
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << "a second run starts over";
      }
  }
}

TEST(SimilarityScan, every_variant_agrees_with_a_plain_scan) { expect_all_agree(60); }

#ifdef PONTAGE_HAS_HIGHWAY
TEST(SimilarityScan, every_instruction_set_of_this_machine_agrees) {
  test::on_every_target(blocks_target, [] { expect_all_agree(12); });
}
#endif

TEST(SimilarityScan, planted_neighbours_are_found) {
  const auto problem = make(similarity_scan(), {{"vectors", 400}, {"queries", 9}, {"k", 1}});
  const Vectors vectors((*problem)->shape().as<SimilarityScanShape>(), 1);
  SerialTeam team;
  Bench bench(**problem);
  bench.run(similarity_scan().variants()[0], team);
  for (int query = 0; query < 9; ++query)
    EXPECT_EQ(bench.as<std::uint32_t>(kIds)[query], vectors.planted_row(query));
}

TEST(SimilarityScan, equal_vectors_go_by_their_ids) {
  const auto problem = make(
      similarity_scan(),
      {{"vectors", 300}, {"bits", 100}, {"pieces", 7}, {"k", 6}, {"inputs", std::string("equal")}});
  ThreadTeam three(3);
  for (const Variant& variant : host_variants(similarity_scan())) {
    Bench bench(**problem);
    bench.run(variant, three);
    EXPECT_EQ(ids_of(bench, 6), (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5})) << variant.name;
  }
}

TEST(SimilarityScan, the_judge_names_the_first_wrong_place) {
  const auto problem = make(similarity_scan(), {{"vectors", 50}, {"queries", 3}, {"k", 4}});
  SerialTeam team;
  Bench bench(**problem);
  EXPECT_FALSE(bench.judge().right) << "nothing was written";
  bench.run(variant_named(similarity_scan(), "reference"), team);
  ASSERT_TRUE(bench.judge().right) << bench.judge().why;
  const Digest right = (*problem)->canonical(bench.responses());
  bench.as<std::uint32_t>(kDistances)[9] += 1;
  EXPECT_TRUE(bench.judge().why.starts_with("query 2, place 1: vector ")) << bench.judge().why;
  EXPECT_FALSE((*problem)->canonical(bench.responses()) == right);
  std::swap(bench.as<std::uint32_t>(kIds)[4], bench.as<std::uint32_t>(kIds)[5]);
  EXPECT_TRUE(bench.judge().why.starts_with("query 1, place 0: vector ")) << bench.judge().why;
  LazyTeam lazy;
  Bench unfinished(**problem);
  unfinished.run(variant_named(similarity_scan(), "plain"), lazy);
  EXPECT_FALSE(unfinished.judge().right);
  const auto other = make(similarity_scan(), {{"vectors", 50}, {"queries", 3}, {"k", 5}});
  EXPECT_EQ((*other)->judge(bench.responses()).why,
            "there are 12 ids and 12 distances, must be 15 each");
}

TEST(SimilarityScan, work_is_words_and_bytes) {
  const auto problem = make(similarity_scan(), {{"vectors", 100}, {"queries", 3}, {"k", 4}});
  const Work work = (*problem)->work(similarity_scan().variants()[0]);
  EXPECT_EQ(work.steps, 100 * 3 * 157);
  EXPECT_EQ(work.step_name, "word");
  EXPECT_EQ(work.bytes_read, Bytes{103 * 1256});
  EXPECT_EQ(work.bytes_written, Bytes{3 * 4 * 8});
  EXPECT_TRUE((*problem)->remark().starts_with("cache-resident: ")) << (*problem)->remark();
}

TEST(SimilarityScan, a_seed_gives_the_same_bytes_everywhere) {
  const auto problem = make(similarity_scan(), {{"vectors", 20}, {"queries", 2}});
  Bench bench(**problem);
  EXPECT_EQ(
      to_text(digest_bytes(bench.writable(kQueries), digest_bytes(bench.writable(kDatabase)))),
      "4003cf48549467d4377b0c80cb93116f");
}

TEST(SimilarityScan, refuses_what_does_not_fit) {
  const auto problem = make(similarity_scan(), {{"vectors", std::int64_t{1} << 30}});
  ASSERT_FALSE(problem);
  EXPECT_NE(problem.error().what.find("give fewer 'vectors'"), std::string::npos)
      << problem.error().what;
}

}  // namespace
}  // namespace pontage::similarity_scan
