// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

constexpr std::size_t kResourcesNamed = 4;

std::string crossings_text(const CaseRecord& c) {
  if (c.crossing_pieces == 0) return "none";
  const auto bytes = static_cast<std::int64_t>(c.traced_crossing_bytes);
  std::string text = size_text(bytes);
  if (c.crossing_values != c.crossing_pieces)
    text.append(", ").append(counted(static_cast<std::size_t>(c.crossing_values), "value"));
  text.append(" in ").append(std::to_string(c.crossing_pieces));
  return text.append(c.crossing_pieces == 1 ? " copy" : " copies");
}

std::string flagged_text(const CaseRecord& c) {
  int flagged = 0, jobs = 0;
  std::size_t doubts = 0;
  for (const RunRecord& run : c.runs) {
    flagged += run.jobs_flagged;
    jobs += run.jobs;
    doubts += run.suspicious.size();
  }
  std::string text =
      flagged == 0
          ? ""
          : std::to_string(flagged).append("/").append(std::to_string(jobs)).append(" jobs");
  if (doubts > 0) text.append(text.empty() ? "" : ", ").append(counted(doubts, "doubt"));
  return text.empty() ? "no" : text;
}

/// Remarks of cases, each said once below the table and referred to by number.
class Footnotes {
 public:
  /// "<sup>2</sup>", or nothing for no remark.
  std::string mark(const std::string& remark) {
    if (remark.empty()) return {};
    const auto found = std::ranges::find(remarks_, remark);
    const auto at = found - remarks_.begin();
    if (found == remarks_.end()) remarks_.push_back(remark);
    return std::string(" <sup>").append(std::to_string(at + 1)).append("</sup>");
  }
  void add_to(Page& page) const {
    if (remarks_.empty()) return;
    page.html("<ol class=\"notes\">\n");
    for (const std::string& remark : remarks_) page.html("<li>").text(remark).html("</li>\n");
    page.html("</ol>\n");
  }

 private:
  std::vector<std::string> remarks_;
};

void add_case_row(Table& table, const CaseRecord& c, Footnotes& notes) {
  const Estimate time = estimate_of(c, "real_time"), step = estimate_of(c, "time_per_step");
  const std::string interval = interval_text(time);
  table.row(to_text(c.provenance));
  table.markup(
      std::string("<code>").append(escaped(c.key)).append("</code>").append(notes.mark(c.remark)));
  const bool is_modelled = c.provenance == Provenance::modelled;
  table.cell(is_modelled ? "modelled" : to_text(c.status));
  table.number(time.runs > 0 ? time_text(time.value) : "n/a");
  table.number(!interval.empty() ? interval : is_modelled ? "exact" : "one run");
  table.number(step.runs > 0 ? digits(step.value) : "n/a");
  table.cell(crossings_text(c)).cell(flagged_text(c));
}

/// The doubts that runs noted, those that differ only in their figures together: how often, and one
/// of them.
void add_doubts(Page& page, const ResultFile& file) {
  struct Doubt {
    std::size_t count = 0;
    std::string sentence, where;
  };
  std::map<std::string, Doubt> doubts;
  for (const CaseRecord& c : file.cases)
    for (const RunRecord& run : c.runs)
      for (const std::string& sentence : run.suspicious) {
        Doubt& doubt = doubts[sentence.substr(0, sentence.find_first_of("0123456789"))];
        if (doubt.count++ == 0) doubt.sentence = sentence, doubt.where = c.key;
      }
  if (doubts.empty()) return;
  page.heading(3, "Doubts about single runs");
  Table table({"how often", "for example", "in"}, "doubts");
  for (const auto& [start, doubt] : doubts) {
    table.row().number(counted(doubt.count, "run")).cell(doubt.sentence);
    table.markup(std::string("<code>").append(escaped(doubt.where)).append("</code>"));
  }
  page.html(table.html());
}

/// What is kept out of every chart, with the reason.
void add_set_apart(Page& page, const ResultFile& file) {
  Table table({"case", "status", "reason"}, "apart");
  bool is_any = false;
  for (const CaseRecord& c : file.cases) {
    if (is_plotted(c)) continue;
    is_any = true;
    const bool is_unverified = c.status == Status::right;
    table.row(to_text(c.status));
    table.markup(std::string("<code>").append(escaped(c.key)).append("</code>"));
    table.cell(is_unverified ? "unverified" : to_text(c.status));
    table.cell(is_unverified ? "no timed repetition's answer was looked at" : c.reason);
  }
  page.heading(3, "Set apart: wrong, skipped or unverified");
  if (is_any)
    page.html(table.html());
  else
    page.paragraph(
        "None: every case gave a right answer, before the timing and after each timed repetition "
        "that was looked at.");
}

