// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/sqlite_oracle.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace pontage::triple_join::test {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

Statement prepared(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr);
  return {raw, sqlite3_finalize};
}

constexpr const char* kSchema =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
    "CREATE TABLE t (s INT, p INT, o INT, PRIMARY KEY (s, p, o)) WITHOUT ROWID;"
    "BEGIN;";
constexpr const char* kIndexes =
    "COMMIT; CREATE INDEX pos ON t (p, o, s); CREATE INDEX osp ON t (o, s, p);"
    "ANALYZE;";

/// A literal without datatype and language, whose text can be compared.
bool is_plain(std::string_view spelling) {
  return spelling.size() > 1 && spelling.starts_with('"') && spelling.ends_with('"');
}

/// SQL's number(id): a numeric literal's value, else NULL. The dictionary is the functions' own.
void number_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto& terms = *static_cast<const DictionaryView*>(sqlite3_user_data(context));
  const double value =
      number_of_term(terms.spelling(static_cast<Id>(sqlite3_value_int64(*arguments))));
  if (!std::isnan(value)) sqlite3_result_double(context, value);
}

/// SQL's plain(id): the text of a literal without datatype and language, else NULL.
void plain_function(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto& terms = *static_cast<const DictionaryView*>(sqlite3_user_data(context));
  const auto spelling = terms.spelling(static_cast<Id>(sqlite3_value_int64(*arguments)));
  if (is_plain(spelling))
    sqlite3_result_blob(context, spelling.data() + 1, static_cast<int>(spelling.size() - 2),
                        SQLITE_STATIC);
}

std::string blob(std::string_view text) {
  std::string sql = "x'";
  for (const char c : text)
    for (const int digit : {static_cast<unsigned char>(c) >> 4, static_cast<unsigned char>(c) & 15})
      sql += "0123456789abcdef"[digit];
  return sql + "'";
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

}  // namespace

Error SqliteOracle::error() const {
  return Error{ErrorKind::internal, std::string("SQLite: ") + sqlite3_errmsg(database_.get())};
}

Result<SqliteOracle> SqliteOracle::make(const Triples& graph) {
  sqlite3* raw = nullptr;
  sqlite3_open(":memory:", &raw);
  SqliteOracle oracle(Database(raw, sqlite3_close), graph.terms.view());
  if (auto loaded = oracle.load(graph); !loaded) return pass_on(loaded.error());
  return oracle;
}

Result<void> SqliteOracle::run(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return pass_on(error());
  return {};
}

void SqliteOracle::add_function(const char* name, Function function) {
  sqlite3_create_function_v2(database_.get(), name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                             new DictionaryView(terms_), function, nullptr, nullptr,
                             [](void* terms) { delete static_cast<DictionaryView*>(terms); });
}

Result<void> SqliteOracle::load(const Triples& graph) {
  if (auto made = run(kSchema); !made) return made;
  add_function("number", number_function);
  add_function("plain", plain_function);
  std::vector<Triple> triples = graph.triples;
  std::ranges::sort(triples);
  triples.erase(std::unique(triples.begin(), triples.end()), triples.end());
  const auto insert = prepared(database_.get(), "INSERT INTO t VALUES (?, ?, ?)");
  for (const Triple& triple : triples) {
    sqlite3_bind_int64(insert.get(), 1, triple.s);
    sqlite3_bind_int64(insert.get(), 2, triple.p);
    sqlite3_bind_int64(insert.get(), 3, triple.o);
    if (sqlite3_step(insert.get()) != SQLITE_DONE) return pass_on(error());
    sqlite3_reset(insert.get());
  }
  return run(kIndexes);
}

std::int64_t SqliteOracle::number_of(const std::string& spelling) {
  if (const Id known = terms_.find(spelling); known != kNoTerm) return known;
  return unknown_.emplace(spelling, -1 - static_cast<std::int64_t>(unknown_.size())).first->second;
}

/// The pairs of a path as a table of s and o. From or to a constant only what it reaches.
Result<std::string> SqliteOracle::path_table(const Pattern& pattern) {
  const std::string p = std::to_string(number_of(pattern.p.constant));
  const bool is_star = pattern.path == Path::star;
  const bool is_forward = !pattern.s.is_variable,
             is_backward = !is_forward && !pattern.o.is_variable;
  const std::string end = is_forward    ? std::to_string(number_of(pattern.s.constant))
                          : is_backward ? std::to_string(number_of(pattern.o.constant))
                                        : "";
  std::string name = (is_star ? "star_" : "plus_") + p + (is_forward ? "_f" : "_b") + end;
  std::ranges::replace(name, '-', 'm');
  if (!paths_.insert(name).second) return name;
  std::string rows;
  if (is_star) {
    Pattern plus = pattern;
    plus.path = Path::plus;
    const auto below = path_table(plus);
    if (!below) return pass_on(below.error());
    rows = "SELECT s, o FROM " + *below + " UNION " +
           (end.empty() ? "SELECT s, s FROM t UNION SELECT o, o FROM t"
                        : "SELECT " + end + ", " + end);
  } else if (is_forward) {
    rows = "WITH RECURSIVE r (s, o) AS (SELECT s, o FROM t WHERE s = " + end + " AND p = " + p +
           " UNION SELECT r.s, t.o FROM r JOIN t ON t.s = r.o AND t.p = " + p +
           ") SELECT s, o FROM r";
  } else {
    rows = "WITH RECURSIVE r (s, o) AS (SELECT s, o FROM t WHERE p = " + p +
           (is_backward ? " AND o = " + end : "") +
           " UNION SELECT t.s, r.o FROM r JOIN t ON t.o = r.s AND t.p = " + p +
           ") SELECT s, o FROM r";
  }
  const auto made = run("CREATE TEMP TABLE " + name + " AS " + rows + "; CREATE INDEX temp." +
                        name + "_so ON " + name + " (s, o); CREATE INDEX temp." + name + "_os ON " +
                        name + " (o, s); ANALYZE " + name);
  if (!made) return pass_on(made.error());
  return name;
}

