// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/attention/attention.hpp"
#include "kernels/attention/flash_simd.hpp"
#include "kernels/attention/flash_target_test.hpp"
#include "kernels/attention/scratch.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::attention {
namespace {

using test::Bench;
using test::ThreadTeam;

TEST(Flash, power_of_two_is_within_its_stated_error) {
  on_every_target([] {
    double worst = 0;
    std::vector<float> x(4099), y(x.size());
    for (float first = -126; first < 0; first += 1) {
      for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = first + static_cast<float>(i) / static_cast<float>(x.size() - 1);
      exp2_all(x.data(), static_cast<std::int64_t>(x.size()), y.data());
      for (std::size_t i = 0; i < x.size(); ++i)
        worst = std::max(worst, std::abs(y[i] / std::exp2(static_cast<double>(x[i])) - 1));
    }
    EXPECT_LE(worst, 3e-7) << simd_target();
    std::printf("%s: relative error of 2^x at most %.3g\n", simd_target().c_str(), worst);
    const std::array<float, 5> ends{0, -1, -127, -1e30F, -HUGE_VALF};
    exp2_all(ends.data(), 5, y.data());
    EXPECT_EQ(std::vector<float>(y.begin(), y.begin() + 5), (std::vector<float>{1, .5, 0, 0, 0}));
  });
}

TEST(Flash, every_instruction_set_is_right) {
  std::vector<Settings> shapes{
      {{"tokens", 300}, {"heads", 2}, {"head_dim", 128}, {"mask", "causal"}},
      {{"tokens", 77}, {"context", 401}, {"heads", 2}, {"head_dim", 50}},
      {{"tokens", 1}, {"context", 3001}, {"heads", 2}, {"head_dim", 128}},
      {{"tokens", 2}, {"context", 1030}, {"heads", 6}, {"kv_heads", 2}, {"head_dim", 37}},
      {{"tokens", 40}, {"heads", 3}, {"head_dim", 256}, {"inputs", "large_logits"}},
  };
  ThreadTeam team(2);
  for (const char* inputs : {"large_logits", "one_hot", "equal"})
    for (const std::int64_t tokens : {1, 60})
      shapes.push_back({{"heads", 2}, {"tokens", tokens}, {"context", 1500}, {"inputs", inputs}});
  for (Settings settings : shapes)
    for (const char* storage : {"f32", "bf16"}) {
      settings["storage"] = storage;
      const auto problem = test::make(attention(), settings);
      ASSERT_TRUE(problem) << problem.error().what;
      on_every_target([&] {
        Bench bench(**problem);
        bench.run(test::variant_named(attention(), "flash"), team);
        const Verdict verdict = bench.judge();
        EXPECT_TRUE(verdict.right) << simd_target() << ": " << verdict.why;
      });
    }
}

TEST(Flash, packed_tiles_stand_as_the_header_says) {
  on_every_target([] {
    const std::int64_t panel = panel_width(), keys = panel + 3, dim = 6;
    std::vector<float> from(static_cast<std::size_t>(keys * dim));
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<float>(i + 1);
    const std::int64_t padded_keys = 2 * panel, padded_dim = panel;
    std::vector<float> packed(static_cast<std::size_t>(padded_keys * padded_dim), -1);
    pack_keys({from.data(), false}, keys, dim, packed.data());
    for (std::int64_t key = 0; key < padded_keys; ++key)
      for (std::int64_t i = 0; i < dim; ++i)
        ASSERT_EQ(packed[(key / panel * dim + i) * panel + key % panel],
                  key < keys ? from[key * dim + i] : 0)
            << simd_target() << " key " << key << " element " << i;
    pack_values({from.data(), false}, keys, dim, packed.data());
    for (std::int64_t key = 0; key < keys; ++key)
      for (std::int64_t i = 0; i < padded_dim; ++i)
        ASSERT_EQ(packed[key * panel + i], i < dim ? from[key * dim + i] : 0) << simd_target();
  });
}

TEST(Flash, a_row_that_sees_nothing_of_a_tile_is_left_as_it_is) {
  on_every_target([] {
    std::vector<float> scores(kScoreStride, 5);
    const std::int64_t seen = -3;
    float largest = 2, sum = 7, correction = 0;
    online_softmax({scores.data(), &seen, &largest, &sum, &correction, 1, 40});
    EXPECT_EQ(largest, 2);
    EXPECT_EQ(sum, 7);
    EXPECT_EQ(correction, 1);
    EXPECT_EQ(scores[0], 0);
    EXPECT_EQ(scores[39], 0);
  });
}

TEST(Flash, a_long_context_is_split_whatever_the_workers) {
  Layout layout{.batch = 1, .heads = 4, .kv_heads = 2, .tokens = 1, .context = 4096, .head_dim = 8};
  EXPECT_TRUE(flash_splits(layout).is_direct);
  EXPECT_EQ(flash_splits(layout).splits, 4);
  EXPECT_EQ(partial_room(layout), 2 * 4 * 2 * (8 + 2));
  layout.context = 4097;
  EXPECT_EQ(flash_splits(layout).splits, 5);
  layout.tokens = 5;
  EXPECT_FALSE(flash_splits(layout).is_direct) << "ten rows read the keys of a sequence";
}

}  // namespace
}  // namespace pontage::attention
