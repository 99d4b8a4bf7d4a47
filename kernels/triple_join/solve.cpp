// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/solve.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace pontage::triple_join {
namespace {

std::vector<Triple> sorted_unique(std::vector<Triple> triples) {
  std::ranges::sort(triples);
  triples.erase(std::unique(triples.begin(), triples.end()), triples.end());
  return triples;
}

/// Those of a rotation that begin with these terms; the second may be missing.
std::span<const Triple> beginning_with(const std::vector<Triple>& sorted, Id first, Id second) {
  const Triple low{first, second == kNoTerm ? 0 : second, 0};
  const auto from = std::ranges::lower_bound(sorted, low);
  const auto to = std::upper_bound(from, sorted.end(), Triple{first, second, kNoTerm});
  return {from, to};
}

/// A filter's value: a truth, or nothing for an error.
using Maybe = std::optional<bool>;

struct Operand {
  Id id;
  std::string_view spelling;
};

Maybe compared(FilterOp op, const Operand& a, const Operand& b) {
  const auto by = [op](auto x, auto y) -> Maybe {
    switch (op) {
      case FilterOp::eq:
        return x == y;
      case FilterOp::ne:
        return x != y;
      case FilterOp::lt:
        return x < y;
      case FilterOp::le:
        return x <= y;
      case FilterOp::gt:
        return x > y;
      case FilterOp::ge:
        return x >= y;
      default:
        return std::nullopt;
    }
  };
  const double x = number_of_term(a.spelling), y = number_of_term(b.spelling);
  if (!std::isnan(x) && !std::isnan(y)) return by(x, y);
  if (op == FilterOp::eq) return a.spelling == b.spelling;
  if (op == FilterOp::ne) return a.spelling != b.spelling;
  const Term left = parse_spelling(a.spelling), right = parse_spelling(b.spelling);
  for (const Term& term : {left, right})
    if (term.kind != TermKind::literal || !term.datatype.empty() || !term.language.empty())
      return std::nullopt;
  return by(left.text, right.text);
}

}  // namespace

/// One query on its way.
class Solver::Run {
 public:
  Run(const Solver& solver, const Query& query, const Values& given, bool may_count,
      std::uint64_t most_steps, const std::function<bool(const Values&, std::uint64_t)>& each)
      : solver_(solver),
        query_(query),
        values_(given),
        may_count_(may_count),
        steps_left_(most_steps),
        each_(each),
        is_done_(query.patterns.size(), false) {
    values_.resize(query.variables.size(), kNoTerm);
  }

  Result<void> run() {
    const bool all_known = std::ranges::all_of(query_.patterns, [&](const Pattern& pattern) {
      return known(pattern.s).has_value() && known(pattern.o).has_value() &&
             (known(pattern.p).has_value() || pattern.path == Path::star);
    });
    if (all_known) deepen(query_.patterns.size());
    if (steps_left_ > 0) return {};
    return fail(ErrorKind::refused,
                "the expected answer takes too many steps to find; ask for less of a larger graph");
  }

 private:
  /// The term at a place: kNoTerm for a variable without a value, nothing for an unknown constant.
  std::optional<Id> known(const Slot& slot) const {
    if (slot.is_variable) return values_[slot.variable];
    const Id id = solver_.terms_.find(slot.constant);
    if (id == kNoTerm) return std::nullopt;
    return id;
  }

  struct Candidates {
    std::span<const Triple> rotated;
    int turn = 0;              ///< how far s, p, o are turned left
    std::vector<Triple> made;  ///< of a path: the pairs of its ends
  };

  static Triple turned_back(const Triple& t, int turn) {
    return turn == 0 ? t : turn == 1 ? Triple{t.o, t.s, t.p} : Triple{t.p, t.o, t.s};
  }

  /// The triples that have the pattern's known terms in front of a rotation; what is known of the
  /// third place is checked when they are taken.
  Candidates candidates(const Pattern& pattern) const {
    const Id s = *known(pattern.s), p = *known(pattern.p), o = *known(pattern.o);
    if (s != kNoTerm && (p != kNoTerm || o == kNoTerm))
      return {beginning_with(solver_.spo_, s, p), 0, {}};
    if (p != kNoTerm) return {beginning_with(solver_.pos_, p, o), 1, {}};
    if (o != kNoTerm) return {beginning_with(solver_.osp_, o, s), 2, {}};
    return {solver_.spo_, 0, {}};
  }

  std::set<Id> walked(const Pattern& pattern, Id from, bool is_forward) const {
    const auto p = known(pattern.p);
    std::set<Id> reached;
    std::vector<Id> open{from};
    if (pattern.path == Path::star) reached.insert(from);
    while (!open.empty() && p) {
      const Id at = open.back();
      open.pop_back();
      const auto steps =
          is_forward ? beginning_with(solver_.spo_, at, *p) : beginning_with(solver_.pos_, *p, at);
      for (const Triple& t : steps)
        if (reached.insert(t.o).second) open.push_back(t.o);
    }
    return reached;
  }

  /// The pairs that a path joins, as triples.
  std::vector<Triple> pairs(const Pattern& pattern) const {
    const Id s = *known(pattern.s), o = *known(pattern.o);
    const Id p = known(pattern.p).value_or(kNoTerm);
    std::vector<Triple> made;
    // A path of no step goes from a constant to itself, and from any node; no other term is one.
    const auto add_from = [&](Id from, bool is_forward) {
      const bool is_constant = !(is_forward ? pattern.s : pattern.o).is_variable;
      if (!is_constant && !std::ranges::binary_search(solver_.nodes_, from)) return;
      for (const Id to : walked(pattern, from, is_forward))
        made.push_back(is_forward ? Triple{from, p, to} : Triple{to, p, from});
    };
    if (s != kNoTerm)
      add_from(s, true);
    else if (o != kNoTerm)
      add_from(o, false);
    else
      for (const Id node : solver_.nodes_) add_from(node, true);
    return made;
  }

