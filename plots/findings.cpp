// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

void add_item(Page& page, std::string_view lead, const std::string& rest, std::string_view kind) {
  page.html("<li class=\"")
      .text(kind)
      .html("\"><strong>")
      .text(lead)
      .html("</strong> ")
      .text(rest)
      .html("</li>\n");
}

/// Of how many problems each device is the fastest; what can be told of none is counted too.
void add_tally(Page& page, const Report& report, Provenance provenance) {
  std::map<std::string, std::size_t> wins;
  std::size_t problems = 0, undecided = 0;
  for (const FamilyStandings& family : report.standings) {
    if (family.provenance != provenance) continue;
    for (const Standing& standing : family.problems) {
      if (standing.places.size() < 2) continue;
      ++problems;
      if (standing.is_decided())
        ++wins[standing.places[0].fastest->device];
      else
        ++undecided;
    }
  }
  if (problems == 0) return;
  std::string text;
  for (const auto& [device, count] : wins)
    text.append(text.empty() ? "" : "; ")
        .append(device)
        .append(" in ")
        .append(std::to_string(count));
  if (undecided > 0)
    text.append(text.empty() ? "" : "; ")
        .append("in ")
        .append(std::to_string(undecided))
        .append(provenance == Provenance::modelled ? " the first two are equal"
                                                   : " the first two cannot be told apart");
  const bool is_modelled = provenance == Provenance::modelled;
  add_item(page,
           std::string("Fastest of ")
               .append(counted(problems, "problem"))
               .append(is_modelled ? " (modelled):" : ":"),
           text.append("."), to_text(provenance));
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
  for (const Provenance provenance : {Provenance::measured, Provenance::modelled})
    add_tally(page, report, provenance);
  add_modelled(page, report);
  add_doubts(page, report.file);
  add_trouble(page, report.file);
  page.html("</ul>\n");
  if (report.families.empty()) {
    page.paragraph("No case has a right and verified answer, so there is nothing to compare.");
    return;
  }
  add_standings(page, report);
}

}  // namespace pontage::plots
