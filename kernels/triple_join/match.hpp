// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/closure.hpp"
#include "kernels/triple_join/pattern_shape.hpp"

namespace pontage::triple_join {

/// A pattern's terms where they are known, kNoTerm elsewhere.
inline Triple known_terms(const PlanPattern& pattern, std::uint32_t bound, const Id* values) {
  const auto term = [&](const PlanSlot& slot) {
    if (!slot.is_variable()) return slot.id;
    return (bound >> slot.variable & 1U) != 0 ? values[slot.variable] : kNoTerm;
  };
  return {term(pattern.at[0]), term(pattern.at[1]), term(pattern.at[2])};
}

/// Calls `f(triple)` for every triple of an order whose first key is `key`; stops when it says
/// false. `turn(key, second, third)` makes the triple.
template <class Turn, class F>
bool each_of_key(const Trie& trie, Id key, Turn turn, F& f) {
  const Range seconds = trie.seconds(key);
  for (const Id* second = seconds.begin; second != seconds.end; ++second) {
    const Range thirds = trie.thirds(second);
    for (const Id* third = thirds.begin; third != thirds.end; ++third)
      if (!f(turn(key, *second, *third))) return false;
  }
  return true;
}

/// Calls `f(triple)` for every triple that agrees with `known`, by the order that has it in front.
template <class F>
bool each_triple(const GraphView& graph, const Triple& known, F f) {
  const Id s = known.s, p = known.p, o = known.o;
  const auto each = [&](Range range, auto make) {
    for (const Id* at = range.begin; at != range.end; ++at)
      if (!f(make(*at))) return false;
    return true;
  };
  const auto spo = [](Id a, Id b, Id c) { return Triple{a, b, c}; };
  const auto pos = [](Id a, Id b, Id c) { return Triple{c, a, b}; };
  const auto osp = [](Id a, Id b, Id c) { return Triple{b, c, a}; };
  if (s != kNoTerm && p != kNoTerm && o != kNoTerm) return !graph.has(s, p, o) || f(known);
  if (s != kNoTerm && p != kNoTerm)
    return each(graph.objects(s, p), [&](Id id) { return Triple{s, p, id}; });
  if (p != kNoTerm && o != kNoTerm)
    return each(graph.subjects(p, o), [&](Id id) { return Triple{id, p, o}; });
  if (s != kNoTerm && o != kNoTerm)
    return each(graph.predicates(o, s), [&](Id id) { return Triple{s, id, o}; });
  if (s != kNoTerm) return each_of_key(graph.trie(Order::spo), s, spo, f);
  if (p != kNoTerm) return each_of_key(graph.trie(Order::pos), p, pos, f);
  if (o != kNoTerm) return each_of_key(graph.trie(Order::osp), o, osp, f);
  const Range keys = graph.trie(Order::spo).keys;
  for (const Id* key = keys.begin; key != keys.end; ++key)
    if (!each_of_key(graph.trie(Order::spo), *key, spo, f)) return false;
  return true;
}

/// The same for the pairs of ends that a path joins; `known.p` is the predicate, which the graph
/// may not have.
template <class F>
bool each_pair(const GraphView& graph, const PlanPattern& pattern, const Triple& known,
               Closure& closure, F f) {
  // A path of no step goes from a constant to itself, and from any node; no other term is one.
  const auto from = [&](Id end, bool is_forward) {
    if (pattern.at[is_forward ? 0 : 2].is_variable() && !graph.is_node(end)) return true;
    const Range reached = closure.reach(graph, pattern, end, is_forward, false);
    const Id other = is_forward ? known.o : known.s;
    if (other != kNoTerm) return !closure.has(other) || f(Triple{known.s, known.p, known.o});
    for (const Id* at = reached.begin; at != reached.end; ++at)
      if (!f(is_forward ? Triple{end, known.p, *at} : Triple{*at, known.p, end})) return false;
    return true;
  };
  if (known.s != kNoTerm) return from(known.s, true);
  if (known.o != kNoTerm) return from(known.o, false);
  const Range ends =
      pattern.path == Path::star ? graph.nodes : graph.trie(Order::pso).seconds(known.p);
  for (const Id* end = ends.begin; end != ends.end; ++end)
    if (!from(*end, true)) return false;
  return true;
}

/// Either of the two, by what the pattern is; a variable that stands twice in it has one value.
template <class F>
bool each_match(const GraphView& graph, const PlanPattern& pattern, const Triple& known,
                Closure& closure, F f) {
  const bool sp = is_same(pattern.at[0], pattern.at[1]), po = is_same(pattern.at[1], pattern.at[2]),
             so = is_same(pattern.at[0], pattern.at[2]);
  const auto agreeing = [&](const Triple& t) {
    const bool agrees = (!sp || t.s == t.p) && (!po || t.p == t.o) && (!so || t.s == t.o);
    return !agrees || f(t);
  };
  return pattern.path == Path::once ? each_triple(graph, known, agreeing)
                                    : each_pair(graph, pattern, known, closure, agreeing);
}

/// Gives the pattern's variables the triple's terms.
inline void bind(const PlanPattern& pattern, const Triple& triple, Id* values) {
  const Id terms[3] = {triple.s, triple.p, triple.o};
  for (int place = 0; place < 3; ++place)
    if (pattern.at[place].is_variable()) values[pattern.at[place].variable] = terms[place];
}

}  // namespace pontage::triple_join
