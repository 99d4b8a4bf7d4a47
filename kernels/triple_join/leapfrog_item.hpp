// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "kernels/triple_join/closure.hpp"
#include "kernels/triple_join/filter.hpp"
#include "kernels/triple_join/intersect.hpp"
#include "kernels/triple_join/levels.hpp"
#include "kernels/triple_join/sink.hpp"

namespace pontage::triple_join {

/// What all workers of a leapfrog share.
struct Leapfrog {
  const GraphView* graph = nullptr;
  const Plan* plan = nullptr;
  const Levels* levels = nullptr;
  Sink* sink = nullptr;
};

/// Leapfrog triejoin (Veldhuizen, ICDT 2014): one variable after the other takes each value that
/// stands in all the sorted lists that the patterns have for it, given the values before. One
/// worker's, over a probe.
template <class Probe>
class Search {
 public:
  Search(const Leapfrog& all, Probe& probe, Closure* closures, Tally& tally)
      : graph_(*all.graph, probe),
        plan_(*all.plan),
        levels_(*all.levels),
        sink_(*all.sink),
        filters_(*all.plan, all.graph->terms, probe),
        probe_(probe),
        closures_(closures),
        tally_(tally) {}

  /// The values of the levels before `depth`, which stand in all their lists: what comes next is
  /// under them.
  void enter(const Id* values, std::uint32_t depth) {
    bound_ = 0;
    for (std::uint32_t at = 0; at < depth; ++at) {
      const Level& level = levels_.level[at];
      Lists lists = lists_of(level);
      Range& leader = lists.list[0].range;
      const std::size_t shortest = leader.size();
      leader.begin = gallop(probe_, leader.begin, leader.end, values[at], true);
      meet(lists, shortest, values[at]);
      values_[level.variable] = values[at];
      bound_ |= 1U << level.variable;
    }
  }
  /// How long the list is that the values of a level come from, once it is entered: it is what
  /// workers share out.
  std::size_t leader_size(std::uint32_t depth) {
    const Lists lists = lists_of(levels_.level[depth]);
    return lists.count == 0 ? 0 : lists.list[0].range.size();
  }
  /// Calls `f(value)` for each value of an entered level that its lists and filters let through.
  template <class F>
  void each_value(std::uint32_t depth, F f) {
    const Level& level = levels_.level[depth];
    Lists lists = lists_of(level);
    if (lists.count == 0) return;
    each_met(level, lists, lists.list[0].range.size(), [&](Id value) {
      f(value);
      return true;
    });
  }
  /// All solutions whose value at an entered level stands in [from, to) of its leader. False: no
  /// more are wanted.
  bool run(std::uint32_t depth, std::size_t from, std::size_t to) {
    Lists lists = lists_of(levels_.level[depth]);
    if (lists.count == 0) return true;
    Range& leader = lists.list[0].range;
    const std::size_t shortest = leader.size();
    leader = {leader.begin + from, leader.begin + to};
    return walk(depth, lists, shortest);
  }

 private:
  struct List {
    Range range;
    const Participant* part = nullptr;
  };
  struct Lists {
    std::array<List, kMostPatterns> list;
    std::uint32_t count = 0;
    std::uint32_t known = 0;  ///< a bit for each that has been looked at; only probes ask
  };
  struct Came {
    const Id* place = nullptr;  ///< in the seconds of `order`
    Order order = Order::spo;
  };
  /// A list so many times longer than the shortest is not walked: each value is looked up instead.
  static constexpr std::size_t kLookUp = 32;

  Id term_of(const PlanSlot& slot) const {
    return slot.is_variable() ? values_[static_cast<std::size_t>(slot.variable)] : slot.id;
  }

  /// The place of the pair in an order's seconds, or null.
  const Id* pair_of(Order order, Id key, Id second) {
    const Range in = graph_.seconds(order, key);
    const Id* place = gallop(probe_, in.begin, in.end, second, true);
    return place != in.end && probe_.load(place, site(JoinSite::second)) == second ? place
                                                                                   : nullptr;
  }

