// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/plain_unify.hpp"

#include <algorithm>
#include <utility>

#include "kernels/unify/families.hpp"

namespace pontage::unify {

Term substitute(const std::vector<Term>& substitution, std::span<const Cell> term) {
  Term result;
  for (const Cell cell : term) {
    if (!is_variable(cell)) {
      result.push_back(cell);
      continue;
    }
    const Term& value = substitution[payload_of(cell)];
    result.insert(result.end(), value.begin(), value.end());
  }
  return result;
}

std::optional<std::vector<Term>> plain_unify(std::span<const Cell> left,
                                             std::span<const Cell> right, Cell variables) {
  std::vector<Term> substitution;
  for (Cell v = 0; v < variables; ++v) substitution.push_back({variable(v)});
  std::vector<std::pair<Term, Term>> equations{
      {Term(left.begin(), left.end()), Term(right.begin(), right.end())}};
  while (!equations.empty()) {
    auto [a, b] = std::move(equations.back());
    equations.pop_back();
    a = substitute(substitution, a);
    b = substitute(substitution, b);
    if (a == b) continue;
    if (!is_variable(a[0])) std::swap(a, b);
    if (is_variable(a[0])) {
      if (std::ranges::find(b, a[0]) != b.end()) return std::nullopt;
      std::vector<Term> step;
      for (Cell v = 0; v < variables; ++v)
        step.push_back(variable(v) == a[0] ? b : Term{variable(v)});
      for (Term& value : substitution) value = substitute(step, value);
      continue;
    }
    if (a[0] != b[0]) return std::nullopt;
    for (std::size_t i = 1, j = 1; i < a.size();) {
      const std::size_t i_end = end_of_term(a, i), j_end = end_of_term(b, j);
      equations.emplace_back(Term(a.begin() + static_cast<std::ptrdiff_t>(i),
                                  a.begin() + static_cast<std::ptrdiff_t>(i_end)),
                             Term(b.begin() + static_cast<std::ptrdiff_t>(j),
                                  b.begin() + static_cast<std::ptrdiff_t>(j_end)));
      i = i_end, j = j_end;
    }
  }
  return substitution;
}

UnifyAnswer plain_answer(std::span<const Cell> left, std::span<const Cell> right, Cell variables) {
  const auto substitution = plain_unify(left, right, variables);
  if (!substitution) return {};
  UnifyAnswer answer{0, kUnifies, 0};
  answer.digest = written_digest(substitute(*substitution, left), answer.free);
  return answer;
}

}  // namespace pontage::unify