  double weight(const Pattern& pattern) const {
    if (pattern.path == Path::once) return static_cast<double>(candidates(pattern).rotated.size());
    const bool is_bound = *known(pattern.s) != kNoTerm || *known(pattern.o) != kNoTerm;
    return is_bound ? 100 : 1e18;
  }

  /// The slot's variable takes the term, or has it already.
  bool take(const Slot& slot, Id term) {
    if (!slot.is_variable) return known(slot) == term || known(slot) == std::nullopt;
    Id& value = values_[slot.variable];
    if (value == kNoTerm) value = term;
    return value == term;
  }

  bool keeps() const {
    return std::ranges::all_of(query_.filters, [&](std::int32_t root) {
      return !is_askable(root) || truth(root).value_or(false);
    });
  }
  bool is_askable(std::int32_t at) const {
    const FilterNode& node = query_.nodes[static_cast<std::size_t>(at)];
    if (node.op == FilterOp::leaf)
      return !node.leaf.is_variable || values_[node.leaf.variable] != kNoTerm;
    return is_askable(node.left) && (node.op == FilterOp::lnot || is_askable(node.right));
  }
  Operand operand(std::int32_t at) const {
    const Slot& slot = query_.nodes[static_cast<std::size_t>(at)].leaf;
    if (!slot.is_variable) return {kNoTerm, slot.constant};
    return {values_[slot.variable], solver_.terms_.spelling(values_[slot.variable])};
  }
  Maybe truth(std::int32_t at) const {
    const FilterNode& node = query_.nodes[static_cast<std::size_t>(at)];
    switch (node.op) {
      case FilterOp::lnot: {
        const Maybe below = truth(node.left);
        return below ? Maybe(!*below) : below;
      }
      case FilterOp::land: {
        const Maybe a = truth(node.left), b = truth(node.right);
        if ((a && !*a) || (b && !*b)) return false;
        return a && b ? Maybe(true) : std::nullopt;
      }
      case FilterOp::lor: {
        const Maybe a = truth(node.left), b = truth(node.right);
        if ((a && *a) || (b && *b)) return true;
        return a && b ? Maybe(false) : std::nullopt;
      }
      default:
        return compared(node.op, operand(node.left), operand(node.right));
    }
  }

  /// When the last pattern's third place alone is open, its triples need only be counted.
  bool can_count(const Pattern& pattern) const {
    int open = 0;
    for (const Slot* slot : {&pattern.s, &pattern.p, &pattern.o})
      if (*known(*slot) == kNoTerm) ++open;
    return may_count_ && pattern.path == Path::once && query_.filters.empty() && open == 1;
  }

  bool deepen(std::size_t left) {
    if (left == 0) return each_(values_, 1);
    std::size_t best = query_.patterns.size();
    double best_weight = 0;
    for (std::size_t i = 0; i < query_.patterns.size(); ++i) {
      if (is_done_[i]) continue;
      const double weight = this->weight(query_.patterns[i]);
      if (best != query_.patterns.size() && weight >= best_weight) continue;
      best = i;
      best_weight = weight;
    }
    const Pattern& pattern = query_.patterns[best];
    Candidates from = pattern.path == Path::once ? candidates(pattern) : Candidates{};
    if (pattern.path != Path::once) {
      from.made = pairs(pattern);
      from.rotated = from.made;
    }
    if (left == 1 && can_count(pattern))
      return from.rotated.empty() || each_(values_, from.rotated.size());
    is_done_[best] = true;
    const bool goes_on = take_each(pattern, from, left);
    is_done_[best] = false;
    return goes_on;
  }

  bool take_each(const Pattern& pattern, const Candidates& from, std::size_t left) {
    const Values before = values_;
    for (const Triple& rotated : from.rotated) {
      if (steps_left_ == 0 || --steps_left_ == 0) return false;
      const Triple t = turned_back(rotated, from.turn);
      const bool fits = take(pattern.s, t.s) && take(pattern.p, t.p) && take(pattern.o, t.o);
      const bool goes_on = !fits || !keeps() || deepen(left - 1);
      std::ranges::copy(before, values_.begin());
      if (!goes_on) return false;
    }
    return true;
  }

  const Solver& solver_;
  const Query& query_;
  Values values_;
  bool may_count_;
  std::uint64_t steps_left_;
  const std::function<bool(const Values&, std::uint64_t)>& each_;
  std::vector<bool> is_done_;
};

Solver::Solver(std::span<const Triple> triples, const DictionaryView& terms) : terms_(terms) {
  std::vector<Triple> turned(triples.begin(), triples.end());
  spo_ = sorted_unique(turned);
  turned.clear();
  for (const Triple& t : spo_) turned.push_back({t.p, t.o, t.s});
  pos_ = sorted_unique(turned);
  turned.clear();
  for (const Triple& t : spo_) turned.push_back({t.o, t.s, t.p});
  osp_ = sorted_unique(turned);
  for (const auto* order : {&spo_, &osp_})
    for (const Triple& t : *order)
      if (nodes_.empty() || nodes_.back() != t.s) nodes_.push_back(t.s);
  std::ranges::sort(nodes_);
  nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
}

Result<void> Solver::solve(const Query& query, const Values& given, bool may_count,
                           std::uint64_t most_steps,
                           const std::function<bool(const Values&, std::uint64_t)>& each) const {
  return Run(*this, query, given, may_count, most_steps, each).run();
}

}  // namespace pontage::triple_join
