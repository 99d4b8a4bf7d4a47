// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/unify/relation.hpp"
#include "kernels/unify/saturate_variants.hpp"

namespace pontage::unify {

void saturate_reference(const Args& args) {
  const Relation t = relation_of(args);
  Node* const stack = t.members;  // a node is on it once at the most
  std::fill_n(t.stamps, t.nodes, 0U);
  for (Index row = 0; row < t.nodes; ++row) {
    const auto stamp = static_cast<std::uint32_t>(row) + 1;
    std::uint32_t count = 0;
    std::uint64_t sum = 0;
    std::size_t depth = 0;
    const auto reach = [&](std::size_t node) {
      for (std::uint32_t fact = t.offsets[node]; fact < t.offsets[node + 1]; ++fact) {
        const Node to = t.targets[fact];
        if (t.stamps[to] == stamp) continue;
        t.stamps[to] = stamp;
        ++count;
        sum += member_mix(to);
        stack[depth++] = to;
      }
    };
    reach(static_cast<std::size_t>(row));
    while (depth > 0) reach(stack[--depth]);
    t.counts[row] = count;
    t.sums[row] = sum;
  }
}

}  // namespace pontage::unify
