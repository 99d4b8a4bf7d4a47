// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "kernels/triple_join/pattern_shape.hpp"
#include "kernels/triple_join/plan.hpp"
#include "libbench/check.hpp"

namespace pontage::triple_join {
namespace {

/// What is known of a pattern from its constants alone.
struct Estimate {
  double rows = 0;
  double distinct[3] = {0, 0, 0};  ///< values at each place
};

double size_of(Range range) { return static_cast<double>(range.size()); }

/// A path's rows are a guess: so many times those of its predicate.
constexpr double kPathGrowth = 4;

Estimate estimate_path(const PlanPattern& pattern, const GraphView& graph) {
  const double nodes = size_of(graph.nodes);
  Estimate e;
  const Id p = pattern.at[1].id;
  if (p != kNoTerm) {
    e.rows = kPathGrowth * graph.trie(Order::pos).count(p);
    e.distinct[0] = size_of(graph.trie(Order::pso).seconds(p));
    e.distinct[2] = size_of(graph.trie(Order::pos).seconds(p));
  }
  if (pattern.path == Path::star) {
    e.rows += nodes;
    e.distinct[0] = e.distinct[2] = nodes;
  }
  e.distinct[1] = 1;
  // Of a constant end, the first step is known.
  const Id s = pattern.at[0].id, o = pattern.at[2].id;
  const double itself = pattern.path == Path::star ? 1 : 0;
  if (!pattern.at[0].is_variable()) {
    e.rows = (p == kNoTerm ? 0 : kPathGrowth * size_of(graph.objects(s, p))) + itself;
    e.distinct[0] = 1;
  }
  if (!pattern.at[2].is_variable()) {
    const double rows = (p == kNoTerm ? 0 : kPathGrowth * size_of(graph.subjects(p, o))) + itself;
    e.rows = e.distinct[0] == 1 ? std::min(e.rows, rows) : rows;
    e.distinct[2] = 1;
  }
  return e;
}

Estimate estimate_once(const PlanPattern& pattern, const GraphView& graph) {
  const Id s = pattern.at[0].id, p = pattern.at[1].id, o = pattern.at[2].id;
  const auto& spo = graph.trie(Order::spo);
  const auto& pos = graph.trie(Order::pos);
  const auto& osp = graph.trie(Order::osp);
  switch (known_places(pattern, 0)) {
    case 0:
      return {static_cast<double>(graph.triples),
              {size_of(spo.keys), size_of(pos.keys), size_of(osp.keys)}};
    case kS: {
      const double rows = spo.count(s);
      return {rows, {1, size_of(spo.seconds(s)), rows}};
    }
    case kP:
      return {static_cast<double>(pos.count(p)),
              {size_of(graph.trie(Order::pso).seconds(p)), 1, size_of(pos.seconds(p))}};
    case kO: {
      const double rows = osp.count(o);
      return {rows, {size_of(osp.seconds(o)), rows, 1}};
    }
    case kS | kP: {
      const double rows = size_of(graph.objects(s, p));
      return {rows, {1, 1, rows}};
    }
    case kP | kO: {
      const double rows = size_of(graph.subjects(p, o));
      return {rows, {rows, 1, 1}};
    }
    case kS | kO: {
      const double rows = size_of(graph.predicates(o, s));
      return {rows, {1, rows, 1}};
    }
    default:
      return {graph.has(s, p, o) ? 1.0 : 0.0, {1, 1, 1}};
  }
}

class Planner {
 public:
  Planner(const Query& query, const GraphView& graph) : query_(query), graph_(graph) {}

  Result<Plan> make() {
    look_up_patterns();
    if (auto good = look_up_filters(); !good) return pass_on(good.error());
    copy_rest();
    if (plan_.is_empty) return plan_;
    for (std::uint32_t i = 0; i < plan_.patterns; ++i)
      estimates_[i] = plan_.pattern[i].path == Path::once ? estimate_once(plan_.pattern[i], graph_)
                                                          : estimate_path(plan_.pattern[i], graph_);
    order_variables();
    choose_asked();
    order_patterns();
    return plan_;
  }

