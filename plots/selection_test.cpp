// SPDX-License-Identifier: Apache-2.0
#include "plots/selection.hpp"

#include <gtest/gtest.h>

#include "results/example_result.hpp"

namespace pontage::plots {
namespace {

TEST(Selection, WrongSkippedAndUnverifiedAreNotPlotted) {
  const ResultFile file = example_result();
  std::size_t plotted = 0;
  for (const CaseRecord& c : file.cases) plotted += is_plotted(c);
  EXPECT_EQ(plotted + 3, file.cases.size());
}

TEST(Selection, FamiliesNeverMixProvenance) {
  const ResultFile file = example_result();
  const auto all = families(file);
  ASSERT_EQ(all.size(), 7U);
  for (const Family& family : all)
    for (const CaseRecord* c : family.cases) {
      EXPECT_EQ(c->provenance, family.provenance);
      EXPECT_EQ(c->kernel, family.kernel);
    }
  EXPECT_EQ(all.back().provenance, Provenance::modelled);
}

TEST(Selection, ProblemsAreLabelledByWhatDiffers) {
  const ResultFile file = example_result();
  const auto groups = by_problem(families(file).front());
  EXPECT_EQ(groups.size(), 11U);
  EXPECT_EQ(groups[0].label, "32 KiB · chains 1");
  EXPECT_EQ(groups[0].cases.size(), 4U);
}

TEST(Selection, AnAxisThatFollowsFromOthersIsLeftOut) {
  std::vector<CaseRecord> records(3);
  const std::int64_t chains[] = {1, 2, 16}, banks[] = {1, 1, 2};
  Family family{"chase", Provenance::measured, {}};
  for (std::size_t i = 0; i < 3; ++i) {
    records[i].shape = {{"banks", banks[i]}, {"chains", chains[i]}, {"hops", 4096 / chains[i]}};
    records[i].key = "chase chains=" + std::to_string(chains[i]);
    family.cases.push_back(&records[i]);
  }
  EXPECT_EQ(by_problem(family)[2].label, "chains 16");
}

TEST(Selection, SeriesNamesListOnlyWhatDiffers) {
  CaseRecord a, b;
  a.device = "x";
  b.device = "y";
  a.device_axes = {{"workers", std::int64_t{1}}, {"pages", std::int64_t{4096}}};
  b.device_axes = {{"workers", std::int64_t{2}}, {"pages", std::int64_t{4096}}};
  b.lowering_axes = {{"wait", std::string("spin")}};
  EXPECT_EQ(series_name(a, {&a, &b}), "x · workers 1");
  EXPECT_EQ(series_name(b, {&a, &b}, "workers"), "y");
}

TEST(Selection, VariantTellsApartWhatNothingElseDoes) {
  CaseRecord a, b;
  a.device = b.device = "x";
  a.variant = "scalar";
  b.variant = "gather";
  EXPECT_EQ(series_name(a, {&a, &b}), "x · scalar");
  b.shape = {{"chains", std::int64_t{8}}};
  EXPECT_EQ(series_name(a, {&a, &b}), "x");
}

TEST(Selection, ClassTimesAreTheMeanOverRunsAndSumToTheJob) {
  CaseRecord c;
  c.runs.resize(2);
  c.runs[0].mean = {
      110, {{"compute.a", "compute", 90}, {"copy.dma", "copy", 15}, {"copy.setup", "copy", 5}}};
  c.runs[1].mean = {100, {{"compute.a", "compute", 90}, {"sync.notify", "sync", 10}}};
  const auto times = class_times(c);
  ASSERT_EQ(times.size(), 3U);
  EXPECT_EQ(times[0], std::pair(LeafClass::compute, 90.0));
  EXPECT_EQ(times[1], std::pair(LeafClass::copy, 10.0));
  EXPECT_EQ(times[2], std::pair(LeafClass::sync, 5.0));
  EXPECT_DOUBLE_EQ(tax_share(c), 15.0 / 105);
}

TEST(Selection, MedianRunIsTheMiddleOne) {
  CaseRecord c;
  c.runs.resize(3);
  c.runs[0].job.median = 9;
  c.runs[1].job.median = 1;
  c.runs[2].job.median = 5;
  EXPECT_EQ(&median_run(c), &c.runs[2]);
}

TEST(Selection, WorkersComeFromTheAxisThenAFactThenWhatWasSeen) {
  CaseRecord c;
  EXPECT_EQ(workers_of(c), 0);
  c.runs.resize(1);
  c.runs[0].workers_took_part = 2;
  EXPECT_EQ(workers_of(c), 2);
  c.facts = {{"workers", "3"}};
  EXPECT_EQ(workers_of(c), 3);
  c.device_axes = {{"workers", std::int64_t{4}}};
  EXPECT_EQ(workers_of(c), 4);
}

}  // namespace
}  // namespace pontage::plots