  Range range_of(const Participant& part) {
    const PlanPattern& pattern = plan_.pattern[part.pattern];
    switch (part.source) {
      case Source::keys:
        return graph_.view().trie(part.order).keys;
      case Source::seconds:
        return graph_.seconds(part.order, term_of(part.a));
      case Source::thirds: {
        const Came& came = came_[part.pattern];
        if (part.is_continued) return graph_.thirds(came.order, came.place);
        const Id* place = pair_of(part.order, term_of(part.a), term_of(part.b));
        return place == nullptr ? Range{} : graph_.thirds(part.order, place);
      }
      case Source::ends:
        if (pattern.path == Path::star) return graph_.view().nodes;
        return graph_.seconds(part.place == 0 ? Order::pso : Order::pos, pattern.at[1].id);
      case Source::reached:
        return closures_[part.closure].reach(graph_, pattern, term_of(part.a), part.is_forward,
                                             !part.is_alone);
      default:
        return {};
    }
  }

  /// The lists of a level, the shortest first; none when one of them is empty.
  Lists lists_of(const Level& level) {
    Lists lists;
    for (std::uint32_t i = 0; i < level.lists; ++i) {
      const Participant& part = level.list[i];
      const Range range = range_of(part);
      if (range.empty()) return {};
      std::uint32_t at = lists.count++;
      for (; at > 0 && range.size() < lists.list[at - 1].range.size(); --at)
        lists.list[at] = lists.list[at - 1];
      lists.list[at] = {range, &part};
    }
    return lists;
  }

  /// Whether the triples have what is known of the pattern once `value` stands at its places.
  bool exists(const Participant& part) {
    const PlanPattern& pattern = plan_.pattern[part.pattern];
    if (part.source == Source::path_exists) {
      Closure& closure = closures_[part.closure];
      const Id value = term_of(pattern.at[part.place]);
      closure.reach(graph_, pattern, value, part.is_forward);
      return closure.has(probe_, term_of(part.a));
    }
    const Id s = known_term(pattern.at[0]), p = known_term(pattern.at[1]),
             o = known_term(pattern.at[2]);
    if (s != kNoTerm && p != kNoTerm) {
      const Id* place = pair_of(Order::spo, s, p);
      if (place == nullptr || o == kNoTerm) return place != nullptr;
      const Range in = graph_.thirds(Order::spo, place);
      const Id* found = gallop(probe_, in.begin, in.end, o, true);
      return found != in.end && probe_.load(found, site(JoinSite::near)) == o;
    }
    if (p != kNoTerm) return pair_of(Order::pos, p, o) != nullptr;
    if (s != kNoTerm && o != kNoTerm) return pair_of(Order::osp, o, s) != nullptr;
    return false;
  }
  /// A slot's term, or kNoTerm while its variable has none.
  Id known_term(const PlanSlot& slot) const {
    if (!slot.is_variable()) return slot.id;
    return (bound_ >> slot.variable & 1U) != 0 ? values_[static_cast<std::size_t>(slot.variable)]
                                               : kNoTerm;
  }

  bool passes(const Level& level) {
    for (std::uint32_t i = 0; i < level.checks; ++i)
      if (!exists(level.check[i])) return false;
    for (std::uint32_t i = 0; i < level.filters; ++i)
      if (!filters_.keeps(level.filter[i], values_.data())) return false;
    return true;
  }

  /// A list of seconds that each value is looked up in from the value's own side.
  static bool is_looked_up(const List& list, std::size_t shortest) {
    return list.part->source == Source::seconds && list.part->order == Order::pso &&
           list.range.size() > kLookUp * shortest;
  }

  /// `shortest` is how long the leader is, or was before it was shared out.
  bool walk(std::uint32_t at, Lists& lists, std::size_t shortest) {
    const Level& level = levels_.level[at];
    const bool is_last = at + 1 == levels_.count;
    if (is_last && sink_.only_counts() && level.checks == 0 && level.filters == 0)
      return count(lists, shortest);
    return each_met(level, lists, shortest, [&](Id) {
      if (is_last) {
        probe_.op(Op::integer);
        return sink_.take(probe_, values_.data(), tally_);
      }
      Lists next = lists_of(levels_.level[at + 1]);
      return next.count == 0 || walk(at + 1, next, next.list[0].range.size());
    });
  }

