// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/closure.hpp"
#include "kernels/triple_join/pattern_shape.hpp"

namespace pontage::triple_join {

/// A pattern's terms where they are known, kNoTerm elsewhere.
PONTAGE_ITEM inline Triple known_terms(const PlanPattern& pattern, std::uint32_t bound,
                                       const Id* values) {
  const auto term = [&](const PlanSlot& slot) {
    if (!slot.is_variable()) return slot.id;
    return (bound >> slot.variable & 1U) != 0 ? values[slot.variable] : kNoTerm;
  };
  return {term(pattern.at[0]), term(pattern.at[1]), term(pattern.at[2])};
}

/// Calls `f(triple)` for every triple that agrees with `known`, by the order that has it in front.
template <class Probe, class F>
bool each_triple(const ProbedGraph<Probe>& graph, const Triple& known, F f) {
  const Id s = known.s, p = known.p, o = known.o;
  if (s != kNoTerm && p != kNoTerm && o != kNoTerm) return !graph.has(s, p, o) || f(known);
  if (s != kNoTerm && p != kNoTerm)
    return graph.each(graph.objects(s, p), [&](Id id) { return f(Triple{s, p, id}); });
  if (p != kNoTerm && o != kNoTerm)
    return graph.each(graph.subjects(p, o), [&](Id id) { return f(Triple{id, p, o}); });
  if (s != kNoTerm && o != kNoTerm)
    return graph.each(graph.predicates(o, s), [&](Id id) { return f(Triple{s, id, o}); });
  const auto of_subject = [&](Id key) {
    return graph.each_of_key(Order::spo, key, [&](Id a, Id b) { return f(Triple{key, a, b}); });
  };
  if (s != kNoTerm) return of_subject(s);
  if (p != kNoTerm)
    return graph.each_of_key(Order::pos, p, [&](Id a, Id b) { return f(Triple{b, p, a}); });
  if (o != kNoTerm)
    return graph.each_of_key(Order::osp, o, [&](Id a, Id b) { return f(Triple{a, b, o}); });
  return graph.each(graph.view().trie(Order::spo).keys, of_subject);
}

/// The terms that a path with both ends open can begin at.
template <class Probe>
Range ends_of(const ProbedGraph<Probe>& graph, const PlanPattern& pattern) {
  return pattern.path == Path::star ? graph.view().nodes
                                    : graph.seconds(Order::pso, pattern.at[1].id);
}

/// The same for the pairs of ends that a path joins; `known.p` is the predicate, which the graph
/// may not have.
template <class Probe, class F>
bool each_pair(const ProbedGraph<Probe>& graph, const PlanPattern& pattern, const Triple& known,
               Closure& closure, F f) {
  // A path of no step goes from a constant to itself, and from any node; no other term is one.
  const auto from = [&](Id end, bool is_forward) {
    if (pattern.at[is_forward ? 0 : 2].is_variable() && !graph.is_node(end)) return true;
    const Range reached = closure.reach(graph, pattern, end, is_forward, false);
    const Id other = is_forward ? known.o : known.s;
    if (other != kNoTerm)
      return !closure.has(graph.probe(), other) || f(Triple{known.s, known.p, known.o});
    return graph.each(reached, [&](Id id) {
      return f(is_forward ? Triple{end, known.p, id} : Triple{id, known.p, end});
    });
  };
  if (known.s != kNoTerm) return from(known.s, true);
  if (known.o != kNoTerm) return from(known.o, false);
  return graph.each(ends_of(graph, pattern), [&](Id end) { return from(end, true); });
}

/// Whether a triple gives a variable that stands twice in a pattern one value.
class Agreement {
 public:
  PONTAGE_ITEM explicit Agreement(const PlanPattern& pattern)
      : sp_(is_same(pattern.at[0], pattern.at[1])),
        po_(is_same(pattern.at[1], pattern.at[2])),
        so_(is_same(pattern.at[0], pattern.at[2])) {}
  PONTAGE_ITEM bool operator()(const Triple& t) const {
    return (!sp_ || t.s == t.p) && (!po_ || t.p == t.o) && (!so_ || t.s == t.o);
  }
  /// Whether there is a triple that does not.
  PONTAGE_ITEM bool can_refuse() const { return sp_ || po_ || so_; }

 private:
  bool sp_, po_, so_;
};

/// Either of the two, by what the pattern is; a variable that stands twice in it has one value.
template <class Probe, class F>
bool each_match(const ProbedGraph<Probe>& graph, const PlanPattern& pattern, const Triple& known,
                Closure& closure, F f) {
  const Agreement agrees(pattern);
  const auto agreeing = [&](const Triple& t) { return !agrees(t) || f(t); };
  return pattern.path == Path::once ? each_triple(graph, known, agreeing)
                                    : each_pair(graph, pattern, known, closure, agreeing);
}

/// Gives the pattern's variables the triple's terms.
PONTAGE_ITEM inline void bind(const PlanPattern& pattern, const Triple& triple, Id* values) {
  const Id terms[3] = {triple.s, triple.p, triple.o};
  for (int place = 0; place < 3; ++place)
    if (pattern.at[place].is_variable()) values[pattern.at[place].variable] = terms[place];
}

}  // namespace pontage::triple_join
