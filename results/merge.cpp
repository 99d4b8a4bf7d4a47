// SPDX-License-Identifier: Apache-2.0
#include "results/merge.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "results/measures.hpp"

namespace pontage {
namespace {

/// How many process runs a file holds: enough to number all that it mentions.
int process_runs(const ResultFile& file) {
  int count = std::max(1, static_cast<int>(file.selftests.size()));
  for (const CaseRecord& c : file.cases)
    for (const RunRecord& run : c.runs) count = std::max(count, run.run + 1);
  return count;
}

bool disagree(const CaseRecord& a, const CaseRecord& b) {
  return a.status == Status::right && b.status == Status::right && a.seed == b.seed &&
         !a.digest.empty() && !b.digest.empty() && a.digest != b.digest;
}

/// The runs that `more` brings; a priced case keeps the one it has.
void take_runs(CaseRecord& into, CaseRecord& more) {
  if (into.provenance == Provenance::modelled && !into.runs.empty()) return;
  for (RunRecord& run : more.runs) into.runs.push_back(std::move(run));
}

void note_skipped(CaseRecord& right, const std::string& reason) {
  if (!right.runs.empty())
    right.runs.front().suspicious.push_back("skipped in another process run: " + reason);
}

/// Adds one process run's record of a case to what is known of it.
void join(CaseRecord& into, CaseRecord more) {
  if (disagree(into, more)) {
    into.reason =
        "process runs disagree on the answer: digest " + into.digest + " and digest " + more.digest;
    into.status = Status::wrong;
  } else if (more.status == Status::wrong && into.status != Status::wrong) {
    std::swap(into, more);  // the record that says what is wrong stands for the case
  } else if (more.status == Status::right && into.status == Status::skipped) {
    std::swap(into, more);
    note_skipped(into, more.reason);
  } else if (more.status == Status::skipped && into.status == Status::right) {
    note_skipped(into, more.reason);
  }
  if (into.pictures.empty()) into.pictures = std::move(more.pictures);
  into.repetitions_judged += more.repetitions_judged;
  take_runs(into, more);
}

void note_other_machine(ResultFile& file, const Environment& other) {
  const std::string finding =
      "process runs of two environments are joined here: " + file.environment.host_name +
      " (fingerprint " + file.environment.fingerprint + ") and " + other.host_name +
      " (fingerprint " + other.fingerprint + ")";
  file.environment.checks.push_back(
      {Check::Verdict::bad, "one environment", finding,
       "merge only runs of one machine, compiler and build; compare the others instead"});
}

/// Everything but the cases.
void join_heads(ResultFile& into, ResultFile& more) {
  into.was_interrupted = into.was_interrupted || more.was_interrupted;
  if (!more.started.empty() && (into.started.empty() || more.started < into.started))
    into.started = more.started;
  if (into.environment.fingerprint != more.environment.fingerprint)
    note_other_machine(into, more.environment);
  for (SelfTest& test : more.selftests) into.selftests.push_back(std::move(test));
}

}  // namespace

ResultFile merge(std::vector<ResultFile> runs) {
  if (runs.empty()) return {};
  ResultFile merged = std::move(runs.front());
  int offset = process_runs(merged);
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < merged.cases.size(); ++i) place.emplace(merged.cases[i].key, i);
  for (std::size_t r = 1; r < runs.size(); ++r) {
    ResultFile& file = runs[r];
    const int count = process_runs(file);
    merged.selftests.resize(static_cast<std::size_t>(offset));
    for (CaseRecord& c : file.cases) {
      for (RunRecord& run : c.runs) run.run += offset;
      const auto [at, is_new] = place.emplace(c.key, merged.cases.size());
      if (is_new)
        merged.cases.push_back(std::move(c));
      else
        join(merged.cases[at->second], std::move(c));
    }
    join_heads(merged, file);
    offset += count;
  }
  for (CaseRecord& c : merged.cases) {
    std::ranges::stable_sort(c.runs, {}, &RunRecord::run);
    c.measures = measures_of(c);
  }
  return merged;
}

}  // namespace pontage
