// SPDX-License-Identifier: Apache-2.0
#include "results/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "libbench/statistics.hpp"

namespace pontage {
namespace {

constexpr double kConfidence = 0.95;
constexpr Seed kBootstrapSeed = 20240229;  // fixed: the same runs always give the same interval

bool is_time(double ns) { return std::isfinite(ns) && ns > 0; }

double compute_ns(const RunRecord& run) {
  if (run.compute.count > 0) return run.compute.median;
  double ns = 0;
  for (const LeafRecord& leaf : run.p50.leaves)
    if (leaf.in == "compute") ns += leaf.ns;
  return ns;
}

std::optional<double> real_time(const CaseRecord&, const RunRecord& run) {
  return is_time(run.job.median) ? std::optional(run.job.median) : std::nullopt;
}

std::optional<double> time_per_step(const CaseRecord& c, const RunRecord& run) {
  const double ns = compute_ns(run);
  if (c.work.steps <= 0 || !is_time(ns)) return std::nullopt;
  return ns / static_cast<double>(c.work.steps);
}

std::optional<double> steps_per_second(const CaseRecord& c, const RunRecord& run) {
  if (c.work.steps <= 0 || !is_time(run.job.median)) return std::nullopt;
  return static_cast<double>(c.work.steps) / run.job.median * 1e9;
}

std::string step_of(const CaseRecord& c) { return c.step_name.empty() ? "step" : c.step_name; }

constexpr std::array<MeasureSpec, 3> kSpecs{
    {{"real_time", true, [](const CaseRecord&) { return std::string("ns"); }, real_time},
     {"time_per_step", true, [](const CaseRecord& c) { return "ns per " + step_of(c); },
      time_per_step},
     {"steps_per_second", false, [](const CaseRecord& c) { return step_of(c) + "s per second"; },
      steps_per_second}}};

}  // namespace

std::span<const MeasureSpec> measure_specs() { return kSpecs; }

std::vector<Measure> measures_of(const CaseRecord& c) {
  std::vector<Measure> measures;
  if (c.status != Status::right) return measures;
  for (const MeasureSpec& spec : kSpecs) {
    std::vector<double> values;
    for (const RunRecord& run : c.runs)
      if (const auto value = spec.of_run(c, run)) values.push_back(*value);
    if (values.empty()) continue;
    measures.push_back({spec.name, spec.unit(c), spec.less_is_better,
                        estimate_over_runs(values, kConfidence, kBootstrapSeed)});
  }
  return measures;
}

const Measure* find_measure(const CaseRecord& c, std::string_view name) {
  const auto found = std::ranges::find(c.measures, name, &Measure::name);
  return found == c.measures.end() ? nullptr : &*found;
}

}  // namespace pontage
