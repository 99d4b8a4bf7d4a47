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

  const Trie& trie(Order order) const { return tries[static_cast<std::size_t>(order)]; }
  /// The pair's third terms; an empty range where there is no such pair.
  Range objects(Id s, Id p) const { return thirds(Order::spo, s, p); }
  Range subjects(Id p, Id o) const { return thirds(Order::pos, p, o); }
  Range predicates(Id o, Id s) const { return thirds(Order::osp, o, s); }
  /// Whether a term is the subject or the object of any triple.
  bool is_node(Id term) const {
    return !trie(Order::spo).seconds(term).empty() || !trie(Order::osp).seconds(term).empty();
  }
  bool has(Id s, Id p, Id o) const { return find_in(objects(s, p), o) != nullptr; }

 private:
  Range thirds(Order order, Id key, Id second) const {
    const Trie& in = trie(order);
    const Id* place = find_in(in.seconds(key), second);
    return place == nullptr ? Range{} : in.thirds(place);
  }
};

}  // namespace pontage::triple_join
