// SPDX-License-Identifier: Apache-2.0
#include "cli/result_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "results/measures.hpp"

namespace pontage::cli {
namespace {

std::string padded(const std::string& text, std::size_t width, bool to_the_right = true) {
  std::size_t seen = 0;
  for (const char c : text) seen += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  const std::string blanks(width > seen ? width - seen : 0, ' ');
  return to_the_right ? blanks + text : text + blanks;
}

std::string number(const char* format, double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

/// Half the interval relative to the estimate, or nothing where one run has none.
std::string plus_minus(const Estimate& e) {
  if (e.confidence == 0 || e.value == 0) return "";
  return "±" + number("%.1f %%", (e.upper - e.lower) / 2 / e.value * 100);
}

double mean_share(const CaseRecord& record, std::string_view of) {
  double part = 0, whole = 0;
  for (const RunRecord& run : record.runs) {
    whole += run.mean.total_ns;
    for (const LeafRecord& leaf : run.mean.leaves)
      if (leaf.in == of) part += leaf.ns;
  }
  return whole == 0 ? 0 : part / whole;
}

std::string share(const CaseRecord& record, std::string_view of) {
  const double value = mean_share(record, of);
  return value == 0 ? "·" : number(value < 0.0995 ? "%.1f %%" : "%.0f %%", value * 100);
}

std::string row(const CaseRecord& record, std::size_t width, const Terminal& terminal) {
  const Measure* time = find_measure(record, "real_time");
  const Measure* step = find_measure(record, "time_per_step");
  if (time == nullptr) return {};
  std::string line = padded(record.key, width, false) +
                     padded(to_text(Nanoseconds{std::llround(time->estimate.value)}), 11) +
                     padded(plus_minus(time->estimate), 10) +
                     padded(step == nullptr ? "" : number("%.2f ns", step->estimate.value), 12);
  for (const std::string_view of : {"copy", "launch", "sync", "unattributed"})
    line += padded(share(record, of), 8);
  return line + (record.provenance == Provenance::modelled ? terminal.dim("  modelled") : "") +
         "\n";
}

/// The sentence up to its first figure, so that the same doubt about many cases is said once.
std::string without_figures(const std::string& doubt) {
  const auto figure = doubt.find_first_of("+-(0123456789");
  if (figure == std::string::npos || figure < 12) return doubt;
  std::string text = doubt.substr(0, figure);
  while (text.ends_with(' ')) text.pop_back();
  for (const std::string_view ending : {" by", " over", " more than", " from"})
    if (text.ends_with(ending)) text.resize(text.size() - ending.size());
  return text;
}

/// Doubts with how many process runs share them.
std::string doubts(const ResultFile& file, const Terminal& terminal) {
  std::map<std::string, int> seen;
  int runs = 0;
  for (const CaseRecord& record : file.cases) {
    runs += static_cast<int>(record.runs.size());
    for (const RunRecord& run : record.runs)
      for (const std::string& doubt : run.suspicious) ++seen[without_figures(doubt)];
  }
  std::string text;
  for (const auto& [doubt, count] : seen)
    text += terminal.warn("doubt ") + doubt + " (" + std::to_string(count) + " of " +
            std::to_string(runs) + " runs of cases)\n";
  return text;
}

}  // namespace

std::string result_table(const ResultFile& file, const Terminal& terminal) {
  std::size_t width = 20;
  for (const CaseRecord& record : file.cases)
    if (record.status == Status::right) width = std::max(width, record.key.size() + 1);
  std::string text =
      terminal.bold(padded("case", width, false) +
                    "       time            per step    copy  launch    sync   unattr") +
      "\n";
  for (const CaseRecord& record : file.cases)
    if (record.status == Status::right) text += row(record, width, terminal);
  for (const CaseRecord& record : file.cases) {
    if (record.status == Status::wrong)
      text += terminal.bad("WRONG ") + record.key + ": " + record.reason + "\n";
    if (record.status == Status::skipped)
      text += terminal.warn("skipped ") + record.key + ": " + record.reason + "\n";
  }
  return text + doubts(file, terminal);
}

}  // namespace pontage::cli
