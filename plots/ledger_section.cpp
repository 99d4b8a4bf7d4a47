// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

constexpr std::size_t kShownAtOnce = 8;  // problems of a family drawn without opening anything

/// What a class of leaves is, for the legend.
std::string_view meaning_of(LeafClass in) {
  switch (in) {
    case LeafClass::compute:
      return "the task itself";
    case LeafClass::copy:
      return "bytes moved or transformed to cross between memories";
    case LeafClass::launch:
      return "asking a device or a worker to start";
    case LeafClass::sync:
      return "waiting for each other and telling each other";
    case LeafClass::alloc:
      return "obtaining memory";
    case LeafClass::mem:
      return "slower because others use the same memory";
    case LeafClass::queue:
      return "ready, but another job holds the resource";
    case LeafClass::sched:
      return "runnable, but the operating system ran somebody else";
    case LeafClass::pace:
      return "deliberate waiting";
    case LeafClass::observer:
      return "Pontage's own tracing";
    case LeafClass::unattributed:
      return "no known cause explains it";
  }
  return {};
}

void add_legend(Page& page, const Report& report) {
  std::set<LeafClass> seen;
  for (const Family& family : report.families)
    for (const CaseRecord* c : family.cases)
      for (const auto& [in, ns] : class_times(*c)) seen.insert(in);
  page.html("<p class=\"legend\">\n");
  for (const LeafClass in : seen)
    page.chip(colour_of(in), std::string(to_text(in)).append(": ").append(meaning_of(in)));
  page.html("</p>\n");
}

/// The problems to show at once: spread evenly over the family's list, the first and the last among
/// them.
std::set<std::size_t> shown(std::size_t count) {
  std::set<std::size_t> places;
  for (std::size_t i = 0; i < std::min(count, kShownAtOnce); ++i)
    places.insert(count <= kShownAtOnce ? i : i * (count - 1) / (kShownAtOnce - 1));
  return places;
}

void add_group(Page& page, const Group& group, const Family& family, int label_px) {
  if (!group.label.empty()) page.heading(4, group.label);
  page.chart(ledger_chart(group, family, label_px));
}

void add_family(Page& page, const Family& family) {
  const auto groups = by_problem(family);
  const auto places = shown(groups.size());
  const int label_px = label_width(family);
  page.html("<div class=\"family ").text(to_text(family.provenance)).html("\">\n");
  page.html("<h3>").text(family.kernel).html(badge(family.provenance)).html("</h3>\n");
  for (const std::size_t i : places) add_group(page, groups[i], family, label_px);
  if (places.size() < groups.size()) {
    page.html("<details class=\"charts\"><summary>")
        .text(counted(groups.size() - places.size(), "more problem"))
        .html("</summary>\n");
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (!places.contains(i)) add_group(page, groups[i], family, label_px);
    page.html("</details>\n");
  }
  add_remarks(page, family.cases);
  page.html("</div>\n");
}

}  // namespace

std::string badge(Provenance provenance) {
  const std::string word(to_text(provenance));
  return std::string(" <span class=\"badge ")
      .append(word)
      .append("\">")
      .append(word)
      .append("</span>");
}

void add_remarks(Page& page, const Cases& cases) {
  std::set<std::pair<std::string, std::string>> remarks;
  for (const CaseRecord* c : cases)
    if (!c->placement_remark.empty()) remarks.emplace(c->device, c->placement_remark);
  for (const auto& [device, remark] : remarks)
    page.paragraph(device + ": " + remark + ".", "remark");
}

void add_ledgers(Page& page, const Report& report) {
  page.heading(2, "1 Where the time went", "ledgers");
  page.paragraph(
      "Every nanosecond of a job's end-to-end time stands in exactly one class, along its critical "
      "path. A bar is the mean over "
      "all traced jobs of all process runs; each problem has its own time axis. Point at a bar to "
      "see what it is made of.");
  if (report.families.empty())
    return void(page.paragraph(
        "No right and verified case is in this file: there is no ledger to draw.", "nothing"));
  add_legend(page, report);
  for (const Family& family : report.families) add_family(page, family);
}

}  // namespace pontage::plots
