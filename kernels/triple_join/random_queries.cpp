// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/random_queries.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace pontage::triple_join::test {
namespace {

class Drawing {
 public:
  Drawing(Rng& rng, std::int64_t terms, std::int64_t predicates)
      : rng_(rng), terms_(terms), predicates_(predicates) {}

  Query draw() {
    query_ = {};
    query_.variables = {"a", "b", "c", "d"};
    const std::uint64_t patterns = 1 + rng_.below(5);
    for (std::uint64_t i = 0; i < patterns; ++i) query_.patterns.push_back(pattern());
    for (std::uint32_t v = 0; v < 4; ++v)
      if (is_bound(v)) bound_.push_back(v);
    if (rng_.below(2) == 0) query_.filters.push_back(filter(2));
    for (const std::uint32_t v : bound_)
      if (rng_.below(3) != 0) query_.projected.push_back(v);
    query_.distinct = rng_.below(3) == 0;
    query_.is_count = rng_.below(3) == 0;
    if (!query_.is_count && rng_.below(4) == 0) query_.limit = rng_.below(6);
    return query_;
  }

 private:
  std::string node() { return name("", terms_); }
  std::string name(const char* before, std::int64_t count) {
    // One more than there are: a constant that the graph has not.
    const std::uint64_t number = rng_.below(static_cast<std::uint64_t>(count) * 8 + 1) / 8;
    return "<http://r/" + std::string(before) + std::to_string(number) + ">";
  }
  Slot variable() { return Slot::of_variable(static_cast<std::uint32_t>(rng_.below(4))); }
  Slot end() { return rng_.below(4) == 0 ? Slot::of_constant(node()) : variable(); }

  Pattern pattern() {
    Pattern made{end(), Slot::of_constant(name("p", predicates_)), end(), Path::once};
    const std::uint64_t kind = rng_.below(8);
    if (kind == 0) made.p = variable();
    if (kind == 1) made.path = Path::plus;
    if (kind == 2) made.path = Path::star;
    return made;
  }
  bool is_bound(std::uint32_t v) const {
    return std::ranges::any_of(query_.patterns, [&](const Pattern& p) {
      return std::ranges::any_of(std::vector{p.s, p.p, p.o}, [&](const Slot& slot) {
        return slot.is_variable && slot.variable == v;
      });
    });
  }
  std::int32_t add(FilterNode node) {
    query_.nodes.push_back(std::move(node));
    return static_cast<std::int32_t>(query_.nodes.size()) - 1;
  }
  std::int32_t leaf() {
    if (!bound_.empty() && rng_.below(3) != 0)
      return add({FilterOp::leaf, -1, -1, Slot::of_variable(bound_[rng_.below(bound_.size())])});
    const char* numbers[] = {"\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>",
                             "\"2.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>", "\"m\"",
                             "\"m\"@en"};
    const std::uint64_t kind = rng_.below(5);
    return add({FilterOp::leaf, -1, -1, Slot::of_constant(kind < 4 ? numbers[kind] : node())});
  }
  std::int32_t filter(int depth) {
    const std::uint64_t kind = rng_.below(depth > 0 ? 9 : 6);
    if (kind < 6) {
      const std::int32_t a = leaf(), b = leaf();
      return add(
          {static_cast<FilterOp>(static_cast<std::uint64_t>(FilterOp::eq) + kind), a, b, {}});
    }
    const std::int32_t a = filter(depth - 1);
    if (kind == 8) return add({FilterOp::lnot, a, -1, {}});
    const std::int32_t b = filter(depth - 1);
    return add({kind == 6 ? FilterOp::land : FilterOp::lor, a, b, {}});
  }

