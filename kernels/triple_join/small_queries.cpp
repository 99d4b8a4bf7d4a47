// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/small_queries.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace pontage::triple_join {

Slot QueryMaker::slot(std::string_view text) {
  if (!text.starts_with('?')) {
    const char first = text.empty() ? '<' : text[0];
    if (first == '<' || first == '"' || first == '_') return Slot::of_constant(std::string(text));
    return Slot::of_constant("<http://r/" + std::string(text) + ">");
  }
  text.remove_prefix(1);
  auto at = std::ranges::find(query_.variables, text);
  if (at == query_.variables.end())
    at = query_.variables.insert(query_.variables.end(), std::string(text));
  return Slot::of_variable(static_cast<std::uint32_t>(at - query_.variables.begin()));
}

QueryMaker& QueryMaker::where(std::string_view s, std::string_view p, std::string_view o,
                              Path path) {
  Slot from = slot(s), by = slot(p), to = slot(o);
  query_.patterns.push_back({std::move(from), std::move(by), std::move(to), path});
  return *this;
}

QueryMaker& QueryMaker::keep(std::string_view a, FilterOp op, std::string_view b) {
  const auto at = static_cast<std::int32_t>(query_.nodes.size());
  query_.nodes.push_back({FilterOp::leaf, -1, -1, slot(a)});
  query_.nodes.push_back({FilterOp::leaf, -1, -1, slot(b)});
  query_.nodes.push_back({op, at, at + 1, {}});
  query_.filters.push_back(at + 2);
  return *this;
}

QueryMaker& QueryMaker::select(std::initializer_list<std::string_view> variables) {
  for (const std::string_view variable : variables)
    query_.projected.push_back(slot(variable).variable);
  return *this;
}
QueryMaker& QueryMaker::count() {
  query_.is_count = true;
  return *this;
}
QueryMaker& QueryMaker::distinct() {
  query_.distinct = true;
  return *this;
}
QueryMaker& QueryMaker::limit(std::uint64_t rows) {
  query_.limit = rows;
  return *this;
}

Query QueryMaker::made() const {
  Query query = query_;
  if (query.projected.empty()) {
    query.projected.resize(query.variables.size());
    std::iota(query.projected.begin(), query.projected.end(), 0U);
  }
  return query;
}

std::span<const SmallQuery> small_queries() {
  using Make = QueryMaker;
  static const std::vector<SmallQuery> all{
      {"path2", "a path of two steps",
       Make().where("?a", "p0", "?b").where("?b", "p1", "?c").made()},
      {"star3", "three objects of one subject",
       Make().where("?a", "p0", "?b").where("?a", "p1", "?c").where("?a", "p0", "?d").made()},
      {"triangle", "a cycle of three",
       Make().where("?a", "p0", "?b").where("?b", "p0", "?c").where("?c", "p0", "?a").made()},
      {"square", "a cycle of four, counted",
       Make()
           .where("?a", "p0", "?b")
           .where("?b", "p1", "?c")
           .where("?c", "p0", "?d")
           .where("?d", "p1", "?a")
           .count()
           .made()},
      {"loop", "a term that stands twice", Make().where("?a", "?p", "?a").made()},
      {"predicates", "a predicate that is asked for",
       Make().where("3", "?p", "?b").where("?b", "?p", "?c").made()},
      {"everything", "all triples, counted", Make().where("?s", "?p", "?o").count().made()},
      {"cross", "two patterns that share nothing",
       Make().where("?a", "p0", "1").where("?b", "p1", "2").made()},
      {"nothing", "a constant that is nowhere",
       Make().where("?a", "p0", "?b").where("?b", "<http://nowhere>", "?c").made()},
      {"apart", "pairs in order and not equal",
       Make()
           .where("?a", "p0", "?m")
           .where("?b", "p0", "?m")
           .keep("?a", FilterOp::ne, "?b")
           .keep("?m", FilterOp::ne, "0")
           .made()},
      {"distinct", "the ends of two steps, each once",
       Make().where("?a", "p0", "?b").where("?b", "p1", "?c").select({"?c"}).distinct().made()},
      {"ends", "how many ends of two steps there are",
       Make()
           .where("?a", "p0", "?b")
           .where("?b", "p1", "?c")
           .select({"?c"})
           .distinct()
           .count()
           .made()},
      {"limit", "any seven rows",
       Make().where("?a", "p0", "?b").where("?b", "p1", "?c").limit(7).made()},
      {"plus", "what is reached from one term",
       Make().where("0", "p0", "?b", Path::plus).where("?b", "p1", "?c").made()},
      {"star", "who reaches whom, also in no step",
       Make().where("?a", "p1", "?b", Path::star).where("?b", "p0", "?c").made()},
  };
  return all;
}

}  // namespace pontage::triple_join