  /// Calls `f(value)` with the level's variable bound to each value that stands in all lists and
  /// passes; stops when it says false.
  template <class F>
  bool each_met(const Level& level, Lists& lists, std::size_t shortest, F f) {
    const std::uint32_t bit = 1U << level.variable;
    bound_ |= bit;
    bool goes_on = true;
    Range& leader = lists.list[0].range;
    for (; goes_on && leader.begin != leader.end; ++leader.begin) {
      const Id value = next_of(lists);
      const Meeting meeting = meet(lists, shortest, value);
      if (meeting == Meeting::over) break;
      if (meeting == Meeting::missed) continue;
      values_[level.variable] = value;
      if (passes(level)) goes_on = f(value);
    }
    bound_ &= ~bit;
    return goes_on;
  }

  /// The leader's next value.
  Id next_of(Lists& lists) {
    const Id* place = lists.list[0].range.begin;
    return is_new(lists, 0) ? probe_.follow(place, site(JoinSite::leader))
                            : probe_.load(place, site(JoinSite::leader));
  }
  /// Whether nothing of a list has been looked at: then its first load depends on the last one.
  static bool is_new(Lists& lists, std::uint32_t number) {
    if constexpr (std::is_same_v<Probe, NullProbe>) return false;  // nobody asks
    const std::uint32_t bit = 1U << number, before = lists.known;
    lists.known |= bit;
    return (before & bit) == 0;
  }

  enum class Meeting : std::uint8_t { met, missed, over };

  /// Whether `value` of the leader stands in all other lists. Leaves where it stands, and moves the
  /// leader to the place before the next value that can.
  Meeting meet(Lists& lists, std::size_t shortest, Id value) {
    note(lists.list[0], lists.list[0].range.begin);
    for (std::uint32_t i = 1; i < lists.count; ++i) {
      List& list = lists.list[i];
      if (is_looked_up(list, shortest)) {
        const Id* place = pair_of(Order::spo, value, term_of(list.part->a));
        if (place == nullptr) return Meeting::missed;
        came_[list.part->pattern] = {place, Order::spo};
        continue;
      }
      Range& range = list.range;
      range.begin = gallop(probe_, range.begin, range.end, value, is_new(lists, i));
      if (range.begin == range.end) return Meeting::over;
      const Id there = probe_.load(range.begin, site(JoinSite::near));
      if (there != value) {
        Range& leader = lists.list[0].range;
        leader.begin = gallop(probe_, leader.begin, leader.end, there) - 1;
        return Meeting::missed;
      }
      note(list, range.begin);
    }
    return Meeting::met;
  }
  void note(const List& list, const Id* place) {
    if (list.part->source == Source::seconds) came_[list.part->pattern] = {place, list.part->order};
  }

  /// How many values all lists have in common, when no more is asked of them.
  bool count(Lists& lists, std::size_t shortest) {
    if (lists.count == 1) {
      tally_.rows += lists.list[0].range.size();
      return true;
    }
    Range& leader = lists.list[0].range;
    for (; leader.begin != leader.end; ++leader.begin) {
      const Id value = next_of(lists);
      const Meeting meeting = meet(lists, shortest, value);
      if (meeting == Meeting::over) break;
      if (meeting == Meeting::met) ++tally_.rows;
    }
    return true;
  }

  const ProbedGraph<Probe> graph_;
  const Plan& plan_;
  const Levels& levels_;
  Sink& sink_;
  Filters<Probe> filters_;
  Probe& probe_;
  Closure* closures_;
  Tally& tally_;
  std::uint32_t bound_ = 0;
  std::array<Id, kMostVariables> values_{};
  std::array<Came, kMostPatterns> came_{};
};

}  // namespace pontage::triple_join
