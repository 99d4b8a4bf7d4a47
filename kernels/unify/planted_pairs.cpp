// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/planted_pairs.hpp"

#include <algorithm>

namespace pontage::unify {
namespace {

/// A subterm that one side has as a variable.
struct Planted {
  std::size_t begin = 0, end = 0;
  bool is_left = false;
  Cell variable = 0;
};

}  // namespace

void grow(std::vector<Cell>& to, std::int64_t size, Cell variables, Rng& rng) {
  // Budgets of the terms that are still to be written, the next one last.
  std::vector<std::int64_t> budgets{size};
  while (!budgets.empty()) {
    const std::int64_t budget = budgets.back();
    budgets.pop_back();
    if (budget <= 1) {
      const bool is_var = variables > 0 && rng.below(8) == 0;
      to.push_back(is_var ? variable(static_cast<Cell>(rng.below(variables)))
                          : constant(static_cast<Cell>(rng.below(kRandomConstants))));
      continue;
    }
    const auto arity = static_cast<Cell>(1 + rng.below(std::min<std::uint64_t>(4, budget - 1)));
    to.push_back(functor(kFirstRandom + static_cast<Cell>(rng.below(kRandomFunctors)), arity));
    for (Cell i = 0; i < arity; ++i) budgets.push_back((budget - 1 + i) / arity);
  }
}

std::vector<std::size_t> plant(std::span<const Cell> term, Sides& sides, Rng& rng) {
  std::vector<Planted> planted;
  std::vector<std::size_t> constants;  // of the right side, where the left has the same
  const auto var_for = [&](std::size_t begin, std::size_t end, bool is_left) {
    const auto same = [&](const Planted& p) {
      return p.is_left == is_left && p.end - p.begin == end - begin &&
             std::equal(term.begin() + static_cast<std::ptrdiff_t>(begin),
                        term.begin() + static_cast<std::ptrdiff_t>(end),
                        term.begin() + static_cast<std::ptrdiff_t>(p.begin));
    };
    const auto from = planted.end() - std::min<std::ptrdiff_t>(8, std::ssize(planted));
    if (const auto found = std::find_if(from, planted.end(), same); found != planted.end())
      return found->variable;
    planted.push_back({begin, end, is_left, sides.fresh()});
    return planted.back().variable;
  };
  bool is_next_left = rng.below(2) == 0;
  for (std::size_t at = 0; at < term.size();) {
    const bool must = planted.empty() && at >= 5;
    if (at == 0 || is_variable(term[at]) || !(must || rng.below(5) == 0)) {
      if (tag_of(term[at]) == kConstant) constants.push_back(sides.right.size());
      sides.both(term[at++]);
      continue;
    }
    const std::size_t end = end_of_term(term, at);
    auto& with_var = is_next_left ? sides.left : sides.right;
    auto& written = is_next_left ? sides.right : sides.left;
    with_var.push_back(var_for(at, end, is_next_left));
    written.insert(written.end(), term.begin() + static_cast<std::ptrdiff_t>(at),
                   term.begin() + static_cast<std::ptrdiff_t>(end));
    is_next_left = !is_next_left;
    at = end;
  }
  return constants;
}

}  // namespace pontage::unify
