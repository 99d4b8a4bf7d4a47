// SPDX-License-Identifier: Apache-2.0
#include "results/csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "results/example_result.hpp"

namespace pontage {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Csv, OneRowPerCaseRunAndMeasureOrCounter) {
  const ResultFile file = example_result();
  std::size_t rows = 0;
  for (const CaseRecord& c : file.cases) {
    const std::size_t counters = c.provenance == Provenance::measured ? 3 : 0;
    rows += c.status == Status::right ? c.runs.size() * (3 + counters) : 1;
  }
  EXPECT_EQ(lines_of(to_csv(file)).size(), rows + 1);
}

TEST(Csv, AnAbsentCounterHasNoRow) {
  ResultFile file;
  CaseRecord c;
  c.status = Status::right;
  c.runs.resize(1);
  c.runs[0].counters = {{"package_energy_joules", 0.25, "", 1, "RAPL"},
                        {"cycles_count", std::nullopt, "no PMU; take another machine", 1, ""},
                        {"tlb_misses_count", 7, "", 0.5, "perf_event"}};
  file.cases.push_back(c);
  const auto lines = lines_of(to_csv(file));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_NE(lines[1].find("0,package_energy_joules,joules per job,0.25"), std::string::npos);
  EXPECT_NE(lines[2].find("0,tlb_misses_count,count per job,7"), std::string::npos);
}

TEST(Csv, HeadingNamesEveryAxisWithItsOwner) {
  const auto lines = lines_of(to_csv(example_result()));
  EXPECT_EQ(lines[0],
            "run_id,key,kernel,variant,dialect,device,provenance,status,reason,run,measure,unit,"
            "value,shape.bytes,shape.chains,"
            "shape.input,shape.items,shape.pieces,shape.root,shape.tokens,"
            "device.pages,device.workers,"
            "lowering.in_flight,lowering.memory,lowering.wait,sampling.cache");
}

TEST(Csv, TextIsQuotedAndRowsHaveOneWidth) {
  ResultFile file;
  CaseRecord c;
  c.key = "a,b";
  c.reason = "it said \"no\"";
  c.status = Status::skipped;
  file.cases.push_back(c);
  EXPECT_EQ(lines_of(to_csv(file))[1], ",\"a,b\",,,,,measured,skipped,\"it said \"\"no\"\"\",,,,");
}

TEST(Csv, NumbersReadBackTheSame) {
  ResultFile file;
  CaseRecord c;
  c.status = Status::right;
  c.runs.resize(1);
  c.runs[0].job.median = 0.1 + 0.2;
  file.cases.push_back(c);
  EXPECT_NE(to_csv(file).find("real_time,ns,0.30000000000000004\n"), std::string::npos)
      << to_csv(file);
}

}  // namespace
}  // namespace pontage
