// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/unify/finish_pair.hpp"
#include "kernels/unify/unify_variants.hpp"

namespace pontage::unify {
namespace {

/// The class of a cell is named by one of its cells; by one that is no variable, if there is one.
std::uint32_t find(const Lane& lane, std::uint32_t at) {
  while (lane.parents[at] != at) at = lane.parents[at] = lane.parents[lane.parents[at]];
  return at;
}

/// Each cell a class, all occurrences of a variable the same one; `bound` has the first.
void make_classes(const Lane& lane, const Cell* cells, const TermPair& pair) {
  for (std::uint32_t at = pair.cells; at-- > 0;) {
    lane.ends[at] = at + 1;
    for (Cell left = arity_of(cells[at]); left > 0; --left)
      lane.ends[at] = lane.ends[lane.ends[at]];
    if (is_variable(cells[at])) lane.bound[payload_of(cells[at])] = at;
  }
  for (std::uint32_t at = 0; at < pair.cells; ++at)
    lane.parents[at] = is_variable(cells[at]) ? lane.bound[payload_of(cells[at])] : at;
}

/// Unites classes until no goal is left; false on a clash.
bool close(const Lane& lane, const Cell* cells, const TermPair& pair) {
  std::uint64_t goals = 0;
  lane.goals[goals++] = {0, pair.right};
  while (goals > 0) {
    const Goal goal = lane.goals[--goals];
    std::uint32_t a = find(lane, goal.left), b = find(lane, goal.right);
    if (a == b) continue;
    if (is_variable(cells[b])) std::swap(a, b);
    if (!is_variable(cells[a]) && cells[a] != cells[b]) return false;
    lane.parents[a] = b;
    if (is_variable(cells[a])) continue;
    ++a, ++b;
    for (Cell left = arity_of(cells[a - 1]); left > 0; --left) {
      lane.goals[goals++] = {a, b};
      a = lane.ends[a];
      b = lane.ends[b];
    }
  }
  return true;
}

/// The substitution that the classes come to: a variable is bound to its class's cell.
void bind(const Lane& lane, const Cell* cells, const TermPair& pair) {
  for (std::uint32_t at = 0; at < pair.cells; ++at) {
    if (!is_variable(cells[at])) continue;
    const std::uint32_t root = find(lane, at);
    const Cell to = is_functor(cells[root]) ? place(root) : cells[root];
    lane.bound[payload_of(cells[at])] = to == cells[at] ? 0 : to;
  }
}

}  // namespace

void unify_reference(const Args& args) {
  const Unifications all = unifications_of(args);
  const Lane lane = all.lane(0);
  NullProbe probe;
  for (std::uint64_t number = 0; number < all.limits.pairs; ++number) {
    const TermPair& pair = all.pairs[number];
    const Cell* cells = all.cells + pair.first;
    make_classes(lane, cells, pair);
    const bool is_closed = close(lane, cells, pair);
    if (is_closed) bind(lane, cells, pair);
    finish_pair(probe, all, lane, pair, number, is_closed, true);
  }
}

}  // namespace pontage::unify
