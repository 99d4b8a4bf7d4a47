// SPDX-License-Identifier: Apache-2.0
#include "plots/report.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "plots/report_page.hpp"
#include "results/example_result.hpp"

namespace pontage::plots {
namespace {

using Json = nlohmann::json;

/// The page with the real specs and a stand-in for the bundle, so that these tests need no npm.
std::string page_of(const ResultFile& file) {
  Assets assets = embedded_assets();
  assets.bundle = "/* bundle */";
  assets.notices = "notices";
  return report_page(file, assets);
}

/// What the page hands to its script.
Json charts_of(const std::string& page) {
  const std::string open = "<script type=\"application/json\" id=\"charts\">";
  const auto begin = page.find(open) + open.size();
  return Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(Report, SaysUnavailableWithoutABundle) {
  if (!embedded_assets().bundle.empty()) GTEST_SKIP() << "this build has the bundle";
  const auto html = report_html(example_result());
  ASSERT_FALSE(html);
  EXPECT_EQ(html.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(html.error().what, "this build has no chart bundle: install npm and build again");
}

TEST(Report, MeasuredAndModelledNeverShareAChart) {
  const ResultFile file = example_result();
  std::map<std::string, std::string> provenance_of;
  for (const CaseRecord& c : file.cases) provenance_of[c.key] = to_text(c.provenance);
  const Json all = charts_of(page_of(file));
  std::size_t rows = 0;
  for (const Json& chart : all["charts"])
    for (const auto& [name, data] : chart["data"].items())
      for (const Json& row : data) {
        if (!row.contains("case")) continue;
        ++rows;
        EXPECT_EQ(provenance_of.at(row["case"]), chart["provenance"]);
      }
  EXPECT_GT(rows, 100U);
}

TEST(Report, WrongSkippedAndUnverifiedAreListedAndNotPlotted) {
  const ResultFile file = example_result();
  const std::string page = page_of(file);
  const std::string charts = charts_of(page).dump();
  int apart = 0;
  for (const CaseRecord& c : file.cases) {
    const bool is_unverified = c.provenance == Provenance::measured && c.repetitions_judged == 0;
    if (c.status == Status::right && !is_unverified) continue;
    ++apart;
    EXPECT_EQ(charts.find("\"" + c.key + "\""), std::string::npos) << c.key;
    EXPECT_NE(page.find(c.key), std::string::npos);
    if (c.status != Status::right) {
      EXPECT_NE(page.find(c.reason), std::string::npos);
    }
  }
  EXPECT_EQ(apart, 3);
}

TEST(Report, BarsSumToTheWholeJob) {
  const Json all = charts_of(page_of(example_result()));
  for (const Json& chart : all["charts"]) {
    if (chart["spec"] != "ledger") continue;
    std::map<std::string, double> shares;
    for (const Json& row : chart["data"]["parts"])
      shares[row["label"]] += row["share"].get<double>();
    EXPECT_EQ(shares.size(), chart["data"]["totals"].size());
    for (const auto& [label, share] : shares) EXPECT_NEAR(share, 100, 1e-9) << label;
  }
}

TEST(Report, EveryWordASpecLeavesOpenIsGiven) {
  const Json all = charts_of(page_of(example_result()));
  std::set<std::string> used;
  for (const Json& chart : all["charts"]) {
    used.insert(chart["spec"]);
    const std::string spec = all["specs"][chart["spec"].get<std::string>()].dump();
    for (auto at = spec.find("\"$"); at != std::string::npos; at = spec.find("\"$", at + 1)) {
      const std::string word = spec.substr(at + 2, spec.find('"', at + 1) - at - 2);
      if (word != "schema") {
        EXPECT_TRUE(chart["words"].contains(word)) << chart["spec"] << " " << word;
      }
    }
  }
  EXPECT_EQ(used, (std::set<std::string>{"curve", "ladder", "ledger", "roofline", "scaling"}));
}

TEST(Report, TheCurveIsDrawnOnlyBeyondTheCaches) {
  ResultFile file = example_result();
  std::erase_if(file.cases,
                [](const CaseRecord& c) { return c.provenance == Provenance::modelled; });
  const auto curves = [](const ResultFile& f) {
    int found = 0;
    const Json all = charts_of(page_of(f));
    for (const Json& chart : all["charts"]) found += chart["spec"] == "curve";
    return found;
  };
  EXPECT_EQ(curves(file), 1);
  for (CaseRecord& c : file.cases)
    if (number_of(c.shape, "bytes", 0) == 256 << 20) c.shape["bytes"] = std::int64_t{16 << 20};
  EXPECT_EQ(curves(file), 0);
  EXPECT_NE(page_of(file).find("which a cache may hold"), std::string::npos);
}

TEST(Report, TheSoftwareBarrelIsDrawnAgainstContexts) {
  ResultFile file = example_result();
  EXPECT_EQ(count(page_of(file), "The software barrel"), 0U);
  std::size_t made = 0;
  for (CaseRecord& c : file.cases)
    if (const auto chains = c.shape.find("chains"); chains != c.shape.end()) {
      c.kernel = "random_walk";
      c.shape = {{"contexts", chains->second}, {"graph", std::string("uniform")}};
      ++made;
    }
  ASSERT_GT(made, 3U);
  const std::string page = page_of(file);
  EXPECT_GT(count(page, "The software barrel: ns per dereference against items in flight"), 0U);
  EXPECT_GT(count(page, "contexts in one worker"), 0U);
}

TEST(Report, CountersStandInATableAndAbsentOnesSayWhy) {
  const std::string page = page_of(example_result());
  EXPECT_NE(page.find("<th scope=\"col\">package energy, J</th>"), std::string::npos);
  EXPECT_NE(page.find("seen 62 % of the time"), std::string::npos);
  EXPECT_EQ(count(page, "Not available: gpu energy, J. NVML shows no GPU"), 1U);
  ResultFile without = example_result();
  for (CaseRecord& c : without.cases)
    for (RunRecord& run : c.runs)
      for (CounterReading& r : run.counters) r.value.reset(), r.reason = "no counters here";
  const std::string bare = page_of(without);
  EXPECT_NE(bare.find("No counter could be read where this was measured."), std::string::npos);
  EXPECT_EQ(count(bare, "no counters here."), 1U);
}

TEST(Report, AnEmptyResultSaysSoAndDrawsNothing) {
  const std::string page = page_of({});
  EXPECT_EQ(charts_of(page)["charts"].size(), 0U);
  EXPECT_GE(count(page, "class=\"nothing\""), 5U);
}

TEST(Report, TextFromAFileIsNeverMarkup) {
  ResultFile file = example_result();
  const std::string evil = "</script><script>alert(1)</script><img src=x onerror='x'>\"";
  file.environment.processor = file.command = file.environment.host_name = evil;
  std::size_t pictures = 0;
  for (CaseRecord& c : file.cases) {
    c.key = evil + c.key;
    pictures += c.pictures.size();
    for (PictureRecord& picture : c.pictures) picture = {evil, evil, "image/png", "Zm9v"};
    c.device += evil;
    c.remark = c.placement_remark = evil;
    if (!c.reason.empty()) c.reason = evil;
    for (RunRecord& run : c.runs) {
      run.suspicious = {evil};
      for (LeafRecord& leaf : run.mean.leaves) leaf.leaf = evil;
      for (BusyRecord& busy : run.busy) busy.resource = evil;
    }
  }
  const std::string page = page_of(file);
  EXPECT_EQ(count(page, "alert(1)") > 0, true);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<img src=x"), std::string::npos);
  EXPECT_EQ(count(page, "<img"), pictures) << "the file's own";
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_NO_THROW(charts_of(page));
}

TEST(Report, PicturesAreShownAndNothingElseIsPasted) {
  ResultFile file = example_result();
  for (CaseRecord& c : file.cases) c.pictures.clear();
  EXPECT_EQ(count(page_of(file), "<img"), 0U);
  EXPECT_EQ(count(page_of(file), "href=\"#pictures\""), 0U);
  file.cases[0].pictures = {{"input", "12 B", "image/png", "Zm9v"},
                            {"bad type", "", "text/html", "Zm9v"},
                            {"bad text", "", "image/png", "\"><script>alert(1)</script>"}};
  const std::string page = page_of(file);
  EXPECT_EQ(count(page, "<img"), 1U);
  EXPECT_EQ(count(page, "href=\"#pictures\""), 1U);
  EXPECT_NE(page.find("src=\"data:image/png;base64,Zm9v\">"), std::string::npos);
  EXPECT_EQ(page.find("alert(1)"), std::string::npos);
}

TEST(Report, OddNumbersDoNotBreakIt) {
  ResultFile file = example_result();
  for (CaseRecord& c : file.cases) {
    c.measures.clear();
    for (RunRecord& run : c.runs) {
      run.job.median = std::numeric_limits<double>::quiet_NaN();
      run.mean = {};
      run.marginal.clear();
    }
  }
  EXPECT_NO_THROW(charts_of(page_of(file)));
}

TEST(Report, AsksNobodyForAnything) {
  const std::string page = page_of(example_result());
  EXPECT_NE(page.find("default-src 'none'; script-src 'unsafe-inline'"), std::string::npos);
  EXPECT_EQ(page.find("unsafe-eval"), std::string::npos);
  EXPECT_EQ(page.find("src=\"http"), std::string::npos);
  EXPECT_EQ(page.find("href=\"http"), std::string::npos);
}

TEST(Report, SaysWhatCpuSplitIsAndWhatIsAssumed) {
  const std::string page = page_of(example_result());
  EXPECT_NE(page.find("cpu_split: two thread pools with two memories, not a device behind PCIe."),
            std::string::npos);
  EXPECT_NE(page.find("Modelled, assumed:"), std::string::npos);
}

}  // namespace
}  // namespace pontage::plots
