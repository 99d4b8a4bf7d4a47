// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/unifier_reader.hpp"

#include <utility>

namespace pontage::unify {
namespace {

constexpr Cell kPlaceTag = 4;
bool is_place_cell(Cell value) { return tag_of(value) == kPlaceTag; }

std::string text_of_binding(std::size_t variable, Cell to) {
  return "variable " + std::to_string(variable) + " is bound to " + std::to_string(to);
}

}  // namespace

/// Each binding by itself.
std::string UnifierReader::flaw_in(std::span<const Cell> cells, std::span<const Cell> bindings) {
  for (std::size_t v = 0; v < bindings.size(); ++v) {
    const Cell to = bindings[v];
    const bool is_good =
        to == 0 || tag_of(to) == kConstant ||
        (is_variable(to) && payload_of(to) < bindings.size()) ||
        (is_place_cell(to) && payload_of(to) < cells.size() && is_functor(cells[payload_of(to)]));
    if (!is_good) return text_of_binding(v, to) + ", which is no binding";
  }
  roots_.assign(bindings.begin(), bindings.end());
  return find_roots();
}

/// Variables that are bound to variables get what the last of them is bound to.
std::string UnifierReader::find_roots() {
  for (std::size_t v = 0; v < roots_.size(); ++v) {
    std::size_t root = v, steps = 0;
    while (is_variable(roots_[root]) && payload_of(roots_[root]) != root) {
      root = payload_of(roots_[root]);
      if (++steps > roots_.size()) return "variable " + std::to_string(v) + " is bound to itself";
    }
    if (steps == 0 && is_variable(roots_[v]))
      return "variable " + std::to_string(v) + " is bound to itself";
    const Cell to = roots_[root] == 0 ? variable(static_cast<Cell>(root)) : roots_[root];
    for (std::size_t at = v; at != root;) at = payload_of(std::exchange(roots_[at], to));
  }
  return {};
}

UnifierReader::Reading UnifierReader::read(std::span<const Cell> cells, const TermPair& pair,
                                           std::uint32_t outcome, std::span<const Cell> bindings) {
  if (outcome != kUnifies) return {{0, outcome, 0}, {}};
  const auto flawed = [](std::string why) { return Reading{{0, kDiffers, 0}, std::move(why)}; };
  if (std::string flaw = flaw_in(cells, bindings); !flaw.empty()) return flawed(std::move(flaw));
  known_.assign(cells.size(), {});
  names_.assign(bindings.size(), 0);
  free_ = 0;
  RowDigest left, right;
  if (!read_side(cells, 0, left) || !read_side(cells, pair.right, right))
    return flawed("a variable stands within the term that it is bound to");
  if (left.sum != right.sum || left.weight != right.weight)
    return flawed("its sides differ under the bindings");
  return {{left.sum, kUnifies, free_}, {}};
}

/// A constant's cell, a free variable's by its name, or a place.
Cell UnifierReader::value_of(std::span<const Cell> cells, std::size_t at) {
  const Cell cell = cells[at];
  if (is_functor(cell)) return kPlaceTag << kTagShift | static_cast<Cell>(at);
  if (!is_variable(cell)) return cell;
  const Cell root = roots_[payload_of(cell)] == 0 ? cell : roots_[payload_of(cell)];
  if (!is_variable(root)) return root;
  Cell& name = names_[payload_of(root)];
  if (name == 0) name = variable(free_++);
  return name;
}

void UnifierReader::open(std::span<const Cell> cells, std::size_t at, bool is_in_place) {
  known_[at].state = State::open;
  stack_.push_back({at, at + 1, arity_of(cells[at]), is_in_place, {}});
  append(stack_.back().row, cells[at]);
}

/// The next argument of the last open term; false when it is one of the open terms itself.
bool UnifierReader::take_argument(std::span<const Cell> cells) {
  Open& now = stack_.back();
  const std::size_t at = now.next;
  const Cell value = value_of(cells, at);
  --now.left;
  if (!is_place_cell(value)) {
    append(now.row, value);
    ++now.next;
    return true;
  }
  const Known& term = known_[payload_of(value)];
  if (term.state == State::open) return false;
  const bool is_in_place = payload_of(value) == at;
  if (term.state == State::known) {
    append(now.row, term.row);
    now.next = is_in_place ? term.end : at + 1;
    return true;
  }
  now.next = at + 1;  // where it is in place, its end says more
  open(cells, payload_of(value), is_in_place);
  return true;
}

/// False on a cycle.
bool UnifierReader::read_side(std::span<const Cell> cells, std::size_t at, RowDigest& digest) {
  const Cell value = value_of(cells, at);
  digest = {};
  if (!is_place_cell(value)) return append(digest, value), true;
  stack_.clear();
  if (known_[payload_of(value)].state == State::unseen) open(cells, payload_of(value), false);
  while (!stack_.empty()) {
    if (stack_.back().left > 0) {
      if (!take_argument(cells)) return false;
      continue;
    }
    const Open done = stack_.back();
    stack_.pop_back();
    known_[done.at] = {done.row, done.next, State::known};
    if (stack_.empty()) break;
    append(stack_.back().row, done.row);
    if (done.is_in_place) stack_.back().next = done.next;
  }
  digest = known_[payload_of(value)].row;
  return true;
}

}  // namespace pontage::unify
