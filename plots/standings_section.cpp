// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

std::set<std::string> devices_of(const Report& report, Provenance provenance) {
  std::set<std::string> devices;
  for (const Family& family : report.families)
    if (family.provenance == provenance)
      for (const CaseRecord* c : family.cases) devices.insert(c->device);
  return devices;
}

/// Under a time: how it compares with the first place, and the part that is tax.
std::string compared(const Standing& standing, const Place& place) {
  std::string text;
  if (&place != &standing.places[0]) {
    const Estimate& ratio = place.ratio;
    const bool is_modelled = place.fastest->provenance == Provenance::modelled;
    text.append(place.is_told_apart ? "× " : "≈ × ").append(digits(ratio.value));
    if (!is_modelled && ratio.runs > 1)
      text.append(" (")
          .append(digits(ratio.lower))
          .append(" to ")
          .append(digits(ratio.upper))
          .append(")");
  } else if (standing.is_decided()) {
    text.append("fastest");
  } else if (standing.places.size() > 1) {
    text.append("least");
  }
  return text;
}

void add_standing(Table& table, const std::string& kernel, const Standing& standing,
                  const std::set<std::string>& devices) {
  table.row();
  std::string name = "<strong>" + escaped(kernel) + "</strong>";
  if (!standing.problem.empty())
    name.append("<br><small>").append(escaped(standing.problem)).append("</small>");
  table.markup(name);
  for (const std::string& device : devices) {
    const Place* place = standing.of(device);
    if (place == nullptr) {
      table.number("–");
      continue;
    }
    std::string lowest = "tax " + percent(tax_share(*place->fastest));
    if (place->cases > 1) lowest.append(" · best of ").append(std::to_string(place->cases));
    table.number(time_text(place->time_ns), compared(standing, *place), lowest);
  }
}

Table empty_standings(const std::set<std::string>& devices) {
  std::vector<std::string> heading{"kernel and problem"};
  heading.insert(heading.end(), devices.begin(), devices.end());
  return Table(heading, "standings");
}

/// One row a kernel, one column a device; below, folded away, one row a problem.
void add_table(Page& page, const Report& report, Provenance provenance) {
  const auto devices = devices_of(report, provenance);
  if (devices.empty()) return;
  Table first = empty_standings(devices), all = empty_standings(devices);
  std::size_t kernels = 0, problems = 0;
  for (const FamilyStandings& family : report.standings) {
    if (family.provenance != provenance) continue;
    add_standing(first, family.kernel, family.problems[family.headline], devices);
    ++kernels;
    for (const Standing& standing : family.problems)
      add_standing(all, family.kernel, standing, devices);
    problems += family.problems.size();
  }
  page.html("<div class=\"family ").text(to_text(provenance)).html("\">\n<h3>");
  page.text(provenance == Provenance::modelled ? "Priced on described machines" : "Measured here")
      .html(badge(provenance))
      .html("</h3>\n")
      .html(first.html());
  if (problems > kernels)
    page.html("<details><summary>All ")
        .text(counted(problems, "problem"))
        .html("</summary>\n")
        .html(all.html())
        .html("</details>\n");
  page.html("</div>\n");
}

/// "95 % interval of the ratio", or the least confidence that few process runs allow.
std::string interval_words(const Report& report) {
  double confidence = 1;
  for (const FamilyStandings& family : report.standings)
    for (const Standing& standing : family.problems)
      for (const Place& place : standing.places)
        if (place.ratio.runs > 1) confidence = std::min(confidence, place.ratio.confidence);
  if (confidence == 1) return "one process run, so no interval";
  return percent(confidence).append(" interval of the ratio");
}

}  // namespace

void add_standings(Page& page, const Report& report) {
  page.paragraph(
      "Each kernel at the problem that most devices ran and that takes longest; of each device its "
      "fastest case: the median of a job, below it the ratio to the least in the row (" +
          interval_words(report) +
          "; ≈ where the two cannot be told apart; it does not know that the best of several cases "
          "was chosen), and the part of the mean job that is tax: copy, launch and sync.",
      "remark");
  for (const Provenance provenance : {Provenance::measured, Provenance::modelled})
    add_table(page, report, provenance);
}

}  // namespace pontage::plots
