// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "kernels/triple_join/answer.hpp"
#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/triples.hpp"
#include "libbench/result.hpp"

struct sqlite3;
struct sqlite3_context;
struct sqlite3_value;

namespace pontage::triple_join::test {

/// Answers queries by SQLite, for tests: a table of triples with three covering indexes, each query
/// one SELECT, paths by recursive common table expressions. Shares no index, plan or loop with what
/// it judges; terms have the same numbers, so that rows can be compared by their hashes.
class SqliteOracle {
 public:
  static Result<SqliteOracle> make(const Triples&);
  /// Complete, or the sentence that SQLite has. Of a query with LIMIT, all its rows are counted and
  /// summed: which of them come is nobody's to say.
  Result<Answer> answer(const Query&);
  /// The query as SQL; tables for its paths are made on the way.
  Result<std::string> to_sql(const Query&);

 private:
  using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;
  SqliteOracle(Database database, DictionaryView terms)
      : database_(std::move(database)), terms_(terms) {}
  using Function = void (*)(sqlite3_context*, int, sqlite3_value**);
  void add_function(const char* name, Function);
  Result<void> load(const Triples&);
  Result<void> run(const std::string& sql);
  Error error() const;
  /// A term's number; of one that the graph has not a negative one, the same for the same spelling.
  std::int64_t number_of(const std::string& spelling);
  Result<std::string> path_table(const Pattern&);
  std::string filter_sql(const Query&, std::int32_t node);
  std::string operand_sql(const Slot&, const char* part);

  Database database_;
  DictionaryView terms_;
  std::map<std::string, std::int64_t> unknown_;
  std::set<std::string> paths_;                   // tables of paths that are there
  std::map<std::uint32_t, std::string> columns_;  // variable → the first column that has it
};

}  // namespace pontage::triple_join::test
