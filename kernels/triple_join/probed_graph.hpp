// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/graph.hpp"
#include "kernels/triple_join/intersect.hpp"
#include "kernels/triple_join/tell.hpp"

namespace pontage::triple_join {

/// A graph whose every access a probe sees: two pointers.
template <class Probe>
class ProbedGraph {
 public:
  PONTAGE_ITEM ProbedGraph(const GraphView& view, Probe& probe) : view_(&view), probe_(&probe) {}
  PONTAGE_ITEM const GraphView& view() const { return *view_; }
  PONTAGE_ITEM Probe& probe() const { return *probe_; }

  /// The second terms of a key.
  PONTAGE_ITEM Range seconds(Order order, Id key) const {
    const Trie& in = view_->trie(order);
    const std::uint32_t from = probe_->follow(in.first + key, site(JoinSite::row));
    const std::uint32_t to = probe_->load(in.first + key + std::size_t{1}, site(JoinSite::row));
    return {in.second + from, in.second + to};
  }
  /// The third terms of the pair whose second term stands at `place`.
  PONTAGE_ITEM Range thirds(Order order, const Id* place) const {
    const Trie& in = view_->trie(order);
    const std::uint32_t* at = in.at + (place - in.second);
    const std::uint32_t from = probe_->follow(at, site(JoinSite::pair));
    return {in.third + from, in.third + probe_->load(at + 1, site(JoinSite::pair))};
  }
  /// How many triples begin with `key`.
  PONTAGE_ITEM std::uint32_t count(Order order, Id key) const {
    const Trie& in = view_->trie(order);
    const Range range = seconds(order, key);
    const std::uint32_t from =
        probe_->follow(in.at + (range.begin - in.second), site(JoinSite::pair));
    return probe_->follow(in.at + (range.end - in.second), site(JoinSite::pair)) - from;
  }
  /// Where `id` stands in an ascending range, by halving; null where it does not.
  PONTAGE_ITEM const Id* find(Range in, Id id) const {
    const Id* from = in.begin;
    for (std::size_t length = in.size(); length > 1;) {
      const std::size_t half = length / 2;
      from = probe_->follow(from + half - 1, site(JoinSite::halve)) < id ? from + half : from;
      length -= half;
    }
    return from != in.end && probe_->follow(from, site(JoinSite::halve)) == id ? from : nullptr;
  }
  /// The pair's third terms; an empty range where there is no such pair.
  PONTAGE_ITEM Range objects(Id s, Id p) const { return thirds_of(Order::spo, s, p); }
  PONTAGE_ITEM Range subjects(Id p, Id o) const { return thirds_of(Order::pos, p, o); }
  PONTAGE_ITEM Range predicates(Id o, Id s) const { return thirds_of(Order::osp, o, s); }
  PONTAGE_ITEM bool has(Id s, Id p, Id o) const {
    const Range list = objects(s, p);  // of no pair: no address
    return list.begin != nullptr && find(list, o) != nullptr;
  }
  /// Whether a term is the subject or the object of any triple.
  bool is_node(Id term) const {
    return !seconds(Order::spo, term).empty() || !seconds(Order::osp, term).empty();
  }

  /// Calls `f(id)` for each of a range, which has just been found; stops when it says false.
  template <class F>
  bool each(Range range, F f) const {
    for (const Id* at = range.begin; at != range.end; ++at)
      if (!f(at == range.begin ? probe_->follow(at, site(JoinSite::item))
                               : probe_->load(at, site(JoinSite::item))))
        return false;
    return true;
  }
  /// Calls `f(second, third)` for every triple that begins with `key`; stops when it says false.
  template <class F>
  bool each_of_key(Order order, Id key, F f) const {
    const Trie& in = view_->trie(order);
    const Range range = seconds(order, key);
    if (range.empty()) return true;
    const std::uint32_t* end = in.at + (range.begin - in.second);
    const Id* third = in.third + probe_->follow(end, site(JoinSite::pair));
    bool is_first = true;
    return each(range, [&](Id second) {
      const Id* const last = in.third + probe_->load(++end, site(JoinSite::pair));
      for (; third != last; ++third) {
        const Id id = is_first ? probe_->follow(third, site(JoinSite::item))
                               : probe_->load(third, site(JoinSite::item));
        is_first = false;
        if (!f(second, id)) return false;
      }
      return true;
    });
  }

 private:
  PONTAGE_ITEM Range thirds_of(Order order, Id key, Id second) const {
    const Id* place = find(seconds(order, key), second);
    return place == nullptr ? Range{} : thirds(order, place);
  }

  const GraphView* view_;
  Probe* probe_;
};

}  // namespace pontage::triple_join
