// SPDX-License-Identifier: Apache-2.0
/// What must hold of an answer by mathematics, with inputs put in by hand, for every variant.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/attention/attention.hpp"
#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/layout.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::attention {
namespace {

using test::Bench;
using test::SerialTeam;

/// One problem whose inputs a test may change, and its answer by one variant.
class Trial {
 public:
  explicit Trial(const Settings& settings, Seed seed = 3)
      : problem_(*test::make(attention(), settings, seed)),
        layout_(layout_of(problem_->shape().as<AttentionShape>())),
        bench_(*problem_) {}
  float* at(AttentionValue value) { return bench_.as<float>(value); }
  const Layout& layout() const { return layout_; }
  std::vector<float> answer(const Variant& variant) {
    SerialTeam team;
    bench_.run(variant, team);
    const float* out = at(kOut);
    return {out, out + layout_.query_elements()};
  }

 private:
  std::unique_ptr<Problem> problem_;
  Layout layout_;
  Bench bench_;
};

void expect_near(const std::vector<float>& got, const std::vector<float>& expected, double bound,
                 const std::string& what) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], expected[i], bound) << what << ", element " << i;
}

std::vector<Variant> variants() {
  std::vector<Variant> all;
  Trial small({{"tokens", 1}});
  for (const Variant& variant : test::host_variants(attention()))
    if (!variant.refusal || variant.refusal(**test::make(attention(), {{"tokens", 1}})).empty())
      all.push_back(variant);
  return all;
}

TEST(AttentionAnswers, weights_worked_out_by_hand) {
  for (const Variant& variant : variants()) {
    Trial trial({{"heads", 1}, {"tokens", 1}, {"context", 2}, {"head_dim", 4}});
    const float log3 = std::log(3.F);
    std::copy_n(std::array{2.F, 0.F, 0.F, 0.F}.data(), 4, trial.at(kQueries));
    // q · k / √4 is 0 for the first key and log 3 for the second: weights 1/4 and 3/4.
    std::copy_n(std::array{0.F, 5.F, 0.F, 0.F, log3, 0.F, 7.F, 0.F}.data(), 8, trial.at(kKeys));
    std::copy_n(std::array{1.F, 0.F, 4.F, -8.F, 5.F, 0.F, -4.F, 8.F}.data(), 8, trial.at(kValues));
    expect_near(trial.answer(variant), {4, 0, -2, 4}, 1e-6, variant.name);
  }
}

TEST(AttentionAnswers, one_key_gives_its_value) {
  for (const Variant& variant : variants()) {
    Trial trial({{"heads", 2}, {"tokens", 20}, {"context", 1}, {"head_dim", 24}});
    const auto got = trial.answer(variant);
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_EQ(got[i], trial.at(kValues)[i / (20 * 24) * 24 + i % 24]) << variant.name;
  }
}

TEST(AttentionAnswers, values_of_one_give_one) {
  for (const Variant& variant : variants())
    for (const std::int64_t tokens : {1, 50}) {
      Trial trial({{"heads", 2}, {"tokens", tokens}, {"context", 700}, {"mask", "causal"}});
      std::fill_n(trial.at(kValues), trial.layout().key_elements(), 1.F);
      const auto got = trial.answer(variant);
      expect_near(got, std::vector<float>(got.size(), 1), 2e-6, variant.name);
    }
}

TEST(AttentionAnswers, order_of_keys_does_not_matter_without_a_mask) {
  for (const Variant& variant : variants())
    for (const std::int64_t tokens : {1, 30}) {
      Trial trial({{"heads", 1}, {"tokens", tokens}, {"context", 333}, {"head_dim", 20}});
      const auto before = trial.answer(variant);
      Rng rng(11);
      for (std::uint64_t n = 333; n > 1; --n)
        for (const std::uint64_t other = rng.below(n); const auto value : {kKeys, kValues})
          std::swap_ranges(trial.at(value) + (n - 1) * 20, trial.at(value) + n * 20,
                           trial.at(value) + (other < n - 1 ? other : 0) * 20);
      expect_near(trial.answer(variant), before, 2e-6, variant.name);
    }
}

