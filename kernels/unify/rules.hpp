// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/unify/cells.hpp"
#include "kernels/unify/engine_limits.hpp"
#include "libbench/result.hpp"

namespace pontage::unify {

/// Names of constants and functors, numbered as they first come.
class Symbols {
 public:
  Cell number(std::string_view name);
  const std::string& name(Cell number) const { return names_[number]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::map<std::string, Cell, std::less<>> numbers_;
  std::vector<std::string> names_;
};

using Term = std::vector<Cell>;

/// head :- body. Variables are numbered from 0 within the clause; a fact has no body.
struct Clause {
  Term head;
  std::vector<Term> body;
  Cell variables = 0;
};

/// Clauses as Prolog has them: `p(X, f(a)) :- q(X), r(_).` Names begin in lower case or stand in
/// single quotes, variables begin in upper case or with `_`; `%` begins a comment. `unreadable`,
/// with the line, when the text is anything else, or a clause is too large, or a variable of its
/// head does not stand in its body (all that is derived is ground).
Result<std::vector<Clause>> parse_clauses(std::string_view text, Symbols&);

/// For Prolog and for people.
std::string clause_text(const Clause&, const Symbols&);
std::string term_text(const Term&, const Symbols&);

/// RDFS entailment, a slice of OWL 2 RL and Debian Policy's relations, in our own words.
extern const char* const kRules;

}  // namespace pontage::unify
