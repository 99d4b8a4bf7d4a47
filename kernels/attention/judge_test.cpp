// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "kernels/attention/attend_row.hpp"
#include "kernels/attention/attention.hpp"
#include "kernels/attention/expected.hpp"
#include "kernels/attention/layout.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::attention {
namespace {

using test::Bench;
using test::SerialTeam;
using test::variant_named;

const Settings kSmall{{"heads", 3}, {"tokens", 5}, {"context", 9}, {"head_dim", 16}};

/// A problem and its reference answer, to be spoilt.
struct Answered {
  explicit Answered(const Settings& settings, Seed seed = 1)
      : problem(*test::make(attention(), settings, seed)), bench(*problem) {
    SerialTeam team;
    bench.run(variant_named(attention(), "reference"), team);
  }
  std::string complaint() { return bench.judge().why; }
  Digest canonical() { return problem->canonical(bench.responses()); }
  std::unique_ptr<Problem> problem;
  Bench bench;
};

TEST(AttentionJudge, names_the_element_that_is_wrong) {
  Answered answered(kSmall);
  ASSERT_EQ(answered.complaint(), "");
  const Digest right = answered.canonical();
  float& x = answered.bench.as<float>(kOut)[(2 * 5 + 3) * 16 + 7];
  const float before = x;
  x += 1e-3F;
  EXPECT_TRUE(answered.complaint().starts_with("query 3 of head 2, batch entry 0, element 7: "))
      << answered.complaint();
  EXPECT_FALSE(answered.canonical() == right);
  x = before + 1e-6F;
  EXPECT_EQ(answered.complaint(), "") << "rounding is no error";
  EXPECT_TRUE(answered.canonical() == right) << "and changes nothing that must be equal";
}

TEST(AttentionJudge, sees_what_is_not_finite_or_no_average) {
  for (const float bad : {HUGE_VALF, -HUGE_VALF, std::nanf("")}) {
    Answered answered(kSmall);
    answered.bench.as<float>(kOut)[20] = bad;
    EXPECT_EQ(answered.complaint(), "query 1 of head 0, batch entry 0, element 4 is not finite");
  }
  Answered answered(kSmall);
  answered.bench.as<float>(kOut)[20] = 1e3F;
  EXPECT_TRUE(answered.complaint().starts_with(
      "query 1 of head 0, batch entry 0, element 4: 1000 is no average of values from -"))
      << answered.complaint();
}

TEST(AttentionJudge, sees_a_row_that_nothing_wrote) {
  const auto problem = *test::make(attention(), kSmall);
  Bench poisoned(*problem);
  EXPECT_EQ(poisoned.judge().why,
            "query 0 of head 0, batch entry 0 is one word repeated: it was never written");
  Answered answered(kSmall);
  std::fill_n(answered.bench.as<float>(kOut) + 3 * 16, 16, 0.F);
  EXPECT_EQ(answered.complaint(),
            "query 3 of head 0, batch entry 0 is one word repeated: it was never written");
}

TEST(AttentionJudge, sees_the_last_chunk_missing) {
  for (const Variant& variant : test::host_variants(attention())) {
    if (!std::holds_alternative<HostFn>(variant.entry)) continue;
    for (const std::int64_t tokens : {1, 300}) {
      const auto problem =
          *test::make(attention(), {{"tokens", tokens}, {"context", 2048}, {"heads", 2}});
      if (variant.refusal && !variant.refusal(*problem).empty()) continue;
      Bench bench(*problem);
      test::LazyTeam lazy;
      bench.run(variant, lazy);
      EXPECT_FALSE(bench.judge().right) << variant.name << ", tokens " << tokens;
    }
  }
}

TEST(AttentionJudge, bf16_has_bounds_of_its_own) {
  Settings settings = kSmall;
  settings["storage"] = "bf16";
  Answered answered(settings);
  ASSERT_EQ(answered.complaint(), "");
  auto* out = answered.bench.as<Bfloat16>(kOut);
  // One per cent everywhere is within the bound on the largest, and beyond it on the distance.
  for (std::int64_t i = 0; i < 3 * 5 * 16; ++i) store(widen(out[i]) * 1.01F, out[i]);
  EXPECT_TRUE(answered.complaint().starts_with("the relative L2 distance from the expected answer"))
      << answered.complaint();
}

TEST(AttentionJudge, the_answer_of_another_seed_or_shape_is_wrong) {
  Answered one(kSmall), other(kSmall, 2);
  EXPECT_FALSE(one.problem->judge(other.bench.responses()).right);
  EXPECT_FALSE(one.canonical() == other.canonical());
  Settings longer = kSmall;
  longer["tokens"] = 6;
  Answered larger(longer);
  EXPECT_EQ(one.problem->judge(larger.bench.responses()).why,
            "the answer has 1152 bytes, must have 960");
}

TEST(AttentionJudge, large_problems_are_judged_by_a_sample_of_every_head) {
  const Layout layout{
      .batch = 2, .heads = 8, .kv_heads = 4, .tokens = 1024, .context = 4096, .head_dim = 128};
  const auto rows = rows_to_judge(layout, 5);
  EXPECT_EQ(rows.size(), 128U) << "2^27 products, 2^20 a row";
  EXPECT_TRUE(std::ranges::is_sorted(rows));
  std::set<std::int64_t> heads;
  for (const std::int64_t row : rows) heads.insert(row / layout.tokens);
  EXPECT_EQ(heads.size(), 16U);
  EXPECT_LT(rows.back(), layout.all_rows());
  EXPECT_NE(rows, rows_to_judge(layout, 6));
  const Layout small{
      .batch = 1, .heads = 2, .kv_heads = 2, .tokens = 3, .context = 3, .head_dim = 8};
  EXPECT_EQ(rows_to_judge(small, 5), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
  Layout huge = layout;
  huge.context = 1 << 20;
  EXPECT_EQ(rows_to_judge(huge, 5).size(), 16U) << "one of every head at least";
}

struct Counts {
  std::int64_t products = 0, sums = 0, exponentials = 0, quotients = 0;
};
/// A number that counts what is done with numbers of its kind.
struct Counted {
  double value = 0;
  inline static Counts counts;

  Counted() = default;
  explicit Counted(double x) : value(x) {}
  friend Counted operator*(Counted a, Counted b) {
    ++counts.products;
    return Counted(a.value * b.value);
  }
  friend Counted operator+(Counted a, Counted b) {
    ++counts.sums;
    return Counted(a.value + b.value);
  }
  friend Counted operator-(Counted a, Counted b) {
    ++counts.sums;
    return Counted(a.value - b.value);
  }
  friend Counted operator/(Counted a, Counted b) {
    ++counts.quotients;
    return Counted(a.value / b.value);
  }
  friend bool operator<(Counted a, Counted b) { return a.value < b.value; }
  friend Counted exp(Counted a) {
    ++counts.exponentials;
    return Counted(std::exp(a.value));
  }
};

TEST(AttentionWork, is_what_the_reference_does) {
  for (const char* mask : {"none", "causal"}) {
    const auto problem = *test::make(attention(), {{"heads", 6},
                                                   {"kv_heads", 2},
                                                   {"batch", 2},
                                                   {"tokens", 7},
                                                   {"context", 19},
                                                   {"head_dim", 5},
                                                   {"mask", mask}});
    Bench bench(*problem);
    const Layout layout = layout_of(problem->shape().as<AttentionShape>());
    Counted::counts = {};
    std::vector<Counted> weights(19), out(5);
    for (std::int64_t row = 0; row < layout.all_rows(); ++row) {
      const std::int64_t keys = row / layout.rows() * 19 * 5;
      attend_row(bench.as<float>(kQueries) + row * 5, bench.as<float>(kKeys) + keys,
                 bench.as<float>(kValues) + keys, layout.seen(row), 5, Counted(1), weights.data(),
                 out.data());
    }
    const Work work = problem->work(attention().variants()[0]);
    EXPECT_EQ(work.step_name, "pair");
    EXPECT_EQ(Counted::counts.exponentials, work.steps);
    // Beside the two products, a pair is scaled once, less the largest, and added to the sum.
    EXPECT_EQ(Counted::counts.products + Counted::counts.sums, work.flop + 3 * work.steps);
    EXPECT_EQ(Counted::counts.quotients, 2 * 6 * 7 * 5);
    EXPECT_EQ(work.steps, 2 * 6 * (mask == std::string("none") ? 7 * 19 : 7 * 19 - 21));
    EXPECT_EQ(work.dependent_loads, 0);
    EXPECT_EQ(work.bytes_read, Bytes{4 * (2 * 6 * 7 * 5 + 2 * 2 * 2 * 19 * 5)});
    EXPECT_EQ(work.bytes_written, Bytes{4 * 2 * 6 * 7 * 5});
  }
}

TEST(AttentionWork, bf16_halves_the_bytes) {
  Settings settings = kSmall;
  const auto wide = *test::make(attention(), settings);
  settings["storage"] = "bf16";
  const auto narrow = *test::make(attention(), settings);
  const Variant& variant = attention().variants()[0];
  EXPECT_EQ(narrow->work(variant).bytes_read * 2, wide->work(variant).bytes_read);
  EXPECT_EQ(narrow->work(variant).flop, wide->work(variant).flop);
}

}  // namespace
}  // namespace pontage::attention