TEST(AttentionAnswers, powers_of_two_scale_exactly) {
  for (const Variant& variant : variants())
    for (const std::int64_t tokens : {1, 30}) {
      Trial trial({{"heads", 2}, {"tokens", tokens}, {"context", 100}, {"mask", "causal"}});
      auto expected = trial.answer(variant);
      for (float& x : expected) x *= 8;
      for (std::int64_t i = 0; i < trial.layout().key_elements(); ++i) {
        trial.at(kValues)[i] *= 8;
        trial.at(kKeys)[i] *= 4;
      }
      for (std::int64_t i = 0; i < trial.layout().query_elements(); ++i) trial.at(kQueries)[i] /= 4;
      EXPECT_EQ(trial.answer(variant), expected) << variant.name;
    }
}

TEST(AttentionAnswers, causal_rows_are_decodes_of_a_prefix) {
  constexpr std::int64_t kTokens = 40, kContext = 140, kDim = 16;
  for (const Variant& variant : variants()) {
    Trial causal({{"heads", 1},
                  {"tokens", kTokens},
                  {"context", kContext},
                  {"head_dim", kDim},
                  {"mask", "causal"}});
    const auto rows = causal.answer(variant);
    for (std::int64_t token = 0; token < kTokens; ++token) {
      const std::int64_t seen = kContext - kTokens + token + 1;
      Trial prefix({{"heads", 1}, {"tokens", 1}, {"context", seen}, {"head_dim", kDim}});
      std::copy_n(causal.at(kQueries) + token * kDim, kDim, prefix.at(kQueries));
      std::copy_n(causal.at(kKeys), seen * kDim, prefix.at(kKeys));
      std::copy_n(causal.at(kValues), seen * kDim, prefix.at(kValues));
      expect_near(prefix.answer(variant),
                  {rows.begin() + token * kDim, rows.begin() + (token + 1) * kDim}, 2e-6,
                  variant.name + ", token " + std::to_string(token));
    }
  }
}

TEST(AttentionAnswers, shared_keys_are_repeated_keys) {
  constexpr std::int64_t kHeads = 6, kShared = 2, kContext = 90, kDim = 12;
  for (const Variant& variant : variants())
    for (const std::int64_t tokens : {1, 25}) {
      const Settings settings{{"heads", kHeads},
                              {"tokens", tokens},
                              {"context", kContext},
                              {"head_dim", kDim},
                              {"mask", tokens == 1 ? "none" : "causal"}};
      Settings sharing = settings;
      sharing["kv_heads"] = kShared;
      Trial shared(sharing), repeated(settings);
      std::copy_n(shared.at(kQueries), shared.layout().query_elements(), repeated.at(kQueries));
      for (std::int64_t head = 0; head < kHeads; ++head)
        for (const auto value : {kKeys, kValues})
          std::copy_n(shared.at(value) + head / (kHeads / kShared) * kContext * kDim,
                      kContext * kDim, repeated.at(value) + head * kContext * kDim);
      expect_near(shared.answer(variant), repeated.answer(variant), 2e-6, variant.name);
    }
}

TEST(AttentionAnswers, bf16_rounds_to_nearest_even) {
  EXPECT_EQ(to_bfloat16(1.F).bits, 0x3f80);
  EXPECT_EQ(to_bfloat16(1.00390625F).bits, 0x3f80) << "halfway, to the even one below";
  EXPECT_EQ(to_bfloat16(1.01171875F).bits, 0x3f82) << "halfway, to the even one above";
  EXPECT_EQ(to_bfloat16(1.00390637F).bits, 0x3f81);
  EXPECT_EQ(to_bfloat16(HUGE_VALF).bits, 0x7f80);
  EXPECT_EQ(to_bfloat16(3.4e38F).bits, 0x7f80) << "rounds up to infinity";
  EXPECT_TRUE(std::isnan(widen(to_bfloat16(std::nanf("")))));
  for (std::uint32_t bits = 0; bits < 0x7f80; ++bits) {
    const Bfloat16 stored{static_cast<std::uint16_t>(bits)};
    ASSERT_EQ(to_bfloat16(widen(stored)).bits, bits);
  }
}

}  // namespace
}  // namespace pontage::attention