 private:
  PlanSlot look_up(const Slot& slot) const {
    if (slot.is_variable) return {static_cast<std::int32_t>(slot.variable), kNoTerm};
    return {-1, graph_.terms.find(slot.constant)};
  }

  void look_up_patterns() {
    plan_.patterns = static_cast<std::uint32_t>(query_.patterns.size());
    plan_.variables = static_cast<std::uint32_t>(query_.variables.size());
    for (std::size_t i = 0; i < query_.patterns.size(); ++i) {
      const Pattern& from = query_.patterns[i];
      PlanPattern& to = plan_.pattern[i];
      to = {{look_up(from.s), look_up(from.p), look_up(from.o)}, from.path};
      for (const int place : {0, 1, 2}) {
        const bool is_missing = !to.at[place].is_variable() && to.at[place].id == kNoTerm;
        // No step of a predicate that there is not: the path of no step remains.
        if (is_missing && !(place == 1 && from.path == Path::star)) plan_.is_empty = true;
      }
    }
  }

  Result<void> look_up_filters() {
    std::size_t used = 0;
    std::array<std::uint32_t, kMostNodes> below{};
    plan_.nodes = static_cast<std::uint32_t>(query_.nodes.size());
    for (std::size_t i = 0; i < query_.nodes.size(); ++i) {
      const FilterNode& from = query_.nodes[i];
      PlanNode& to = plan_.node[i];
      to.op = from.op;
      to.left = static_cast<std::int16_t>(from.left);
      to.right = static_cast<std::int16_t>(from.right);
      if (from.op != FilterOp::leaf) {
        below[i] = below[static_cast<std::size_t>(from.left)];
        if (from.op != FilterOp::lnot) below[i] |= below[static_cast<std::size_t>(from.right)];
        continue;
      }
      to.leaf = look_up(from.leaf);
      if (from.leaf.is_variable) {
        below[i] = 1U << from.leaf.variable;
        continue;
      }
      const std::string& text = from.leaf.constant;
      if (used + text.size() > plan_.texts.size())
        return fail(ErrorKind::refused, "the filters' constants are longer than " +
                                            std::to_string(plan_.texts.size()) + " bytes");
      to.number = number_of_term(text);
      to.text = static_cast<std::uint16_t>(used);
      to.length = static_cast<std::uint16_t>(text.size());
      std::memcpy(plan_.texts.data() + used, text.data(), text.size());
      used += text.size();
    }
    plan_.filters = static_cast<std::uint32_t>(query_.filters.size());
    for (std::size_t i = 0; i < query_.filters.size(); ++i)
      plan_.filter[i] = {query_.filters[i], below[static_cast<std::size_t>(query_.filters[i])]};
    return {};
  }

  void copy_rest() {
    plan_.columns = static_cast<std::uint32_t>(query_.projected.size());
    for (std::size_t i = 0; i < query_.projected.size(); ++i)
      plan_.column[i] = static_cast<std::uint8_t>(query_.projected[i]);
    plan_.is_count = query_.is_count;
    plan_.distinct = query_.distinct;
    plan_.has_limit = query_.limit.has_value();
    plan_.limit = query_.limit.value_or(0);
  }

  /// How many values a place is expected to have, the terms at `known` given.
  double values_at(std::uint32_t pattern, unsigned known, int place) const {
    const Estimate& e = estimates_[pattern];
    double rows = e.rows;
    for (int other = 0; other < 3; ++other)
      if ((known >> other & 1U) != 0) rows /= std::max(1.0, e.distinct[other]);
    return std::min(rows, e.distinct[place]);
  }

  struct Step {
    int variable = -1;
    double looked_at = 0, found = 0;  ///< for each row so far
    double walked = 0;                ///< along paths, whichever list leads
  };

