// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/cells.hpp"

#include <vector>

namespace pontage::unify {

std::size_t end_of_term(std::span<const Cell> cells, std::size_t at) {
  for (std::size_t open = 1; open > 0; ++at) open += arity_of(cells[at]) - std::size_t{1};
  return at;
}

Result<std::size_t> check_term(std::span<const Cell> cells, std::size_t at, Cell variables) {
  const auto wrong = [](std::size_t where, const std::string& why) {
    return fail(ErrorKind::unreadable,
                "cell " + std::to_string(where) + " " + why + "; the cells are damaged");
  };
  for (std::uint64_t open = 1; open > 0; ++at) {
    if (at >= cells.size())
      return wrong(at, "is missing: the term lacks " + std::to_string(open) + " more terms");
    const Cell cell = cells[at];
    const Cell tag = tag_of(cell);
    if (tag != kVariable && tag != kConstant && tag != kFunctor)
      return wrong(at, "has tag " + std::to_string(tag) + ", which no term has");
    if (tag == kFunctor && arity_of(cell) == 0) return wrong(at, "is a functor of arity 0");
    if (tag == kVariable && payload_of(cell) >= variables)
      return wrong(at, "is variable " + std::to_string(payload_of(cell)) + " of " +
                           std::to_string(variables));
    open += arity_of(cell) - std::uint64_t{1};
  }
  return at;
}

std::string term_text(std::span<const Cell> cells, std::size_t at, std::size_t most) {
  std::string text;
  std::vector<Cell> open;  // arguments that are still to come, of each functor
  for (std::size_t shown = 0; at < cells.size(); ++at) {
    if (++shown > most) return text + "…";
    const Cell cell = cells[at];
    if (is_functor(cell)) {
      text += "f" + std::to_string(functor_of(cell)) + "(";
      open.push_back(arity_of(cell));
      continue;
    }
    text += (is_variable(cell) ? "X" : "c") + std::to_string(payload_of(cell));
    while (!open.empty() && --open.back() == 0) {
      text += ")";
      open.pop_back();
    }
    if (open.empty()) break;
    text += ",";
  }
  return text;
}

}  // namespace pontage::unify
