// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/attention.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/expected.hpp"
#include "kernels/attention/scratch.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::attention {
namespace {

using test::Bench;
using test::host_variants;
using test::SerialTeam;
using test::ThreadTeam;

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
        for (const std::int64_t tokens : {1, 60}) {
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

TEST(Attention, a_seed_gives_the_same_bytes_everywhere) {
  const std::map<std::pair<std::string, std::string>, std::string> known{
      {{"normal", "f32"}, "02084a437735d4db0900436379368854"},
      {{"normal", "bf16"}, "db33012af6f3f0bf00f8bdff01f63bcd"},
      {{"large_logits", "f32"}, "6212e45f34644bfc7dd0aabe49ec91d3"},
      {{"large_logits", "bf16"}, "cbaf44ea34345bf2446363732d639cee"},
      {{"one_hot", "f32"}, "b474ed3cb8d194ee44d148a9b780bf5d"},
      {{"one_hot", "bf16"}, "291fab932e62c307f1dde2ad4552aa5e"},
      {{"equal", "f32"}, "27ebc3dde393f02ffaf314eb6aaef0bd"},
      {{"equal", "bf16"}, "a66f23525722ad0a02a5348d1ccbc235"}};
  for (const auto& [which, digest] : known) {
    const auto problem = make_attention({{"heads", 2},
                                         {"tokens", 3},
                                         {"context", 50},
                                         {"head_dim", 12},
                                         {"inputs", which.first},
                                         {"storage", which.second}},
                                        4);
    Bench bench(**problem);
    Digest all;
    for (const auto value : {kQueries, kKeys, kValues})
      all = digest_bytes(bench.writable(value), all);
    EXPECT_EQ(to_text(all), digest) << which.first << " " << which.second;
  }
}

/// The least and greatest score of a problem's inputs, in double.
std::pair<double, double> score_range(const Problem& problem, std::int64_t heads,
                                      std::int64_t context, std::int64_t dim) {
  Bench bench(problem);
  double least = 1e9, greatest = -1e9;
  for (std::int64_t head = 0; head < heads; ++head)
    for (std::int64_t key = 0; key < context; ++key) {
      double score = 0;
      for (std::int64_t i = 0; i < dim; ++i)
        score += double{bench.as<float>(kQueries)[head * dim + i]} *
                 bench.as<float>(kKeys)[(head * context + key) * dim + i];
      score /= std::sqrt(static_cast<double>(dim));
      least = std::min(least, score);
      greatest = std::max(greatest, score);
    }
  return {least, greatest};
}

TEST(Attention, patterns_give_the_scores_they_promise) {
  const auto range = [](const char* inputs) {
    const auto problem = make_attention(
        {{"heads", 2}, {"tokens", 1}, {"context", 300}, {"head_dim", 64}, {"inputs", inputs}});
    return score_range(**problem, 2, 300, 64);
  };
  for (const char* inputs : {"large_logits", "one_hot"}) {
    EXPECT_NEAR(range(inputs).first, -80, 1e-4) << inputs;
    EXPECT_NEAR(range(inputs).second, 80, 1e-4) << inputs;
  }
  EXPECT_GT(range("normal").second, 2);
  EXPECT_LT(range("normal").second, 6);
  const auto problem = make_attention(
      {{"heads", 1}, {"tokens", 1}, {"context", 9}, {"head_dim", 8}, {"inputs", "equal"}});
  const auto [least, greatest] = score_range(**problem, 1, 9, 8);
  EXPECT_EQ(least, greatest);
}

TEST(Attention, what_cannot_be_made_is_refused_with_a_sentence) {
  const auto odd = make_attention({{"heads", 6}, {"kv_heads", 4}});
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().kind, ErrorKind::usage);
  EXPECT_EQ(odd.error().what, "kv_heads = 4 does not divide heads = 6");
  const auto short_context = make_attention({{"tokens", 9}, {"context", 8}, {"mask", "causal"}});
  ASSERT_FALSE(short_context);
  EXPECT_EQ(short_context.error().what,
            "with mask=causal the queries are the last tokens of the context, and 9 tokens are "
            "more than its 8; give a larger context");
  const auto huge = make_attention({{"batch", 1 << 16},
                                    {"heads", 1 << 12},
                                    {"tokens", 1 << 20},
                                    {"context", 1 << 24},
                                    {"head_dim", 256}});
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().kind, ErrorKind::refused);
  EXPECT_EQ(huge.error().what, "it needs more than 4 Ti numbers; give smaller sizes");
  const auto large = make_attention({{"batch", 1 << 10}, {"tokens", 1 << 16}});
  ASSERT_FALSE(large);
  EXPECT_TRUE(large.error().what.starts_with("attention at this shape needs "))
      << large.error().what;
  EXPECT_FALSE(make_attention({{"head_dim", 257}}));
  EXPECT_FALSE(make_attention({{"tokens", 0}}));
  EXPECT_FALSE(make_attention({{"storage", "f16"}}));
}

TEST(Attention, what_is_left_out_follows_from_the_rest) {
  const auto problem = make_attention({{"heads", 4}, {"tokens", 10}});
  EXPECT_EQ(number_of((*problem)->shape().settings(), "kv_heads", 0), 4);
  EXPECT_EQ(number_of((*problem)->shape().settings(), "context", 0), 10);
}

TEST(Attention, remarks_say_what_a_reader_must_know) {
  const auto small = make_attention({{"tokens", 4}});
  EXPECT_TRUE((*small)->remark().ends_with("; cache-resident keys and values: 16 KiB"))
      << (*small)->remark();
#ifdef PONTAGE_HAS_HIGHWAY
  EXPECT_TRUE((*small)->remark().starts_with("flash runs as ")) << (*small)->remark();
#endif
  const auto large = make_attention({{"tokens", 2048}, {"heads", 16}, {"head_dim", 128}});
  EXPECT_TRUE((*large)->remark().ends_with("; 256 of 32768 rows judged in double"))
      << (*large)->remark();
}

TEST(Attention, suites_can_be_made) {
  EXPECT_EQ(attention().suites()[0].name, "check");
  for (const Suite& suite : attention().suites())
    for (const auto& [name, sweep] : suite.axes) {
      if (name == "workers" || name == "pages") continue;  // the device's
      const AxisSpec* axis = find_axis(attention().shape_schema().axes(), name);
      ASSERT_NE(axis, nullptr) << name;
      EXPECT_TRUE(parse_sweep(*axis, sweep)) << suite.purpose << ": " << name << "=" << sweep;
    }
}

}  // namespace
}  // namespace pontage::attention
