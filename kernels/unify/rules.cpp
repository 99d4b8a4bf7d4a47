// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/rules.hpp"

#include <algorithm>
#include <cctype>

namespace pontage::unify {

Cell Symbols::number(std::string_view name) {
  const auto [at, is_new] =
      numbers_.try_emplace(std::string(name), static_cast<Cell>(names_.size()));
  if (is_new) names_.emplace_back(name);
  return at->second;
}

namespace {

class Parser {
 public:
  Parser(std::string_view text, Symbols& symbols) : text_(text), symbols_(symbols) {}

  Result<std::vector<Clause>> run() {
    std::vector<Clause> clauses;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      Clause clause;
      variables_.clear();
      if (!read_clause(clause)) return wrong(why_);
      clause.variables = static_cast<Cell>(variables_.size());
      if (const std::string why = flaw_of(clause); !why.empty()) return wrong(why);
      clauses.push_back(std::move(clause));
    }
    return clauses;
  }

 private:
  tl::unexpected<Error> wrong(const std::string& why) const {
    const auto line =
        1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return fail(ErrorKind::unreadable, "line " + std::to_string(line) + ": " + why);
  }

  void skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '%') at_ = std::min(text_.find('\n', at_), text_.size() - 1);
      if (std::isspace(static_cast<unsigned char>(text_[at_])) == 0) return;
    }
  }
  bool accept(std::string_view word) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool expect(std::string_view word) {
    if (accept(word)) return true;
    why_ = "'" + std::string(word) + "' is missing";
    return false;
  }

  bool read_clause(Clause& clause) {
    if (!read_term(clause.head, 0)) return false;
    if (accept(":-")) do {
        clause.body.emplace_back();
        if (!read_term(clause.body.back(), 0)) return false;
      } while (accept(","));
    return expect(".");
  }

  std::string_view read_name() {
    skip_blanks();
    const std::size_t begin = at_;
    if (at_ < text_.size() && text_[at_] == '\'') {
      const std::size_t end = text_.find('\'', begin + 1);
      if (end == std::string_view::npos) {
        why_ = "a quote is not closed";
        return {};
      }
      at_ = end + 1;
      is_quoted_ = true;
      return text_.substr(begin + 1, end - begin - 1);
    }
    is_quoted_ = false;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool read_term(Term& to, int depth) {
    constexpr int kMostDepth = 256;
    const std::string_view name = read_name();
    if (!why_.empty()) return false;
    if ((name.empty() && !is_quoted_) || depth > kMostDepth) {
      why_ = depth > kMostDepth ? "a term is nested too deeply" : "a term is missing";
      return false;
    }
    if (!is_quoted_ && (name[0] == '_' || std::isupper(static_cast<unsigned char>(name[0])) != 0)) {
      to.push_back(variable(number_of(name)));
      return true;
    }
    const Cell symbol = symbols_.number(name);
    if (!accept("(")) {
      to.push_back(constant(symbol));
      return true;
    }
    if (symbol > kMostFunctor) {
      why_ = "there are too many names before functor " + std::string(name);
      return false;
    }
    const std::size_t head = to.size();
    to.push_back(functor(symbol, 0));
    do {
      ++to[head];
      if (!read_term(to, depth + 1)) return false;
    } while (accept(","));
    if (arity_of(to[head]) > kMostTermArguments) {
      why_ = "a term has more than 8 arguments";
      return false;
    }
    return expect(")");
  }

  Cell number_of(std::string_view name) {
    const auto found = std::ranges::find(variables_, name);
    if (name != "_" && found != variables_.end())
      return static_cast<Cell>(found - variables_.begin());
    variables_.push_back(name);
    return static_cast<Cell>(variables_.size() - 1);
  }

  static std::string flaw_of(const Clause& clause) {
    if (clause.body.size() > kMostGoals || clause.variables > kMostClauseVariables)
      return "a clause has more than 4 goals or 8 variables";
    for (const Term& goal : clause.body)
      if (!is_functor(goal[0]) || arity_of(goal[0]) > kMostArguments)
        return "a goal has no arguments, or more than 3";
    if (!is_functor(clause.head[0]) || arity_of(clause.head[0]) > kMostArguments)
      return "a head has no arguments, or more than 3";
    return {};
  }

  std::string_view text_;
  Symbols& symbols_;
  std::size_t at_ = 0;
  std::vector<std::string_view> variables_;
  std::string why_;
  bool is_quoted_ = false;  // the last name
};