double sum_of(const std::vector<LeafRecord>& leaves) {
  double ns = 0;
  for (const LeafRecord& leaf : leaves) ns += leaf.ns;
  return ns;
}

std::string with_share(double ns, double total) {
  if (ns == 0) return "0";
  return time_text(ns).append(total > 0 ? " (" + percent(ns / total) + ")" : "");
}

/// "worker 0 1.2 ms (98 %), host 13 µs (1 %)": the busiest first.
std::string resources_text(const RunRecord& run) {
  std::vector<std::pair<double, std::string>> busy;
  for (const BusyRecord& resource : run.busy)
    busy.emplace_back(sum_of(resource.leaves), resource.resource);
  std::ranges::stable_sort(busy, std::greater{}, [](const auto& entry) { return entry.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(busy.size(), kResourcesNamed); ++i)
    text.append(text.empty() ? "" : ", ")
        .append(busy[i].second)
        .append(" ")
        .append(with_share(busy[i].first, run.p50.total_ns));
  if (busy.size() > kResourcesNamed)
    text.append(", ").append(std::to_string(busy.size() - kResourcesNamed)).append(" more");
  return text.empty() ? "n/a" : text;
}

std::string blame_text(const RunRecord& run) {
  std::string text;
  for (const BlameRecord& blame : run.blame)
    text.append(text.empty() ? "" : "; ")
        .append(blame.resource)
        .append(" held by ")
        .append(blame.holder)
        .append(" ")
        .append(time_text(blame.ns));
  return text;
}

constexpr std::array<std::string_view, 4> kWhatIfs{"copy", "launch", "sync", "copy+launch+sync"};

void add_resource_row(Table& table, const CaseRecord& c, const Family& family) {
  const RunRecord& run = median_run(c);
  table.row(to_text(c.provenance))
      .cell(series_name(c, family.cases))
      .number(time_text(run.p50.total_ns));
  const std::string blame = blame_text(run);
  table.cell(resources_text(run).append(blame.empty() ? "" : "; queued for " + blame));
  for (const std::string_view what : kWhatIfs) {
    const auto found = std::ranges::find(run.marginal, what, &MarginalRecord::classes);
    if (found == run.marginal.end())
      table.number("n/a");
    else
      table.number(time_text(found->ns),
                   found->ns == 0 ? "" : percent(found->ns / run.p50.total_ns));
  }
}

std::string resource_table(const Group& group, const Family& family) {
  Table table({"device", "job at p50", "busy a job, by resource", "saved without copy",
               "without launch", "without sync", "without all three"},
              "resources");
  for (const CaseRecord* c : group.cases) add_resource_row(table, *c, family);
  return table.html();
}

}  // namespace

void add_cases(Page& page, const Report& report) {
  page.heading(2, "5 All cases", "cases");
  Table table({"case", "status", "real time", "interval", "ns per step", "crossings", "flagged"},
              "cases");
  Footnotes notes;
  for (const Family& family : report.families)
    for (const CaseRecord* c : family.cases) add_case_row(table, *c, notes);
  if (report.families.empty())
    page.paragraph("No case can be shown with a time.", "nothing");
  else
    page.html(table.html());
  notes.add_to(page);
  add_doubts(page, report.file);
  add_set_apart(page, report.file);
}

void add_resources(Page& page, const Report& report) {
  page.heading(2, "6 Who was busy, and what removing a tax would buy", "resources");
  page.paragraph(
      "Of the median process run. Busy time counts hidden work too, per job: its largest sum "
      "bounds the throughput. The last columns "
      "replay the job at the median with one class at zero; what they save need not add up, "
      "because removing one cost may expose another.");
  if (report.families.empty()) page.paragraph("No case left a ledger.", "nothing");
  for (const Family& family : report.families) {
    const auto groups = by_problem(family);
    const Group* first = headline(groups);
    page.html("<h3>")
        .text(std::string(family.kernel)
                  .append(first->label.empty() ? "" : ", ")
                  .append(first->label))
        .html(badge(family.provenance))
        .html("</h3>\n");
    page.html(resource_table(*first, family));
    if (groups.size() < 2) continue;
    page.html("<details><summary>")
        .text(counted(groups.size() - 1, "more problem"))
        .html("</summary>\n");
    for (const Group& group : groups)
      if (&group != first) page.heading(4, group.label).html(resource_table(group, family));
    page.html("</details>\n");
  }
}

}  // namespace pontage::plots