  /// What the next variable would come to; no variable where no array has its values in order.
  Step step_to(int variable, std::uint32_t done) const {
    Step step{-1, std::numeric_limits<double>::infinity(), 0, 0};
    double share = 1;
    for (std::uint32_t i = 0; i < plan_.patterns; ++i) {
      const PlanPattern& pattern = plan_.pattern[i];
      const unsigned places = places_of(pattern, variable);
      if (places == 0) continue;
      const unsigned known = known_places(pattern, done);
      for (int place = 0; place < 3; ++place) {
        if ((places >> place & 1U) == 0) continue;
        const double values = values_at(i, known, place);
        share *= std::min(1.0, values / std::max(1.0, size_of(graph_.nodes)));
        if (pattern.path == Path::once && !is_listed(known, place)) continue;
        step.variable = variable;
        step.looked_at = std::min(step.looked_at, values);
        const bool is_reached = pattern.path != Path::once && (known & (kS | kO)) != 0;
        if (is_reached) step.walked += values;
      }
    }
    if (step.variable < 0) return step;
    const double nodes = std::max(1.0, size_of(graph_.nodes));
    step.found = std::max(share * nodes, step.looked_at * 1e-3);
    step.found = std::min(step.found, step.looked_at);
    return step;
  }

  std::uint32_t all_variables() const {
    std::uint32_t all = 0;
    for (std::uint32_t i = 0; i < plan_.patterns; ++i) all |= variables_of(plan_.pattern[i]);
    return all;
  }

  /// Whether a pattern joins the variable with one that is done.
  bool is_joined(int variable, std::uint32_t done) const {
    for (std::uint32_t i = 0; i < plan_.patterns; ++i) {
      const std::uint32_t variables = variables_of(plan_.pattern[i]);
      if ((variables >> variable & 1U) != 0 && (variables & done) != 0) return true;
    }
    return false;
  }

  /// The one that leaves the fewest rows; when `joins`, of those joined to what is done, if any is.
  Step best_step(std::uint32_t left, std::uint32_t done, bool joins) const {
    Step best;
    bool best_joined = false;
    for (std::uint32_t rest = left; rest != 0; rest &= rest - 1) {
      const int variable = std::countr_zero(rest);
      const Step step = step_to(variable, done);
      if (step.variable < 0) continue;
      const bool joined = joins && is_joined(variable, done);
      const bool is_better =
          best.variable < 0 || (joined != best_joined ? joined : step.found < best.found);
      if (!is_better) continue;
      best = step;
      best_joined = joined;
    }
    return best;
  }

  /// From each variable in turn, the next is the one that leaves the fewest rows; of all those
  /// orders, the one that looks at the fewest values.
  void order_variables() {
    const std::uint32_t all = all_variables();
    double best = std::numeric_limits<double>::infinity();
    for (std::uint32_t starts = all; starts != 0; starts &= starts - 1)
      for (const bool joins : {true, false}) try_order(std::countr_zero(starts), joins, all, best);
    PONTAGE_CHECK(plan_.ordered == static_cast<std::uint32_t>(std::popcount(all)), plan_.ordered);
  }

  void try_order(int first, bool joins, std::uint32_t all, double& best) {
    std::array<std::uint8_t, kMostVariables> order{};
    std::size_t length = 0;
    std::uint32_t done = 0;
    double rows = 1, cost = 0;
    Step step = step_to(first, 0);
    while (step.variable >= 0) {
      order[length++] = static_cast<std::uint8_t>(step.variable);
      cost += rows * (step.looked_at + step.walked);
      rows *= step.found;
      done |= 1U << step.variable;
      step = best_step(all & ~done, done, joins);
    }
    // No order begins with a variable that has no list yet.
    if (length == 0 || (cost >= best && plan_.ordered != 0)) return;
    best = cost;
    plan_.ordered = static_cast<std::uint32_t>(length);
    plan_.variable_order = order;
  }