/// A leaf's `id`, or what the function `number` or `plain` makes of it; NULL where it has none.
std::string SqliteOracle::operand_sql(const Slot& slot, const char* part) {
  const std::string_view what = part;
  if (slot.is_variable) {
    const std::string column = columns_.at(slot.variable);
    return what == "id" ? column : std::string(what) + "(" + column + ")";
  }
  if (what == "id") return std::to_string(number_of(slot.constant));
  if (what == "plain")
    return is_plain(slot.constant)
               ? blob(std::string_view(slot.constant).substr(1, slot.constant.size() - 2))
               : "NULL";
  const double value = number_of_term(slot.constant);
  if (std::isnan(value)) return "NULL";
  char text[40];
  std::snprintf(text, sizeof text, "%.17e", value);
  return text;
}

/// SQL's NULL goes through AND, OR and NOT as SPARQL's error does.
std::string SqliteOracle::filter_sql(const Query& query, std::int32_t node) {
  const FilterNode& at = query.nodes[static_cast<std::size_t>(node)];
  if (at.op == FilterOp::lnot) return "(NOT " + filter_sql(query, at.left) + ")";
  if (at.op == FilterOp::land || at.op == FilterOp::lor)
    return "(" + filter_sql(query, at.left) + (at.op == FilterOp::land ? " AND " : " OR ") +
           filter_sql(query, at.right) + ")";
  static constexpr const char* kSigns[] = {"", " = ", " <> ", " < ", " <= ", " > ", " >= "};
  const Slot& left = query.nodes[static_cast<std::size_t>(at.left)].leaf;
  const Slot& right = query.nodes[static_cast<std::size_t>(at.right)].leaf;
  const auto compared = [&](const char* part) {
    return operand_sql(left, part) + kSigns[static_cast<int>(at.op)] + operand_sql(right, part);
  };
  const bool is_identity = at.op == FilterOp::eq || at.op == FilterOp::ne;
  return "(CASE WHEN " + operand_sql(left, "number") + " IS NOT NULL AND " +
         operand_sql(right, "number") + " IS NOT NULL THEN " + compared("number") + " ELSE " +
         compared(is_identity ? "id" : "plain") + " END)";
}

Result<std::string> SqliteOracle::to_sql(const Query& query) {
  columns_.clear();
  std::vector<std::string> from, where, columns;
  for (const Pattern& pattern : query.patterns) {
    const std::string alias = "x" + std::to_string(from.size());
    const bool is_path = pattern.path != Path::once;
    std::string table = "t";
    if (is_path) {
      auto made = path_table(pattern);
      if (!made) return pass_on(made.error());
      table = std::move(*made);
    }
    from.push_back(table + " " + alias);
    for (const auto& [slot, column] :
         {std::pair(&pattern.s, ".s"), {&pattern.p, ".p"}, {&pattern.o, ".o"}}) {
      if (is_path && slot == &pattern.p) continue;
      const std::string place = alias + column;
      if (!slot->is_variable)
        where.push_back(place + " = " + std::to_string(number_of(slot->constant)));
      else if (const auto known = columns_.find(slot->variable); known != columns_.end())
        where.push_back(place + " = " + known->second);
      else
        columns_.emplace(slot->variable, place);
    }
  }
  for (const std::int32_t root : query.filters) where.push_back(filter_sql(query, root));
  for (const std::uint32_t variable : query.projected) columns.push_back(columns_.at(variable));
  if (columns.empty()) columns.emplace_back("1");
  std::string rows = std::string("SELECT ") + (query.distinct ? "DISTINCT " : "") +
                     joined(columns, ", ") + " FROM " + joined(from, ", ");
  if (!where.empty()) rows += " WHERE " + joined(where, " AND ");
  return query.is_count ? "SELECT count(*) FROM (" + rows + ")" : rows;
}

Result<Answer> SqliteOracle::answer(const Query& query) {
  const auto sql = to_sql(query);
  if (!sql) return pass_on(sql.error());
  const auto statement = prepared(database_.get(), *sql);
  if (!statement) return fail(ErrorKind::internal, error().what + ": " + *sql);
  Answer answer{Status::complete, static_cast<std::uint32_t>(query.projected.size()), 0, {}};
  int status = SQLITE_ROW;
  std::vector<Id> row(query.projected.size());
  while ((status = sqlite3_step(statement.get())) == SQLITE_ROW) {
    if (query.is_count) {
      answer.rows = static_cast<std::uint64_t>(sqlite3_column_int64(statement.get(), 0));
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = static_cast<Id>(sqlite3_column_int64(statement.get(), static_cast<int>(i)));
    answer.sum += hash_row(row.data(), row.size());
    ++answer.rows;
  }
  if (status != SQLITE_DONE) return pass_on(error());
  return answer;
}

}  // namespace pontage::triple_join::test
