// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/trie.hpp"

#include <algorithm>

namespace pontage::triple_join {
namespace {

/// The triples with `key` as the first of their terms, as `rotate` has them, sorted.
template <class Rotate>
std::vector<Triple> rotated(std::span<const Triple> triples, Rotate rotate) {
  std::vector<Triple> turned;
  turned.reserve(triples.size());
  for (const Triple& t : triples) turned.push_back(rotate(t));
  std::ranges::sort(turned);
  return turned;
}

}  // namespace

TrieArrays make_trie(std::span<const Triple> sorted, std::size_t terms) {
  TrieArrays made;
  made.sizes.terms = terms;
  made.sizes.triples = sorted.size();
  std::vector<std::uint32_t> keys, second, at, third;
  std::vector<std::uint32_t> first(terms + 1, 0);
  third.reserve(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Triple& t = sorted[i];
    const bool is_new_key = i == 0 || t.s != sorted[i - 1].s;
    if (is_new_key) keys.push_back(t.s);
    if (is_new_key || t.p != sorted[i - 1].p) {
      second.push_back(t.p);
      at.push_back(static_cast<std::uint32_t>(i));
      ++first[t.s + std::size_t{1}];
    }
    third.push_back(t.o);
  }
  at.push_back(static_cast<std::uint32_t>(sorted.size()));
  for (std::size_t term = 0; term < terms; ++term) first[term + 1] += first[term];
  made.sizes.keys = keys.size();
  made.sizes.seconds = second.size();
  made.words.reserve(made.sizes.words());
  for (const auto* part : {&keys, &first, &second, &at, &third})
    made.words.insert(made.words.end(), part->begin(), part->end());
  return made;
}

std::array<TrieArrays, kOrders> make_tries(std::vector<Triple>& triples, std::size_t terms) {
  std::ranges::sort(triples);
  triples.erase(std::unique(triples.begin(), triples.end()), triples.end());
  std::array<TrieArrays, kOrders> tries;
  tries[0] = make_trie(triples, terms);
  const auto pos = [](const Triple& t) { return Triple{t.p, t.o, t.s}; };
  const auto osp = [](const Triple& t) { return Triple{t.o, t.s, t.p}; };
  const auto pso = [](const Triple& t) { return Triple{t.p, t.s, t.o}; };
  tries[1] = make_trie(rotated(triples, pos), terms);
  tries[2] = make_trie(rotated(triples, osp), terms);
  tries[3] = make_trie(rotated(triples, pso), terms);
  return tries;
}

}  // namespace pontage::triple_join
