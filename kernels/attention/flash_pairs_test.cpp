// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/flash_pairs.hpp"

#include <cmath>

#include "kernels/attention/attention.hpp"
#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/flash_target_test.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::attention {
namespace {

using test::Bench;
using test::ThreadTeam;

/// On every instruction set on which pairs run, emulated where they are not native.
template <class Body>
void where_pairs_run(Body body) {
  on_every_target([&] {
    if (pairs_can_run()) body();
  });
}

std::vector<Bfloat16> counted(std::int64_t count) {
  std::vector<Bfloat16> numbers(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i].bits = static_cast<std::uint16_t>(i + 1);
  return numbers;
}

TEST(FlashPairs, native_pairs_can_run) {
  on_every_target([] { EXPECT_TRUE(pairs_can_run() || !has_pair_products()); });
}

TEST(FlashPairs, answers_are_right_on_every_instruction_set) {
  std::vector<Settings> shapes{
      {{"tokens", 300}, {"heads", 2}, {"head_dim", 128}, {"mask", "causal"}},
      {{"tokens", 77}, {"context", 401}, {"heads", 2}, {"head_dim", 50}},
      {{"tokens", 9}, {"context", 1}, {"head_dim", 2}, {"heads", 1}},
      {{"tokens", 40}, {"context", 77}, {"heads", 6}, {"kv_heads", 2}, {"head_dim", 34}},
      {{"tokens", 350}, {"heads", 1}, {"head_dim", 256}, {"mask", "causal"}},
      {{"tokens", 1}, {"context", 3003}, {"heads", 2}, {"head_dim", 128}},
      {{"tokens", 1}, {"context", 1030}, {"heads", 12}, {"kv_heads", 2}, {"head_dim", 96}},
      {{"tokens", 7}, {"context", 1027}, {"heads", 1}, {"head_dim", 64}, {"mask", "causal"}},
      {{"tokens", 2}, {"context", 3}, {"heads", 8}, {"kv_heads", 2}, {"head_dim", 32}},
  };
  for (const char* inputs : {"large_logits", "one_hot", "equal"})
    for (const std::int64_t tokens : {1, 60})
      shapes.push_back({{"heads", 2},
                        {"tokens", tokens},
                        {"context", 1501},
                        {"inputs", inputs},
                        {"mask", "causal"},
                        {"head_dim", 128}});
  ThreadTeam team(2);
  for (Settings settings : shapes) {
    settings["storage"] = "bf16";
    const auto problem = test::make(attention(), settings);
    ASSERT_TRUE(problem) << problem.error().what;
    where_pairs_run([&] {
      Bench bench(**problem);
      bench.run({"flash in pairs", attention_flash_in_pairs, ""}, team);
      const Verdict verdict = bench.judge();
      EXPECT_TRUE(verdict.right) << simd_target() << ": " << verdict.why;
    });
  }
}

TEST(FlashPairs, equal_values_come_back_as_they_are) {
  // Weights are rounded, but so is the sum that divides: an average of equal values is that value.
  const auto problem = test::make(
      attention(), {{"heads", 1}, {"tokens", 30}, {"context", 700}, {"storage", "bf16"}});
  ThreadTeam team(1);
  where_pairs_run([&] {
    Bench bench(**problem);
    auto* values = bench.as<Bfloat16>(kValues);
    for (std::int64_t i = 0; i < 700 * 64; ++i) values[i] = to_bfloat16(1.5F);
    bench.run({"flash in pairs", attention_flash_in_pairs, ""}, team);
    for (std::int64_t i = 0; i < 30 * 64; ++i)
      ASSERT_EQ(widen(bench.as<Bfloat16>(kOut)[i]), 1.5F) << simd_target() << " element " << i;
  });
}

TEST(FlashPairs, packed_words_stand_as_the_header_says) {
  where_pairs_run([] {
    const std::int64_t panel = panel_width(), keys = panel + 3, dim = 6, words = (keys + 1) / 2;
    const auto from = counted(keys * dim);
    const auto number = [&](std::int64_t key, std::int64_t i) -> std::uint32_t {
      return key < keys && i < dim ? from[static_cast<std::size_t>(key * dim + i)].bits : 0;
    };
    std::vector<std::uint32_t> packed(static_cast<std::size_t>(2 * panel * panel), 77);
    pack_key_pairs(from.data(), keys, dim, packed.data());
    for (std::int64_t key = 0; key < 2 * panel; ++key)
      for (std::int64_t i = 0; i < dim; i += 2)
        ASSERT_EQ(packed[(key / panel * (dim / 2) + i / 2) * panel + key % panel],
                  key < keys ? number(key, i) | number(key, i + 1) << 16 : 0)
            << simd_target() << " key " << key << " element " << i;
    pack_value_pairs(from.data(), keys, dim, packed.data());
    for (std::int64_t word = 0; word < words; ++word)
      for (std::int64_t i = 0; i < panel; ++i)
        ASSERT_EQ(packed[word * panel + i], number(2 * word, i) | number(2 * word + 1, i) << 16)
            << simd_target() << " word " << word << " element " << i;
  });
}

TEST(FlashPairs, weights_are_rounded_and_so_is_their_sum) {
  where_pairs_run([] {
    constexpr std::int64_t kKeys = 70;
    std::vector<float> scores(kScoreStride), expected(kKeys);
    for (std::size_t key = 0; key < kKeys; ++key) scores[key] = -0.07F * static_cast<float>(key);
    exp2_all(scores.data(), kKeys, expected.data());
    std::vector<std::uint32_t> words(kScoreStride / 2, 0xffffffff);
    const std::int64_t seen = kKeys - 1;  // the last one is hidden
    float largest = -HUGE_VALF, sum = 0, correction = 0;
    online_softmax_pairs({scores.data(), &seen, &largest, &sum, &correction, 1, kKeys},
                         words.data());
    const auto* weights = reinterpret_cast<const Bfloat16*>(words.data());
    double exact = 0;
    for (std::size_t key = 0; key < kKeys; ++key) {
      const Bfloat16 weight = key < kKeys - 1 ? to_bfloat16(expected[key]) : Bfloat16{};
      EXPECT_EQ(weights[key].bits, weight.bits) << simd_target() << " key " << key;
      exact += widen(weight);
    }
    EXPECT_NEAR(sum, exact, 1e-5) << simd_target();
    EXPECT_EQ(largest, 0);
  });
}

TEST(FlashPairs, the_same_as_widened_numbers) {
  // Products of bf16 are exact in f32, so both ways differ by the rounding of weights alone.
  const auto problem = test::make(
      attention(),
      {{"heads", 2}, {"tokens", 50}, {"context", 300}, {"head_dim", 32}, {"storage", "bf16"}});
  ThreadTeam team(1);
  Bench widened(**problem);
  widened.run(test::variant_named(attention(), "reference"), team);
  where_pairs_run([&] {
    Bench bench(**problem);
    bench.run({"flash in pairs", attention_flash_in_pairs, ""}, team);
    for (std::int64_t i = 0; i < 2 * 50 * 32; ++i)
      ASSERT_NEAR(widen(bench.as<Bfloat16>(kOut)[i]), widen(widened.as<Bfloat16>(kOut)[i]), 6e-3)
          << simd_target() << " element " << i;
  });
}

}  // namespace
}  // namespace pontage::attention
