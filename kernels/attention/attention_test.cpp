// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/attention.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/expected.hpp"
#include "kernels/attention/scratch.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::attention {
namespace {

using test::Bench;
using test::host_variants;
using test::LazyTeam;
using test::SerialTeam;
using test::ThreadTeam;
using test::variant_named;

Result<std::unique_ptr<Problem>> make_attention(const Settings& settings, Seed seed = 1) {
  return test::make(attention(), settings, seed);
}

/// Every variant that the host can run, on one worker and on three, must be right, and the same
/// bytes on both.
void expect_right_everywhere(const Settings& settings, Seed seed, const std::string& what) {
  const auto problem = make_attention(settings, seed);
  ASSERT_TRUE(problem) << what << ": " << problem.error().what;
  SerialTeam serial;
  ThreadTeam threads(3);
  for (const Variant& variant : host_variants(attention())) {
    if (variant.refusal && !variant.refusal(**problem).empty()) continue;
    Bench bench(**problem);
    bench.run(variant, serial);
    const Verdict verdict = bench.judge();
    EXPECT_TRUE(verdict.right) << variant.name << ", " << what << ": " << verdict.why;
    const auto out = bench.writable(kOut);
    const std::vector<std::byte> of_one(out.begin(), out.end());
    std::ranges::fill(out, std::byte{0xff});
    bench.run(variant, threads);
    EXPECT_TRUE(std::ranges::equal(of_one, out))
        << variant.name << ", " << what << ": the answer depends on the number of workers";
  }
}

std::string text_of(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += name + "=" + to_text(value) + " ";
  return text;
}

TEST(Attention, edge_shapes) {
  const std::vector<Settings> shapes{
      {{"tokens", 1}, {"context", 1}, {"head_dim", 1}, {"heads", 1}},
      {{"tokens", 1}, {"context", 1}, {"heads", 2}},
      {{"tokens", 1}, {"context", 4096}, {"heads", 2}, {"head_dim", 128}},
      {{"tokens", 1}, {"context", 1025}, {"heads", 4}, {"kv_heads", 1}, {"head_dim", 40}},
      {{"tokens", 8}, {"context", 2050}, {"heads", 1}, {"head_dim", 256}, {"mask", "causal"}},
      {{"tokens", 9}, {"context", 300}, {"heads", 1}, {"head_dim", 256}},
      {{"tokens", 13}, {"heads", 3}, {"head_dim", 7}, {"mask", "causal"}},
      {{"tokens", 193}, {"context", 257}, {"heads", 1}, {"head_dim", 72}, {"mask", "causal"}},
      {{"tokens", 200}, {"heads", 4}, {"kv_heads", 2}, {"head_dim", 33}, {"batch", 2}},
      {{"tokens", 100}, {"context", 1000}, {"heads", 6}, {"kv_heads", 2}, {"mask", "causal"}},
  };
  for (Settings settings : shapes)
    for (const char* storage : {"f32", "bf16"}) {
      settings["storage"] = storage;
      expect_right_everywhere(settings, 1, text_of(settings));
    }
}

TEST(Attention, adversarial_inputs) {
  for (const char* inputs : {"normal", "large_logits", "one_hot", "equal"})
    for (const char* storage : {"f32", "bf16"})
      for (const char* mask : {"none", "causal"})
        for (const std::int64_t tokens : {1, 130}) {
          const Settings settings{{"heads", 2},        {"tokens", tokens}, {"context", 1500},
                                  {"inputs", inputs},  {"head_dim", 128},  {"mask", mask},
                                  {"storage", storage}};
          expect_right_everywhere(settings, 7, text_of(settings));
        }
}

TEST(Attention, random_shapes) {
  Rng rng(20'26);
  const auto pick = [&](std::int64_t most) {
    return 1 + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(most)));
  };
  const char* patterns[] = {"normal", "large_logits", "one_hot", "equal"};
  for (int round = 0; round < 60; ++round) {
    const std::int64_t kv_heads = pick(3), tokens = pick(round % 2 == 0 ? 9 : 230);
    const Settings settings{{"batch", pick(2)},
                            {"kv_heads", kv_heads},
                            {"heads", kv_heads * pick(3)},
                            {"tokens", tokens},
                            {"context", tokens + pick(round % 3 == 0 ? 2500 : 300)},
                            {"head_dim", pick(round % 4 == 0 ? 256 : 70)},
                            {"mask", round % 5 < 2 ? "causal" : "none"},
                            {"storage", round % 7 < 3 ? "bf16" : "f32"},
                            {"inputs", patterns[rng.below(4)]}};
    const Seed seed = rng.next();
    expect_right_everywhere(settings, seed, text_of(settings) + "seed " + std::to_string(seed));
  }
}

}  // namespace
}  // namespace pontage::attention
