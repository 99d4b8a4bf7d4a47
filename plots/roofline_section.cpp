// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "plots/roofline.hpp"
#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

constexpr std::string_view kHowToMeasure =
    "`pontage run stream_read multiply_add chase -a pages=2MiB`, with the other kernels named "
    "beside them, measures them in the same processes, in turn with everything else.";

std::string code(const CaseRecord* c) {
  return c == nullptr ? "n/a" : "<code>" + escaped(c->key) + "</code>";
}

void add_ceilings(Page& page, const std::vector<Ceiling>& ceilings) {
  Table table({"workers", "memory, reading", "multiply-adds", "measured by"}, "ceilings");
  for (const Ceiling& c : ceilings) {
    table.row(to_text(Provenance::measured)).number(std::to_string(c.workers));
    table.number(c.read == nullptr ? "n/a" : rate_text(c.bytes_a_second, "B/s"));
    table.number(c.multiply == nullptr ? "n/a" : rate_text(c.flop_a_second, "flop/s"));
    table.markup(code(c.read) + "<br>" + code(c.multiply));
  }
  page.html(table.html());
}

/// What is missing for a roof, with the command that measures it.
void add_missing(Page& page, const std::vector<Ceiling>& ceilings) {
  const auto has = [&](auto member) {
    return std::ranges::any_of(ceilings, [&](const Ceiling& c) { return c.*member != nullptr; });
  };
  std::set<std::string> missing;
  if (!has(&Ceiling::read)) missing.insert("no stream_read beyond the caches");
  if (!has(&Ceiling::multiply)) missing.insert("no multiply_add");
  if (missing.empty()) return;
  page.paragraph("The file has " + list_of(missing) + ", so that a ceiling is missing. " +
                     std::string(kHowToMeasure),
                 "nothing");
}

/// Each kernel's case nearest to its roof; one beyond the caches where there is any.
std::map<std::string, RoofPoint> best_of_each_kernel(const std::vector<RoofPoint>& points) {
  const auto weight = [](const RoofPoint& p) { return std::pair(!p.is_resident, p.rate / p.roof); };
  std::map<std::string, RoofPoint> best;
  for (const RoofPoint& p : points) {
    if (p.roof <= 0) continue;
    const auto [at, is_new] = best.emplace(p.of->kernel, p);
    if (!is_new && weight(p) > weight(at->second)) at->second = p;
  }
  return best;
}

void add_best(Page& page, const std::vector<RoofPoint>& points, WorkUnit unit) {
  const auto best = best_of_each_kernel(points);
  if (best.empty()) return;
  Table table({"kernel", "its case nearest to the roof", "reached", "roof", "share", "bound by"},
              "roofs");
  for (const auto& [kernel, p] : best) {
    const std::string of = unit_of(*p.of, unit);
    table.row(to_text(Provenance::measured)).cell(kernel).markup(code(p.of));
    table.number(rate_text(p.rate, of)).number(rate_text(p.roof, of));
    table.number(percent(p.rate / p.roof));
    // No machine does that: the data stayed in a cache, or the ceiling was taken in a busier
    // moment.
    const bool is_above = p.rate > 1.02 * p.roof;
    table.cell(p.is_resident ? "a cache, not memory"
               : is_above ? "above its roof: a cache helped, or the ceiling was measured while the "
                            "machine was busy"
                          : p.bound);
  }
  page.html(table.html());
}

void add_legend(Page& page, const std::vector<RoofPoint>& points, Palette& palette) {
  page.html("<p class=\"legend\">\n");
  std::set<std::string> kernels;
  for (const RoofPoint& p : points)
    if (kernels.insert(p.of->kernel).second)
      page.chip(palette.colour_of(p.of->kernel), p.of->kernel);
  page.html("</p>\n");
}

void add_chart(Page& page, const Roofline& r, Palette& palette) {
  const bool is_flop = r.unit == WorkUnit::flop;
  page.heading(4, is_flop ? "Kernels that count flop" : "Kernels that count their own steps");
  if (r.points.empty())
    return void(page.paragraph(is_flop ? "No measured case of another kernel counts flop."
                                       : "No measured case of another kernel counts steps alone.",
                               "nothing"));
  add_legend(page, r.points, palette);
  page.chart(roofline_chart(r, palette));
  add_best(page, r.points, r.unit);
}

}  // namespace

void add_roofline(Page& page, Report& report) {
  page.heading(2, "4 The roofline of this machine", "roofline");
  const auto ceilings = ceilings_of(report.file);
  add_missing(page, ceilings);
  if (ceilings.empty()) return;
  page.paragraph(
      "The lines are what this machine reached when a case did nothing else: slanted, reading one "
      "large array; flat, multiply-adds in registers; one line a count of workers. They were "
      "measured among the other cases of this file, in random order. A point is a case, end to "
      "end: "
      "how far it stands below the line of as many workers as took part is what is left to gain.");
  page.paragraph(
      "Bytes are the least that the problem must move, as counted in the task, not traffic that "
      "was seen: real traffic is more where lines are fetched for a part of them, and less where a "
      "cache keeps them from job to job. Hollow points are problems that a cache holds; the "
      "slanted line is no limit to those. The flat line is of f32, and no limit to bf16 on a "
      "processor that multiplies it as it is. Cases that copy to another memory or run on another "
      "device have "
      "other ceilings and are left out.");
  page.html("<div class=\"family measured\">\n");
  add_ceilings(page, ceilings);
  const CaseRecord* one = one_load_at_a_time(report.file);
  add_chart(page, {ceilings, roof_points(report.file, ceilings, WorkUnit::flop), 0, WorkUnit::flop},
            report.palette);
  add_chart(page,
            {ceilings, roof_points(report.file, ceilings, WorkUnit::steps),
             one == nullptr ? 0 : rate_of(*one, WorkUnit::steps), WorkUnit::steps},
            report.palette);
  page.html("</div>\n");
}

}  // namespace pontage::plots
