// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "kernels/triple_join/trie.hpp"

namespace pontage::triple_join {

/// What stands in front of a graph's arrays and says how long they are.
struct GraphSizes {
  std::uint64_t terms = 0, triples = 0, nodes = 0, text = 0, slots = 0;
  TrieSizes tries[kOrders];
};

/// A graph where it lies, in whatever memory: the orders, the nodes and the dictionary.
struct GraphView {
  std::array<Trie, kOrders> tries;
  Range nodes;  ///< every subject and object, ascending: where a path of no step begins and ends
  DictionaryView terms;
  std::uint64_t triples = 0;

  PONTAGE_ITEM const Trie& trie(Order order) const {
    return tries[static_cast<std::size_t>(order)];
  }
};

}  // namespace pontage::triple_join
