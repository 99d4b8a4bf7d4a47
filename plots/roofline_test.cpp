// SPDX-License-Identifier: Apache-2.0
#include "plots/roofline.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "plots/report_page.hpp"
#include "results/measures.hpp"

namespace pontage::plots {
namespace {

using Json = nlohmann::json;

/// A measured case of so many ns a job, in one run.
CaseRecord made(const std::string& kernel, std::int64_t workers, double ns, Work work) {
  CaseRecord c;
  c.kernel = kernel;
  c.key = kernel + " workers=" + std::to_string(workers) + " " + std::to_string(ns);
  c.dialect = "host";
  c.device = "cpu_threads";
  c.device_axes = {{"workers", workers}};
  c.status = Status::right;
  c.repetitions_judged = 1;
  c.work = work;
  c.step_name = work.step_name;
  c.runs.emplace_back();
  c.runs[0].job.median = ns;
  c.measures = measures_of(c);
  return c;
}
CaseRecord made_read(std::int64_t workers, std::int64_t bytes, double ns) {
  return made("stream_read", workers, ns,
              {.steps = bytes / 64, .step_name = "line", .bytes_read = Bytes{bytes}});
}
CaseRecord made_multiply(std::int64_t workers, std::int64_t flop, double ns) {
  return made("multiply_add", workers, ns, {.steps = flop / 2, .flop = flop});
}

/// 10 GB/s and 100 Gflop/s with one worker, 15 GB/s with two.
ResultFile with_ceilings() {
  ResultFile file;
  file.cases = {made_read(1, 1'000'000, 100'000), made_read(2, 1'500'000, 100'000),
                made_multiply(1, 1'000'000, 10'000)};
  return file;
}

RoofPoint only_point(ResultFile file, CaseRecord c, WorkUnit unit) {
  file.cases.push_back(std::move(c));
  const auto points = roof_points(file, ceilings_of(file), unit);
  EXPECT_EQ(points.size(), 1U);
  RoofPoint point = points.empty() ? RoofPoint{} : points.front();
  point.of = nullptr;  // the file ends here
  return point;
}

TEST(Roofline, ceilings_are_the_best_of_each_count_of_workers) {
  ResultFile file = with_ceilings();
  file.cases.push_back(made_read(1, 1'000'000, 200'000));  // slower
  file.cases.push_back(made_read(1, 500'000, 10'000));     // faster, but smaller
  file.cases.push_back(made_multiply(1, 1'000'000, 20'000));
  CaseRecord cached = made_read(1, 2'000'000, 1'000);
  cached.remark = "cache-resident: 2 MiB; streams runs as AVX2";
  file.cases.push_back(cached);
  const auto ceilings = ceilings_of(file);
  ASSERT_EQ(ceilings.size(), 2U);
  EXPECT_EQ(ceilings[0].workers, 1);
  EXPECT_DOUBLE_EQ(ceilings[0].bytes_a_second, 10e9);
  EXPECT_DOUBLE_EQ(ceilings[0].flop_a_second, 100e9);
  EXPECT_DOUBLE_EQ(ceilings[1].bytes_a_second, 15e9);
  EXPECT_EQ(ceilings[1].multiply, nullptr);
}

TEST(Roofline, what_is_wrong_modelled_copied_or_elsewhere_is_no_ceiling) {
  for (int why = 0; why < 5; ++why) {
    CaseRecord c = made_read(1, 1'000'000, 100);
    if (why == 0) c.status = Status::wrong;
    if (why == 1) c.provenance = Provenance::modelled;
    if (why == 2) c.crossing_pieces = 1;
    if (why == 3) c.dialect = "cuda";
    if (why == 4) c.repetitions_judged = 0;
    ResultFile file;
    file.cases = {c};
    EXPECT_TRUE(ceilings_of(file).empty()) << why;
  }
}

TEST(Roofline, the_roof_is_the_lower_of_slant_and_flat) {
  const auto kernel = [](std::int64_t flop, std::int64_t workers = 1) {
    return made("k", workers, 1000,
                {.steps = 1, .flop = flop, .bytes_read = 600_KiB, .bytes_written = 400_KiB});
  };
  const std::int64_t bytes = 1000 * 1024;
  const RoofPoint low = only_point(with_ceilings(), kernel(2 * bytes), WorkUnit::flop);
  EXPECT_DOUBLE_EQ(low.intensity, 2);
  EXPECT_DOUBLE_EQ(low.roof, 20e9);
  EXPECT_EQ(low.bound, "memory");
  const RoofPoint high = only_point(with_ceilings(), kernel(50 * bytes), WorkUnit::flop);
  EXPECT_DOUBLE_EQ(high.roof, 100e9);
  EXPECT_EQ(high.bound, "multiply-adds");
  EXPECT_DOUBLE_EQ(high.rate, 50. * static_cast<double>(bytes) / 1000 * 1e9);
  EXPECT_EQ(only_point(with_ceilings(), kernel(bytes, 2), WorkUnit::flop).roof, 0)
      << "with two workers nobody measured multiply-adds";
  EXPECT_EQ(only_point(with_ceilings(), kernel(bytes, 3), WorkUnit::flop).roof, 0);
}

TEST(Roofline, steps_know_only_the_memory_and_serial_is_one_worker) {
  CaseRecord walk =
      made("walk", 2, 1000, {.steps = 10, .step_name = "hop", .bytes_read = Bytes{640}});
  EXPECT_DOUBLE_EQ(only_point(with_ceilings(), walk, WorkUnit::steps).roof, 15e9 / 64);
  walk.dialect = "serial";
  EXPECT_DOUBLE_EQ(only_point(with_ceilings(), walk, WorkUnit::steps).roof, 10e9 / 64);
  ResultFile file = with_ceilings();
  file.cases.push_back(walk);
  EXPECT_TRUE(roof_points(file, ceilings_of(file), WorkUnit::flop).empty());
  EXPECT_EQ(unit_of(walk, WorkUnit::steps), " hops/s");
}

TEST(Roofline, workers_without_an_item_do_not_count) {
  CaseRecord walk = made("walk", 2, 1000, {.steps = 10, .bytes_read = Bytes{640}});
  walk.runs[0].workers_took_part = 1;
  EXPECT_DOUBLE_EQ(only_point(with_ceilings(), walk, WorkUnit::steps).roof, 10e9 / 64);
}

TEST(Roofline, one_load_at_a_time_is_the_largest_chase_of_one_chain) {
  const auto chase = [](std::int64_t bytes, std::int64_t chains, double ns) {
    CaseRecord c = made("chase", 1, ns, {.steps = 100, .bytes_read = Bytes{6400}});
    c.shape = {{"bytes", bytes}, {"chains", chains}, {"banks", std::int64_t{1}}};
    return c;
  };
  ResultFile file;
  EXPECT_EQ(one_load_at_a_time(file), nullptr);
  file.cases = {chase(1 << 20, 1, 10), chase(1 << 28, 4, 100), chase(1 << 28, 1, 10'000)};
  ASSERT_NE(one_load_at_a_time(file), nullptr);
  EXPECT_DOUBLE_EQ(rate_of(*one_load_at_a_time(file), WorkUnit::steps), 1e7);
}

TEST(Roofline, rates_have_three_digits_and_a_prefix) {
  EXPECT_EQ(rate_text(95.12e9, "flop/s"), "95.1 Gflop/s");
  EXPECT_EQ(rate_text(11e9, "B/s"), "11.0 GB/s");
  EXPECT_EQ(rate_text(6.02e6, " edges/s"), "6.02 M edges/s");
  EXPECT_EQ(rate_text(12, "B/s"), "12.0 B/s");
}

TEST(Roofline, lines_end_at_the_frame_and_bend_at_the_ridge) {
  ResultFile file = with_ceilings();
  file.cases.push_back(made("k", 1, 1000, {.steps = 1, .flop = 20'000, .bytes_read = 10_KiB}));
  const auto ceilings = ceilings_of(file);
  Palette palette;
  const Chart chart = roofline_chart(
      {ceilings, roof_points(file, ceilings, WorkUnit::flop), 0, WorkUnit::flop}, palette);
  const Json words = Json::parse(chart.words), data = Json::parse(chart.data);
  EXPECT_EQ(words["x_domain"], Json({1, 100}));
  EXPECT_EQ(words["y_domain"], Json({1e10, 1e12}));
  std::vector<std::pair<double, double>> one;
  for (const Json& row : data["roofs"])
    if (row["roof"] == 1) one.emplace_back(row["x"], row["y"]);
  EXPECT_EQ(one, (std::vector<std::pair<double, double>>{{1, 1e10}, {10, 1e11}, {100, 1e11}}));
  EXPECT_EQ(data["points"][0]["share"], "102 %");
  EXPECT_EQ(data["points"][0]["roof"], "19.5 Gflop/s, memory");
}

TEST(Roofline, a_case_above_its_roof_is_not_said_to_be_bound_by_it) {
  const Work work{.steps = 1'000'000, .flop = 1'000'000, .bytes_read = Bytes{1'000'000}};
  for (const auto& [ns, is_above] : {std::pair(100'000., false), {50'000., true}}) {
    ResultFile file = with_ceilings();
    file.cases.push_back(made("attention", 1, ns, work));
    const std::string page = report_page(file, embedded_assets());
    EXPECT_EQ(page.find("<td>above its roof: ") != std::string::npos, is_above) << ns;
    EXPECT_EQ(page.find("<td>memory</td>") != std::string::npos, !is_above) << ns;
  }
}

TEST(Roofline, a_file_without_ceilings_says_how_to_get_them) {
  ResultFile file = with_ceilings();
  file.cases.erase(file.cases.begin() + 2);
  const Assets assets = embedded_assets();
  EXPECT_NE(report_page(file, assets).find("The file has no multiply_add, so that"),
            std::string::npos);
  file.cases.clear();
  EXPECT_NE(report_page(file, assets)
                .find("no multiply_add and no stream_read beyond the caches, so that"),
            std::string::npos);
}

}  // namespace
}  // namespace pontage::plots
