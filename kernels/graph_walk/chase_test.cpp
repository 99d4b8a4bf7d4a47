// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/chase.hpp"

#include <gtest/gtest.h>

#include "kernels/graph_walk/chase_gather.hpp"
#include "libbench/available_memory.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::graph_walk {
namespace {

using test::Bench;
using test::host_variants;
using test::LazyTeam;
using test::make;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

Result<std::unique_ptr<Problem>> make_chase(std::int64_t bytes, std::int64_t chains,
                                            std::int64_t banks, std::int64_t hops) {
  return make(chase(), {{"bytes", bytes}, {"chains", chains}, {"banks", banks}, {"hops", hops}});
}

TEST(Chase, every_variant_gives_the_judged_answer) {
  SerialTeam serial;
  ThreadTeam threads(3);
  for (std::int64_t chains = 1; chains <= kMostChains; ++chains) {
    const auto problem = make_chase(8192, chains, 3, 101);
    ASSERT_TRUE(problem) << problem.error().what;
    for (const Variant& variant : host_variants(chase())) {
      if (variant.refusal && !variant.refusal(**problem).empty()) continue;
      for (HostTeam* team : {static_cast<HostTeam*>(&serial), static_cast<HostTeam*>(&threads)}) {
        Bench bench(**problem);
        bench.run(variant, *team);
        const Verdict verdict = bench.judge();
        EXPECT_TRUE(verdict.right) << variant.name << " K=" << chains << ": " << verdict.why;
      }
    }
  }
}

TEST(Chase, hops_of_every_remainder_are_walked) {
  SerialTeam team;
  for (std::int64_t hops = 1; hops <= 70; ++hops)
    for (const std::int64_t chains : {1, 12, 13}) {
      const auto problem = make_chase(4096, chains, 1, hops);
      Bench bench(**problem);
      bench.run(variant_named(chase(), chains > 12 ? "banks" : "scalar"), team);
      EXPECT_TRUE(bench.judge().right) << chains << " chains, " << hops << " hops";
    }
}

TEST(Chase, methods_refuse_what_they_are_not_for) {
  const auto refuses = [](const char* variant, std::int64_t chains) {
    const auto problem = make_chase(8192, chains, 1, 1);
    return variant_named(chase(), variant).refusal(**problem);
  };
  EXPECT_EQ(refuses("scalar", 12), "");
  EXPECT_EQ(refuses("scalar", 13), "13 chains do not fit in registers; it takes 1 to 12");
  EXPECT_EQ(refuses("banks", 13), "");
  EXPECT_EQ(refuses("banks", 12), "it is for more than 12 chains; 'scalar' keeps 12 in registers");
  if (has_gather()) {
    EXPECT_EQ(refuses("gather", 64), "");
    EXPECT_EQ(refuses("gather", 6), "it follows chains by fours, and 6 is not a multiple of 4");
  } else {
    EXPECT_EQ(refuses("gather", 64), "this processor or this build has no AVX2");
  }
}

TEST(Chase, one_and_two_lines) {
  SerialTeam team;
  for (const std::int64_t lines : {1, 2})
    for (std::int64_t chains = 1; chains <= lines; ++chains) {
      const auto problem = make_chase(64 * lines, chains, 4, 3);
      ASSERT_TRUE(problem) << problem.error().what;
      Bench bench(**problem);
      bench.run(chase().variants()[0], team);
      EXPECT_TRUE(bench.judge().right) << bench.judge().why;
    }
}

TEST(Chase, the_judge_names_one_end_off_by_one_line) {
  const auto problem = make_chase(4096, 4, 2, 9);
  Bench bench(**problem);
  SerialTeam team;
  bench.run(variant_named(chase(), "scalar"), team);
  ASSERT_TRUE(bench.judge().right);
  const Digest right = (*problem)->canonical(bench.responses());
  std::uint64_t& end = bench.as<std::uint64_t>(kEnds)[6];
  const std::uint64_t expected = end;
  end ^= 64;
  EXPECT_EQ(bench.judge().why, "chain 2 of bank 1 ended at byte " + std::to_string(end) +
                                   ", must be " + std::to_string(expected));
  EXPECT_FALSE((*problem)->canonical(bench.responses()) == right);
}

TEST(Chase, the_judge_sees_what_was_never_written) {
  const auto problem = make_chase(4096, 4, 2, 9);
  Bench poisoned(**problem);
  EXPECT_FALSE(poisoned.judge().right);
  LazyTeam lazy;
  poisoned.run(variant_named(chase(), "scalar"), lazy);
  EXPECT_TRUE(poisoned.judge().why.starts_with("chain 0 of bank 1 ended at"))
      << poisoned.judge().why;
}

TEST(Chase, the_judge_sees_the_answer_of_another_seed_or_an_early_end) {
  const auto problem = make_chase(4096, 4, 1, 9), fewer = make_chase(4096, 4, 1, 8);
  const auto other = make(chase(), {{"bytes", 4096}, {"chains", 4}, {"hops", 9}}, 2);
  SerialTeam team;
  for (const auto* wrong : {&other, &fewer}) {
    Bench bench(***wrong);
    bench.run(variant_named(chase(), "scalar"), team);
    EXPECT_TRUE((**wrong)->judge(bench.responses()).right);
    EXPECT_FALSE((*problem)->judge(bench.responses()).right);
  }
  const auto three = make_chase(4096, 3, 1, 9);
  Bench short_one(**three);
  EXPECT_EQ((*problem)->judge(short_one.responses()).why, "there are 3 ends, must be 4");
}

TEST(Chase, a_seed_gives_the_same_bytes_everywhere) {
  const auto problem = make_chase(32768, 4, 2, 0);
  Bench bench(**problem);
  EXPECT_EQ(to_text(digest_bytes(bench.writable(kCycle))), "75a2dbd6e734b947206774fe4c5500d9");
  EXPECT_EQ(to_text(digest_bytes(bench.writable(kStarts))), "e65f2d6f615a3dab09309fa1d9d765eb");
}

TEST(Chase, work_is_counted) {
  const auto problem = make_chase((1_MiB).count(), 4, 2, 10);
  const Work work = (*problem)->work(chase().variants()[0]);
  EXPECT_EQ(work.steps, 80);
  EXPECT_EQ(work.dependent_loads, 80);
  EXPECT_EQ(work.step_name, "dereference");
  EXPECT_EQ(work.bytes_read, Bytes{80 * 64});
  const auto round = make_chase(4096, 4, 2, 1000);
  EXPECT_EQ((*round)->work(chase().variants()[0]).bytes_read, 4_KiB) << "a line is counted once";
}

TEST(Chase, a_sweep_of_chains_does_the_same_work) {
  for (const std::int64_t bytes : {(32_KiB).count(), (4_MiB).count()})
    for (std::int64_t chains = 1; chains <= 64; chains *= 2) {
      const auto problem = make_chase(bytes, chains, 1, 0);
      const std::int64_t steps = (*problem)->work(chase().variants()[0]).steps;
      EXPECT_EQ(steps, bytes < (1_MiB).count() ? 1 << 20 : 1 << 18) << chains;
      EXPECT_EQ(number_of((*problem)->shape().settings(), "hops", 0), steps / chains);
    }
}

TEST(Chase, small_cycles_are_labelled_cache_resident) {
  EXPECT_EQ((*make_chase((32_KiB).count(), 1, 1, 0))->remark(), "cache-resident: 32 KiB");
  EXPECT_EQ((*make_chase((32_MiB).count(), 1, 1, 0))->remark(),
            "a job touches 16 MiB of 32 MiB; a last-level cache larger than that may hold them "
            "from job to job");
}

TEST(Chase, what_cannot_be_made_is_refused_with_a_sentence) {
  const auto odd = make_chase(1000, 1, 1, 0);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().kind, ErrorKind::usage);
  EXPECT_EQ(odd.error().what, "bytes = 1000 is not a multiple of 64, the size of a line");
  const auto crowded = make_chase(128, 3, 1, 0);
  ASSERT_FALSE(crowded);
  EXPECT_EQ(crowded.error().kind, ErrorKind::refused);
  EXPECT_EQ(crowded.error().what,
            "3 chains cannot start on 2 different lines; give fewer chains or more bytes");
  EXPECT_FALSE(make_chase(4096, 65, 1, 0));
  EXPECT_FALSE(make_chase(4096, 0, 1, 0));
}

TEST(Chase, what_does_not_fit_in_memory_is_refused) {
  const Bytes room = available_memory();
  EXPECT_GT(room, 1_MiB);
  const auto huge = make_chase((256_GiB).count(), 1, 1, 0);
  if (room < 256_GiB) {
    ASSERT_FALSE(huge);
    EXPECT_EQ(huge.error().kind, ErrorKind::refused);
    EXPECT_TRUE(huge.error().what.starts_with("a cycle of 256 GiB needs 292 GiB of memory and "))
        << huge.error().what;
  }
}

TEST(Chase, suites_can_be_made) {
  EXPECT_EQ(chase().suites()[0].name, "check");
  for (const Suite& suite : chase().suites())
    for (const auto& [name, sweep] : suite.axes) {
      if (name == "workers" || name == "pages") continue;  // the device's
      const AxisSpec* axis = find_axis(chase().shape_schema().axes(), name);
      ASSERT_NE(axis, nullptr) << name;
      EXPECT_TRUE(parse_sweep(*axis, sweep)) << suite.purpose << ": " << name << "=" << sweep;
    }
}

}  // namespace
}  // namespace pontage::graph_walk