  /// Where a path's other end is known, walking from each value of a shorter list may be less than
  /// walking back from that end.
  void choose_asked() {
    std::uint32_t done = 0;
    for (std::uint32_t at = 0; at < plan_.ordered; ++at) {
      const int variable = plan_.variable_order[at];
      for (std::uint32_t i = 0; i < plan_.patterns; ++i) {
        PlanPattern& pattern = plan_.pattern[i];
        const unsigned places = places_of(pattern, variable), known = known_places(pattern, done);
        if (pattern.path == Path::once || (places != kS && places != kO)) continue;
        if ((known & (places == kS ? kO : kS)) == 0) continue;
        const double shortest = shortest_beside(i, variable, done);
        const int place = places == kS ? 0 : 2;
        const double from_value = average_reach(pattern, place);
        pattern.is_asked = shortest * std::max(1.0, from_value) < values_at(i, known, place);
      }
      done |= 1U << variable;
    }
  }
  /// How many terms a path is expected to reach from a value of this place.
  double average_reach(const PlanPattern& pattern, int place) const {
    const Id p = pattern.at[1].id;
    if (p == kNoTerm) return 1;
    const Range from = graph_.trie(place == 0 ? Order::pso : Order::pos).seconds(p);
    return kPathGrowth * graph_.trie(Order::pos).count(p) / std::max(1.0, size_of(from));
  }
  /// The shortest list that the other patterns have for a variable; without end when they have
  /// none.
  double shortest_beside(std::uint32_t pattern, int variable, std::uint32_t done) const {
    double shortest = std::numeric_limits<double>::infinity();
    for (std::uint32_t i = 0; i < plan_.patterns; ++i) {
      const PlanPattern& other = plan_.pattern[i];
      const unsigned places = places_of(other, variable), known = known_places(other, done);
      if (i == pattern || other.is_asked) continue;
      for (int place = 0; place < 3; ++place)
        if ((places >> place & 1U) != 0 && (other.path != Path::once || is_listed(known, place)))
          shortest = std::min(shortest, values_at(i, known, place));
    }
    return shortest;
  }

  double rows_of(std::uint32_t pattern, std::uint32_t done) const {
    const Estimate& e = estimates_[pattern];
    double rows = e.rows;
    for (int place = 0; place < 3; ++place) {
      const PlanSlot& slot = plan_.pattern[pattern].at[place];
      if (slot.is_variable() && (done >> slot.variable & 1U) != 0)
        rows /= std::max(1.0, e.distinct[place]);
    }
    return rows;
  }

  /// The smallest pattern first, then always the one joined to what is done that adds the fewest
  /// rows.
  void order_patterns() {
    std::uint32_t left = (1U << plan_.patterns) - 1, done = 0;
    for (std::uint32_t place = 0; place < plan_.patterns; ++place) {
      int best = -1;
      bool best_joined = false;
      double best_rows = 0;
      for (std::uint32_t rest = left; rest != 0; rest &= rest - 1) {
        const int pattern = std::countr_zero(rest);
        const std::uint32_t number = static_cast<std::uint32_t>(pattern);
        const std::uint32_t variables = variables_of(plan_.pattern[number]);
        const bool joined = variables == 0 || (variables & done) != 0;
        const double rows = rows_of(number, done);
        if (best >= 0 && (joined != best_joined ? !joined : rows >= best_rows)) continue;
        best = pattern;
        best_joined = joined;
        best_rows = rows;
      }
      plan_.pattern_order[place] = static_cast<std::uint8_t>(best);
      left &= ~(1U << best);
      done |= variables_of(plan_.pattern[static_cast<std::size_t>(best)]);
    }
  }

  const Query& query_;
  const GraphView& graph_;
  Plan plan_{};
  std::array<Estimate, kMostPatterns> estimates_{};
};

}  // namespace

Result<Plan> make_plan(const Query& query, const GraphView& graph) {
  if (auto good = check_query(query); !good) return pass_on(good.error());
  return Planner(query, graph).make();
}

}  // namespace pontage::triple_join
