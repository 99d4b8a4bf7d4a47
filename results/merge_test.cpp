// SPDX-License-Identifier: Apache-2.0
#include "results/merge.hpp"

#include <gtest/gtest.h>

#include "results/example_result.hpp"
#include "results/measures.hpp"

namespace pontage {
namespace {

/// `count` files of one process run each, as the tool collects them.
std::vector<ResultFile> process_runs(int count) {
  std::vector<ResultFile> files;
  for (int i = 0; i < count; ++i) files.push_back(example_result(1, static_cast<Seed>(i + 1)));
  return files;
}

CaseRecord& find(ResultFile& file, const std::string& key) {
  for (CaseRecord& c : file.cases)
    if (c.key == key) return c;
  ADD_FAILURE() << "no case " << key;
  return file.cases.front();
}

const std::string kChase = "chase/scalar cpu_threads bytes=256MiB chains=1";
const std::string kModelled = "chase/scalar example_discrete bytes=256MiB chains=1";

TEST(Merge, JoinsCasesByKeyAndNumbersTheRuns) {
  ResultFile merged = merge(process_runs(3));
  EXPECT_EQ(merged.cases.size(), example_result().cases.size());
  EXPECT_EQ(merged.selftests.size(), 3U);
  const CaseRecord& c = find(merged, kChase);
  ASSERT_EQ(c.runs.size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(c.runs[static_cast<std::size_t>(i)].run, i);
  EXPECT_EQ(c.repetitions_judged, 240);
}

TEST(Merge, MergingMergedFilesNumbersOn) {
  ResultFile merged = merge({merge(process_runs(2)), merge(process_runs(3))});
  const CaseRecord& c = find(merged, kChase);
  ASSERT_EQ(c.runs.size(), 5U);
  EXPECT_EQ(c.runs.back().run, 4);
  EXPECT_EQ(merged.selftests.size(), 5U);
}

TEST(Merge, EstimatesOverRuns) {
  auto files = process_runs(3);
  for (std::size_t i = 0; i < 3; ++i) {
    CaseRecord& c = find(files[i], kChase);
    c.runs[0].job.median = 100.0 * static_cast<double>(i + 1);
    c.runs[0].compute.median = 50.0 * static_cast<double>(i + 1);
    c.work.steps = 10;
  }
  ResultFile merged = merge(std::move(files));
  const CaseRecord& c = find(merged, kChase);
  ASSERT_EQ(c.measures.size(), 3U);
  EXPECT_EQ(c.measures[0].name, "real_time");
  EXPECT_DOUBLE_EQ(c.measures[0].estimate.value, 200);
  EXPECT_EQ(c.measures[0].estimate.runs, 3);
  const Measure* step = find_measure(c, "time_per_step");
  ASSERT_NE(step, nullptr);
  EXPECT_DOUBLE_EQ(step->estimate.value, 10);
  EXPECT_EQ(step->unit, "ns per dereference");
  const Measure* rate = find_measure(c, "steps_per_second");
  ASSERT_NE(rate, nullptr);
  EXPECT_DOUBLE_EQ(rate->estimate.value, 5e7);
  EXPECT_FALSE(rate->less_is_better);
}

TEST(Merge, WrongInOneRunIsWrong) {
  for (const std::size_t which : {0U, 1U, 2U}) {
    auto files = process_runs(3);
    CaseRecord& c = find(files[which], kChase);
    c.status = Status::wrong;
    c.reason = "stale output of the previous repetition";
    ResultFile merged = merge(std::move(files));
    const CaseRecord& joined = find(merged, kChase);
    EXPECT_EQ(joined.status, Status::wrong) << which;
    EXPECT_EQ(joined.reason, "stale output of the previous repetition");
    EXPECT_EQ(joined.runs.size(), 3U);
    EXPECT_EQ(joined.runs[2].run, 2);
    EXPECT_TRUE(joined.measures.empty());
  }
}

TEST(Merge, RunsThatDisagreeOnTheDigestAreWrong) {
  auto files = process_runs(2);
  find(files[1], kChase).digest = "other";
  ResultFile merged = merge(std::move(files));
  EXPECT_EQ(find(merged, kChase).status, Status::wrong);
  EXPECT_NE(find(merged, kChase).reason.find("other"), std::string::npos);
}

TEST(Merge, SkippedInOneRunIsSaidAloud) {
  auto files = process_runs(2);
  CaseRecord& c = find(files[0], kChase);
  c.status = Status::skipped;
  c.reason = "no memory left";
  c.runs.clear();
  ResultFile merged = merge(std::move(files));
  const CaseRecord& joined = find(merged, kChase);
  EXPECT_EQ(joined.status, Status::right);
  ASSERT_EQ(joined.runs.size(), 1U);
  EXPECT_EQ(joined.runs[0].run, 1);
  ASSERT_FALSE(joined.runs[0].suspicious.empty());
  EXPECT_NE(joined.runs[0].suspicious[0].find("no memory left"), std::string::npos);
}

TEST(Merge, ModelledCasesKeepOneRun) {
  ResultFile merged = merge(process_runs(3));
  EXPECT_EQ(find(merged, kModelled).runs.size(), 1U);
}

TEST(Merge, KeepsWhatOnlyOneRunHas) {
  auto files = process_runs(2);
  files[1].cases.push_back(find(files[1], kChase));
  files[1].cases.back().key = "only here";
  files[1].was_interrupted = true;
  ResultFile merged = merge(std::move(files));
  EXPECT_EQ(find(merged, "only here").runs.at(0).run, 1);
  EXPECT_TRUE(merged.was_interrupted);
}

TEST(Merge, TwoEnvironmentsAreABadCheck) {
  auto files = process_runs(2);
  files[1].environment.fingerprint = "another";
  const ResultFile merged = merge(std::move(files));
  EXPECT_EQ(merged.environment.checks.back().verdict, Check::Verdict::bad);
  EXPECT_NE(merged.environment.checks.back().finding.find("another"), std::string::npos);
}

TEST(Merge, NothingGivesNothing) { EXPECT_TRUE(merge({}).cases.empty()); }

}  // namespace
}  // namespace pontage
