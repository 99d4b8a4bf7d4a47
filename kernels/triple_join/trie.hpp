// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/triple_join/triples.hpp"
#include "libbench/device_code.hpp"

namespace pontage::triple_join {

/// A sorted order of the triples. The three rotations find every triple by any of its terms; the
/// fourth has each predicate's subjects in order, which a join on subjects wants.
enum class Order : std::uint8_t { spo, pos, osp, pso };
inline constexpr std::size_t kOrders = 4;

/// Part of a sorted array of ids.
struct Range {
  const Id* begin = nullptr;
  const Id* end = nullptr;
  PONTAGE_ITEM std::size_t size() const { return static_cast<std::size_t>(end - begin); }
  PONTAGE_ITEM bool empty() const { return begin == end; }
};

/// One order: sorted arrays with the repetitions of their prefixes taken out, where they lie.
///   keys [K]          the first terms that there are, ascending
///   first [terms + 1] where the second terms of each begin in `second`
///   second [S]        the second terms of each first one, ascending within it
///   at [S + 1]        where the third terms of each pair begin in `third`
///   third [triples]   ascending within each pair
struct Trie {
  Range keys;
  const std::uint32_t* first = nullptr;
  const Id* second = nullptr;
  const std::uint32_t* at = nullptr;
  const Id* third = nullptr;
};

/// How long the arrays of an order are.
struct TrieSizes {
  std::uint64_t keys = 0, terms = 0, seconds = 0, triples = 0;
  std::uint64_t words() const { return keys + (terms + 1) + seconds + (seconds + 1) + triples; }
};
/// The arrays stand behind each other in `words`, in the order of Trie.
PONTAGE_ITEM inline Trie trie_at(const std::uint32_t* words, const TrieSizes& sizes) {
  Trie trie;
  trie.keys = {words, words + sizes.keys};
  trie.first = words + sizes.keys;
  trie.second = trie.first + sizes.terms + 1;
  trie.at = trie.second + sizes.seconds;
  trie.third = trie.at + sizes.seconds + 1;
  return trie;
}

/// An order as it is built and kept on the host.
struct TrieArrays {
  TrieSizes sizes;
  std::vector<std::uint32_t> words;
};
/// `sorted` is ascending in the order's own rotation (s is the first key, p the second, o the
/// third) and repeats nothing.
TrieArrays make_trie(std::span<const Triple> sorted, std::size_t terms);
/// All four orders; `triples` is sorted and what repeats is taken out.
std::array<TrieArrays, kOrders> make_tries(std::vector<Triple>& triples, std::size_t terms);

}  // namespace pontage::triple_join
