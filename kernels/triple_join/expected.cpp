// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/expected.hpp"

#include <map>
#include <string>
#include <unordered_set>

namespace pontage::triple_join {
namespace {

constexpr std::uint64_t kMostSteps = 4'000'000'000;
constexpr std::size_t kMostDistinct = std::size_t{1} << 26;

/// The hash of a row, added up `times` times.
RowSum times_hash(const std::vector<Id>& row, std::uint64_t times) {
  __extension__ using Wide = unsigned __int128;
  const RowSum hash = hash_row(row.data(), row.size());
  const Wide product = ((static_cast<Wide>(hash.high) << 64) | hash.low) * times;
  return {static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64)};
}

std::vector<Id> row_of(const Query& query, const Solver::Values& values) {
  std::vector<Id> row;
  for (const std::uint32_t variable : query.projected) row.push_back(values[variable]);
  return row;
}

std::string text_of(const RowSum& sum) { return to_text(Digest{sum.low, sum.high}); }

std::string_view text_of(Status status) {
  switch (status) {
    case Status::complete:
      return "complete";
    case Status::over_budget:
      return "out of scratch: the variant needs more than this budget; give a larger one";
    case Status::unreadable:
      return "that the query's text could not be parsed and planned";
    default:
      return "no answer at all";
  }
}

}  // namespace

Result<Expected> Expected::make(const Solver& solver, const Query& query) {
  Expected expected;
  Answer& answer = expected.answer_;
  answer.status = Status::complete;
  answer.columns = static_cast<std::uint32_t>(query.projected.size());
  if (query.limit && *query.limit == 0) return expected;
  std::unordered_set<std::string> seen;
  bool has_room = true;
  const bool may_count = query.is_count && !query.distinct;
  const auto solved = solver.solve(
      query, {}, may_count, kMostSteps, [&](const Solver::Values& values, std::uint64_t times) {
        const std::vector<Id> row = may_count ? std::vector<Id>{} : row_of(query, values);
        if (query.distinct) {
          const auto* bytes = reinterpret_cast<const char*>(row.data());
          if (!seen.emplace(bytes, row.size() * sizeof(Id)).second) return true;
          if (seen.size() > kMostDistinct) return has_room = false;
        }
        answer.rows += times;
        if (!query.is_count) answer.sum += times_hash(row, times);
        return !query.limit || answer.rows < *query.limit;
      });
  if (!solved) return pass_on(solved.error());
  if (!has_room)
    return fail(ErrorKind::refused, "the answer has more than " + std::to_string(kMostDistinct) +
                                        " different rows; ask for less of a larger graph");
  return expected;
}

Verdict Expected::judge(const Solver& solver, const Query& query, const Answer& answer,
                        std::span<const Id> rows) const {
  if (answer.status != Status::complete)
    return Verdict::wrong("the status is " + std::string(text_of(answer.status)));
  if (answer.columns != answer_.columns)
    return Verdict::wrong("a row has " + std::to_string(answer.columns) + " columns, must have " +
                          std::to_string(answer_.columns));
  if (answer.rows != answer_.rows)
    return Verdict::wrong(std::to_string(answer.rows) + " rows, must be " +
                          std::to_string(answer_.rows));
  if (query.limit) return judge_rows(solver, query, answer, rows);
  if (answer.sum == answer_.sum) return {};
  return Verdict::wrong("the rows' hashes come to " + text_of(answer.sum) + ", must come to " +
                        text_of(answer_.sum));
}

Verdict Expected::judge_rows(const Solver& solver, const Query& query, const Answer& answer,
                             std::span<const Id> rows) const {
  const std::size_t columns = answer.columns;
  if (rows.size() < answer.rows * columns)
    return Verdict::wrong("there is no room for the rows that are claimed");
  std::map<std::vector<Id>, std::uint64_t> given;
  RowSum sum;
  for (std::uint64_t i = 0; i < answer.rows; ++i) {
    const auto row = rows.subspan(i * columns, columns);
    ++given[{row.begin(), row.end()}];
    sum += hash_row(row.data(), columns);
  }
  if (sum != answer.sum) return Verdict::wrong("the sum is not that of the rows beside it");
  for (const auto& entry : given) {
    const std::vector<Id>& row = entry.first;
    const std::uint64_t times = entry.second;
    Solver::Values values(query.variables.size(), kNoTerm);
    bool is_whole = true;  // a row that gives one variable two terms is nobody's
    for (std::size_t i = 0; i < columns; ++i) {
      Id& value = values[query.projected[i]];
      is_whole = is_whole && row[i] < solver.terms() && (value == kNoTerm || value == row[i]);
      value = row[i];
    }
    std::uint64_t found = 0;
    if (is_whole) {
      const auto solved =
          solver.solve(query, values, false, kMostSteps, [&](const Solver::Values&, std::uint64_t) {
            return ++found < (query.distinct ? 1 : times);
          });
      if (!solved) return Verdict::wrong(solved.error().what);
    }
    if (found >= times) continue;
    std::string text;
    for (const Id id : row) text += ' ' + std::to_string(id);
    return Verdict::wrong("the row" + text + " comes " + std::to_string(times) +
                          " times, the whole answer has it " + std::to_string(found) + " times");
  }
  return {};
}

}  // namespace pontage::triple_join
