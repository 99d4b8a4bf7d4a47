// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <limits>

#include "kernels/triple_join/look_up.hpp"
#include "kernels/triple_join/pattern_shape.hpp"
#include "libbench/check.hpp"

namespace pontage::triple_join {
namespace {

class Planner {
 public:
  Planner(const Estimates& estimates, Plan& plan)
      : plan_(plan), estimates_(estimates.of), nodes_(estimates.nodes) {}

  void make() {
    order_variables();
    choose_asked();
    order_patterns();
  }

 private:
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
        share *= std::min(1.0, values / std::max(1.0, nodes_));
        if (pattern.path == Path::once && !is_listed(known, place)) continue;
        step.variable = variable;
        step.looked_at = std::min(step.looked_at, values);
        const bool is_reached = pattern.path != Path::once && (known & (kS | kO)) != 0;
        if (is_reached) step.walked += values;
      }
    }
    if (step.variable < 0) return step;
    const double nodes = std::max(1.0, nodes_);
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
        const double from_value = estimates_[i].reach[place];
        pattern.is_asked = shortest * std::max(1.0, from_value) < values_at(i, known, place);
      }
      done |= 1U << variable;
    }
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

  Plan& plan_;
  const std::array<Estimate, kMostPatterns>& estimates_;
  double nodes_;
};

}  // namespace

void put_in_order(const Estimates& estimates, Plan& plan) { Planner(estimates, plan).make(); }

}  // namespace pontage::triple_join