  Rng& rng_;
  std::int64_t terms_, predicates_;
  Query query_;
  std::vector<std::uint32_t> bound_;
};

using Matrix = std::vector<std::vector<bool>>;

/// 0 false, 1 true, 2 an error.
int truth(const Query& query, std::int32_t at, const std::vector<std::string>& values) {
  const FilterNode& node = query.nodes[static_cast<std::size_t>(at)];
  if (node.op == FilterOp::lnot) {
    const int below = truth(query, node.left, values);
    return below == 2 ? 2 : 1 - below;
  }
  if (node.op == FilterOp::land || node.op == FilterOp::lor) {
    const int a = truth(query, node.left, values), b = truth(query, node.right, values);
    const int deciding = node.op == FilterOp::land ? 0 : 1;
    if (a == deciding || b == deciding) return deciding;
    return a == 2 || b == 2 ? 2 : 1 - deciding;
  }
  const auto text = [&](std::int32_t leaf) {
    const Slot& slot = query.nodes[static_cast<std::size_t>(leaf)].leaf;
    return slot.is_variable ? values[slot.variable] : slot.constant;
  };
  const std::string a = text(node.left), b = text(node.right);
  const double x = number_of_term(a), y = number_of_term(b);
  int sign = a.compare(b);
  if (!std::isnan(x) && !std::isnan(y)) {
    sign = x < y ? -1 : x > y ? 1 : 0;
  } else if (node.op != FilterOp::eq && node.op != FilterOp::ne) {
    const auto is_plain = [](const std::string& t) { return t.front() == '"' && t.back() == '"'; };
    if (!is_plain(a) || !is_plain(b)) return 2;
    sign = a.substr(1, a.size() - 2).compare(b.substr(1, b.size() - 2));
  }
  switch (node.op) {
    case FilterOp::eq:
      return sign == 0;
    case FilterOp::ne:
      return sign != 0;
    case FilterOp::lt:
      return sign < 0;
    case FilterOp::le:
      return sign <= 0;
    case FilterOp::gt:
      return sign > 0;
    default:
      return sign >= 0;
  }
}

class Brute {
 public:
  Brute(const Query& query, const Triples& triples)
      : query_(query),
        terms_(triples.terms.view()),
        all_(triples.triples.begin(), triples.triples.end()) {
    for (const Triple& t : all_) nodes_.insert({t.s, t.o});
    for (const Pattern& pattern : query.patterns) reach_.push_back(closure(pattern));
  }

  std::vector<std::vector<Id>> run() {
    std::vector<Id> values(query_.variables.size(), kNoTerm);
    assign(values, 0);
    return rows_;
  }

 private:
  Matrix closure(const Pattern& pattern) const {
    const std::size_t n = terms_.terms();
    Matrix reach(n, std::vector<bool>(n, false));
    if (pattern.path == Path::once) return reach;
    const Id p = terms_.find(pattern.p.constant);
    for (const Triple& t : all_)
      if (t.p == p) reach[t.s][t.o] = true;
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
          if (reach[i][k] && reach[k][j]) reach[i][j] = true;
    return reach;
  }

  bool is_used(std::size_t variable) const {
    for (const Pattern& pattern : query_.patterns)
      for (const Slot* slot : {&pattern.s, &pattern.p, &pattern.o})
        if (slot->is_variable && slot->variable == variable) return true;
    return false;
  }

  std::optional<Id> term(const Slot& slot, const std::vector<Id>& values) const {
    if (slot.is_variable) return values[slot.variable];
    const Id id = terms_.find(slot.constant);
    return id == kNoTerm ? std::nullopt : std::optional(id);
  }

  bool holds(std::size_t number, const std::vector<Id>& values) const {
    const Pattern& pattern = query_.patterns[number];
    const auto s = term(pattern.s, values), p = term(pattern.p, values),
               o = term(pattern.o, values);
    if (!s || !o) return false;
    if (pattern.path == Path::once) return p && all_.contains({*s, *p, *o});
    if (reach_[number][*s][*o]) return true;
    const bool is_term = !pattern.s.is_variable || !pattern.o.is_variable;
    return pattern.path == Path::star && *s == *o && (is_term || nodes_.contains(*s));
  }

  void assign(std::vector<Id>& values, std::size_t variable) {
    if (variable == values.size()) return finish(values);
    if (!is_used(variable)) return assign(values, variable + 1);
    for (Id id = 0; id < terms_.terms(); ++id) {
      values[variable] = id;
      assign(values, variable + 1);
    }
  }

  void finish(const std::vector<Id>& values) {
    for (std::size_t i = 0; i < query_.patterns.size(); ++i)
      if (!holds(i, values)) return;
    std::vector<std::string> texts;
    for (const Id id : values)
      texts.emplace_back(id == kNoTerm ? std::string() : std::string(terms_.spelling(id)));
    for (const std::int32_t root : query_.filters)
      if (truth(query_, root, texts) != 1) return;
    std::vector<Id> row;
    for (const std::uint32_t v : query_.projected) row.push_back(values[v]);
    if (!query_.distinct || seen_.insert(row).second) rows_.push_back(row);
  }

  const Query& query_;
  DictionaryView terms_;
  std::set<Triple> all_;
  std::set<Id> nodes_;
  std::vector<Matrix> reach_;
  std::set<std::vector<Id>> seen_;
  std::vector<std::vector<Id>> rows_;
};

}  // namespace

Query random_query(Rng& rng, std::int64_t terms, std::int64_t predicates) {
  return Drawing(rng, terms, predicates).draw();
}

std::vector<std::vector<Id>> brute_force(const Query& query, const Triples& triples) {
  return Brute(query, triples).run();
}

}  // namespace pontage::triple_join::test