std::size_t write_term(const Term& term, std::size_t at, const Symbols& symbols, std::string& to) {
  const Cell cell = term[at++];
  if (is_variable(cell)) {
    to += "V" + std::to_string(payload_of(cell));
    return at;
  }
  to += "'" + symbols.name(is_functor(cell) ? functor_of(cell) : payload_of(cell)) + "'";
  for (Cell i = 0; i < arity_of(cell); ++i) {
    to += i == 0 ? "(" : ",";
    at = write_term(term, at, symbols, to);
  }
  if (is_functor(cell)) to += ")";
  return at;
}

}  // namespace

Result<std::vector<Clause>> parse_clauses(std::string_view text, Symbols& symbols) {
  return Parser(text, symbols).run();
}

std::string term_text(const Term& term, const Symbols& symbols) {
  std::string text;
  write_term(term, 0, symbols, text);
  return text;
}

std::string clause_text(const Clause& clause, const Symbols& symbols) {
  std::string text = term_text(clause.head, symbols);
  for (std::size_t i = 0; i < clause.body.size(); ++i)
    text += (i == 0 ? " :- " : ", ") + term_text(clause.body[i], symbols);
  return text + ".";
}

const char* const kRules = R"(
% RDF 1.1 Semantics, section 9.2 (rdfs2 to rdfs11), over asserted triples t(Subject, Property, Object).
holds(S, P, O) :- t(S, P, O).
holds(S, Q, O) :- subproperty(P, Q), holds(S, P, O).
subproperty(P, Q) :- t(P, subPropertyOf, Q).
subproperty(P, R) :- t(P, subPropertyOf, Q), subproperty(Q, R).
subclass(A, B) :- t(A, subClassOf, B).
subclass(A, C) :- t(A, subClassOf, B), subclass(B, C).
isa(X, C) :- t(X, type, C).
isa(X, C) :- t(X, type, B), subclass(B, C).
isa(X, C) :- t(X, P, _), t(P, domain, C).
isa(X, C) :- t(_, P, X), t(P, range, C).
% OWL 2 Profiles, section 4.3 (prp-inv1, prp-inv2, prp-symp, prp-trp, prp-spo2, prp-eqp, cls-hv).
holds(Y, Q, X) :- t(P, inverseOf, Q), holds(X, P, Y).
holds(Y, P, X) :- t(P, inverseOf, Q), holds(X, Q, Y).
holds(Y, P, X) :- t(P, type, symmetric), holds(X, P, Y).
holds(X, P, Z) :- t(P, type, transitive), holds(X, P, Y), holds(Y, P, Z).
holds(X, P, Z) :- axiom(P, chain(A, B)), holds(X, A, Y), holds(Y, B, Z).
holds(X, P, Z) :- axiom(P, chain(A, chain(B, C))), holds(X, A, Y), holds(Y, B, W), holds(W, C, Z).
holds(X, P, O) :- axiom(C, value(P, O)), isa(X, C).
isa(X, C) :- axiom(C, some(P, D)), t(X, P, Y), isa(Y, D).
isa(X, C) :- axiom(C, both(A, B)), isa(X, A), isa(X, B).
% Debian Policy, chapter 7: what a package needs, who may be it, and what it cannot stand beside.
needs(P, Q) :- depends(P, D), option(D, Q).
option(or(A, _), Q) :- candidate(A, Q).
option(or(_, B), Q) :- option(B, Q).
candidate(pkg(N, any), N) :- version(N, _).
candidate(pkg(N, R), N) :- version(N, V), satisfies(V, R).
candidate(pkg(N, any), Q) :- provides(N, by(Q, _)).
candidate(pkg(N, R), Q) :- provides(N, by(Q, V)), satisfies(V, R).
closure(P, Q) :- needs(P, Q).
closure(P, R) :- closure(P, Q), needs(Q, R).
rival(P, Q) :- conflicts(P, A), candidate(A, Q).
clash(P, Q) :- closure(P, Q), rival(P, Q).
clash(P, Q) :- closure(P, R), rival(R, Q), closure(P, Q).
circular(P, Q) :- needs(P, Q), closure(Q, P).
)";

}  // namespace pontage::unify
