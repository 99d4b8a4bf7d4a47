// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "kernels/ceilings/multiply_add_shape.hpp"
#include "kernels/ceilings/multiply_add_variants.hpp"

namespace pontage::ceilings {
namespace {

/// Twelve registers of four numbers: what the baselines' vectors have room for.
constexpr std::int64_t kTogether = 48;

void do_item(const MultiplyAddItem& item) {
  for (std::int64_t at = 0; at < kNumbersInItem; at += kTogether) {
    std::array<float, kTogether> x;
    std::copy_n(item.start + at, kTogether, x.begin());
    for (std::int64_t step = 0; step < item.steps; ++step)
      for (float& number : x) number = number * item.factor + item.addend;
    std::ranges::copy(x, item.out + at);
  }
}

}  // namespace

void do_items(HostTeam& team, const Args& args, void (*do_item)(const MultiplyAddItem&)) {
  const auto& shape = args.shape_as<MultiplyAddShape>();
  const auto* factors = args.value<const float>(kFactors);
  team.for_chunks(shape.items, 1, [&](Index begin, Index end, int) {
    for (Index item = begin; item < end; ++item)
      do_item({args.value<const float>(kStart) + item * kNumbersInItem,
               args.value<float>(kOut) + item * kNumbersInItem, factors[0], factors[1],
               shape.steps});
  });
}

void multiply_add_plain(HostTeam& team, const Args& args) { do_items(team, args, do_item); }

}  // namespace pontage::ceilings
