// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

constexpr double kConfidence = 0.95;
constexpr Seed kSeed = 20240229;  // fixed: the same result gives the same sentences

std::string where(const Family& family, const Group& group) {
  return std::string(family.kernel).append(group.label.empty() ? "" : ", ").append(group.label);
}

/// Each device's fastest case of the group, fastest first.
std::vector<const CaseRecord*> best_of_each_device(const Group& group) {
  const auto time = [](const CaseRecord* c) { return estimate_of(*c, "real_time").value; };
  std::map<std::string, const CaseRecord*> best;
  for (const CaseRecord* c : group.cases) {
    const auto [at, is_new] = best.emplace(c->device, c);
    if (!is_new && time(c) < time(at->second)) at->second = c;
  }
  std::vector<const CaseRecord*> sorted;
  for (const auto& [device, c] : best) sorted.push_back(c);
  std::ranges::sort(sorted, {}, time);
  return sorted;
}

/// "cpu_openmp takes 1.03 times as long (1.01 to 1.05)" or that nothing can be told.
std::string comparison(const CaseRecord& first, const CaseRecord& second, const Cases& all) {
  const std::string name = series_name(second, all);
  const auto slow = run_medians(second), fast = run_medians(first);
  if (slow.empty() || fast.empty()) return {};
  const Estimate ratio = estimate_ratio(slow, fast, kConfidence, kSeed);
  const std::string times = digits(ratio.value).append(" times as long");
  if (first.provenance == Provenance::modelled) return name + " takes " + times + ".";
  if (slow.size() < 2 || fast.size() < 2)
    return name + " took " + times + ", but one process run proves no difference.";
  const std::string interval = std::string(" (")
                                   .append(percent(ratio.confidence))
                                   .append(" interval ")
                                   .append(digits(ratio.lower))
                                   .append(" to ")
                                   .append(digits(ratio.upper))
                                   .append(")");
  if (ratio.lower <= 1) return name + " cannot be told from it: " + times + interval + ".";
  return name + " takes " + times + interval + ".";
}

void add_item(Page& page, std::string_view lead, const std::string& rest, std::string_view kind) {
  page.html("<li class=\"")
      .text(kind)
      .html("\"><strong>")
      .text(lead)
      .html("</strong> ")
      .text(rest)
      .html("</li>\n");
}

void add_fastest(Page& page, const Family& family) {
  const auto groups = by_problem(family);
  const Group* group = headline(groups);
  if (group == nullptr) return;
  const auto ranking = best_of_each_device(*group);
  const CaseRecord& first = *ranking.front();
  const Estimate time = estimate_of(first, "real_time");
  const bool is_modelled = family.provenance == Provenance::modelled;
  std::string text = series_name(first, family.cases);
  text.append(ranking.size() > 1
                  ? is_modelled ? " is priced fastest, " : " has the smallest median, "
                  : " takes ")
      .append(time_text(time.value))
      .append(" a job");
  if (const std::string interval = interval_text(time); !interval.empty())
    text.append(" (")
        .append(interval)
        .append(" over ")
        .append(counted(static_cast<std::size_t>(time.runs), "run"))
        .append(")");
  text.append(".");
  for (std::size_t i = 1; i < ranking.size() && i < 4; ++i)
    text.append(" ").append(comparison(first, *ranking[i], family.cases));
  add_item(page, where(family, *group).append(is_modelled ? " (modelled):" : ":"), text,
           to_text(family.provenance));
}

/// The device of a family that pays the largest share of copy, launch and sync, and where.
void add_taxes(Page& page, const Family& family) {
  std::map<std::string, std::pair<const CaseRecord*, const CaseRecord*>>
      range;  // device → least, most
  for (const CaseRecord* c : family.cases) {
    auto& [least, most] = range.emplace(c->device, std::pair(c, c)).first->second;
    if (tax_share(*c) < tax_share(*least)) least = c;
    if (tax_share(*c) > tax_share(*most)) most = c;
  }
  std::string text;
  for (const auto& [device, cases] : range) {
    const auto& [least, most] = cases;
    const std::string low = percent(tax_share(*least)), high = percent(tax_share(*most));
    text.append(text.empty() ? "" : "; ").append(device).append(" ").append(low);
    if (low != high) text.append(" to ").append(high);
    const std::string problem = shape_text(*most, family.cases, {});
    if (low != high && !problem.empty()) text.append(" (most at ").append(problem).append(")");
  }
  const bool is_modelled = family.provenance == Provenance::modelled;
  add_item(page,
           std::string("Copy, launch and sync in ")
               .append(family.kernel)
               .append(is_modelled ? " (modelled):" : ":"),
           text.append(" of the mean job."), to_text(family.provenance));
}

void add_modelled(Page& page, const Report& report) {
  std::set<std::string> machines;
  double assumed = 0;
  for (const Family& family : report.families)
    for (const CaseRecord* c : family.cases) {
      if (c->provenance != Provenance::modelled) continue;
      machines.insert(c->device);
      assumed = std::max(assumed, c->assumed_share);
    }
  if (machines.empty()) return;
  std::string text =
      list_of(machines).append(": times in virtual time from machine files; nobody measured them");
  if (assumed > 0)
    text.append(", and up to ")
        .append(percent(assumed))
        .append(" of a job rests on assumed parameters");
  add_item(page, assumed > 0 ? "Modelled, assumed:" : "Modelled:",
           text.append(". Read them as a question, not as an answer."), "modelled");
}

void add_trouble(Page& page, const ResultFile& file) {
  std::size_t wrong = 0, skipped = 0, unverified = 0;
  for (const CaseRecord& c : file.cases) {
    wrong += c.status == Status::wrong;
    skipped += c.status == Status::skipped;
    unverified += c.status == Status::right && !is_plotted(c);
  }
  if (file.was_interrupted)
    add_item(page, "Interrupted:", "this file holds what was measured until then.", "doubt");
  if (wrong + skipped + unverified == 0) return;
  std::string text = counted(wrong, "case")
                         .append(" wrong, ")
                         .append(std::to_string(skipped))
                         .append(" skipped, ");
  text.append(std::to_string(unverified))
      .append(" unverified. They are listed in section 5 and never plotted.");
  add_item(page, "Not everything ran:", text, "doubt");
}

void add_doubts(Page& page, const ResultFile& file) {
  std::vector<std::string> names;
  for (const Check& check : file.environment.checks)
    if (check.verdict == Check::Verdict::bad || check.verdict == Check::Verdict::suspicious)
      names.push_back(check.name);
  if (names.empty()) return;
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : ", ").append(name);
  add_item(page, "This machine may have spoilt the figures:",
           text.append(". Section 8 says how and what to do."), "doubt");
}

}  // namespace

void add_findings(Page& page, const Report& report) {
  page.heading(2, "What was found", "findings").html("<ul class=\"findings\">\n");
  for (const Family& family : report.families) add_fastest(page, family);
  for (const Family& family : report.families) add_taxes(page, family);
  add_modelled(page, report);
  add_doubts(page, report.file);
  add_trouble(page, report.file);
  page.html("</ul>\n");
  if (report.families.empty())
    page.paragraph("No case has a right and verified answer, so there is nothing to compare.");
}

}  // namespace pontage::plots
