// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/triple_join/match.hpp"

namespace pontage::triple_join {

/// The triples that agree with a pattern's constants, by number: threads take them without a walk.
/// Whether a variable that stands twice has one value is not asked here.
template <class Probe>
class MatchList {
 public:
  PONTAGE_ITEM MatchList(const ProbedGraph<Probe>& graph, const PlanPattern& pattern)
      : graph_(&graph), known_(known_terms(pattern, 0, nullptr)) {
    places_ = known_places(pattern, 0);
    const Id s = known_.s, p = known_.p, o = known_.o;
    switch (places_) {
      case kS | kP | kO:
        size_ = graph.has(s, p, o) ? 1 : 0;
        break;
      case kS | kP:
        open_list(graph.objects(s, p));
        break;
      case kP | kO:
        open_list(graph.subjects(p, o));
        break;
      case kS | kO:
        open_list(graph.predicates(o, s));
        break;
      case kS:
        open_key(Order::spo, s);
        break;
      case kP:
        open_key(Order::pos, p);
        break;
      case kO:
        open_key(Order::osp, o);
        break;
      default:
        size_ = graph.view().triples;
        break;
    }
  }

  PONTAGE_ITEM std::size_t size() const { return size_; }

  PONTAGE_ITEM Triple at(std::size_t number) const {
    Triple triple = known_;
    switch (places_) {
      case kS | kP | kO:
        return triple;
      case kS | kP:
        triple.o = item(list_.begin + number);
        return triple;
      case kP | kO:
        triple.s = item(list_.begin + number);
        return triple;
      case kS | kO:
        triple.p = item(list_.begin + number);
        return triple;
      case kS:
        pair(Order::spo, number, triple.p, triple.o);
        return triple;
      case kP:
        pair(Order::pos, number, triple.o, triple.s);
        return triple;
      case kO:
        pair(Order::osp, number, triple.s, triple.p);
        return triple;
      default:
        return any(number);
    }
  }

 private:
  PONTAGE_ITEM void open_list(Range list) {
    list_ = list;
    size_ = list.size();
  }
  /// `list_` are the second terms; `first_` is where the third terms of the first of them begin.
  PONTAGE_ITEM void open_key(Order order, Id key) {
    const Trie& in = graph_->view().trie(order);
    list_ = graph_->seconds(order, key);
    const std::uint32_t* at = in.at + (list_.begin - in.second);
    first_ = probe().follow(at, site(JoinSite::pair));
    size_ = probe().follow(at + list_.size(), site(JoinSite::pair)) - first_;
  }
  PONTAGE_ITEM Id item(const Id* at) const { return probe().follow(at, site(JoinSite::item)); }

  PONTAGE_ITEM void pair(Order order, std::size_t number, Id& second, Id& third) const {
    const Trie& in = graph_->view().trie(order);
    const auto place = static_cast<std::uint32_t>(first_ + number);
    const std::uint32_t* at = in.at + (list_.begin - in.second);
    second = item(list_.begin + last_not_above(at, list_.size(), place));
    third = item(in.third + place);
  }
  PONTAGE_ITEM Triple any(std::size_t number) const {
    const Trie& in = graph_->view().trie(Order::spo);
    const auto place = static_cast<std::uint32_t>(number);
    const std::size_t seconds =
        probe().load(in.first + graph_->view().terms.terms(), site(JoinSite::row));
    const std::size_t second = last_not_above(in.at, seconds, place);
    const std::size_t first =
        last_not_above(in.first, graph_->view().terms.terms(), static_cast<std::uint32_t>(second));
    return {static_cast<Id>(first), item(in.second + second), item(in.third + place)};
  }

  /// The last of `count` ascending numbers that is not above `value`, which the first is not.
  PONTAGE_ITEM std::size_t last_not_above(const std::uint32_t* from, std::size_t count,
                                          std::uint32_t value) const {
    std::size_t last = 0;
    for (std::size_t length = count; length > 1;) {
      const std::size_t half = length / 2;
      last =
          probe().follow(from + last + half, site(JoinSite::halve)) <= value ? last + half : last;
      length -= half;
    }
    return last;
  }
  PONTAGE_ITEM Probe& probe() const { return graph_->probe(); }

  const ProbedGraph<Probe>* graph_;
  Triple known_;
  unsigned places_ = 0;
  Range list_;
  std::size_t first_ = 0, size_ = 0;
};

}  // namespace pontage::triple_join
