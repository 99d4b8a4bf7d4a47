// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

constexpr std::int64_t kBeyondCaches = std::int64_t{256} << 20;
constexpr std::size_t kScalingCharts = 8;

/// How a case becomes a point of a curve.
struct Axes {
  std::function<std::int64_t(const CaseRecord&)> x;
  std::function<std::string(std::int64_t)> x_text;
  std::string_view measure;
  std::string unit;                ///< behind the value
  std::string_view series_except;  ///< a device axis that x stands for
  std::vector<std::string> shape_except;
};

Point point_of(const CaseRecord& c, const Axes& axes, std::int64_t x) {
  const Estimate e = estimate_of(c, axes.measure);
  const bool has_interval = e.runs > 1;
  Point p{static_cast<double>(x),
          e.value,
          has_interval ? e.lower : e.value,
          has_interval ? e.upper : e.value,
          axes.x_text(x),
          digits(e.value).append(" ").append(axes.unit),
          "one run, no interval",
          c.variant};
  if (has_interval)
    p.interval = digits(e.lower)
                     .append(" to ")
                     .append(digits(e.upper))
                     .append(", ")
                     .append(counted(static_cast<std::size_t>(e.runs), "run"));
  return p;
}

struct Lines {
  std::vector<Series> series;
  std::vector<Cases> of;  ///< the cases behind each series
};

/// One series a device and set of other settings, points by x. Cases without the measure or x are
/// left out.
Lines lines_of(const Cases& cases, const Axes& axes, bool with_shape) {
  Lines lines;
  for (const CaseRecord* c : cases) {
    const std::int64_t x = axes.x(*c);
    if (x <= 0 || estimate_of(*c, axes.measure).runs == 0) continue;
    std::string name = series_name(*c, cases, axes.series_except);
    const std::string shape = with_shape ? shape_text(*c, cases, axes.shape_except) : "";
    if (!shape.empty()) name.append(" · ").append(shape);
    const auto found = std::ranges::find(lines.series, name, &Series::name);
    const auto at = static_cast<std::size_t>(found - lines.series.begin());
    if (found == lines.series.end()) {
      lines.series.push_back({name, {}, {}});
      lines.of.emplace_back();
    }
    lines.series[at].points.push_back(point_of(*c, axes, x));
    lines.of[at].push_back(c);
  }
  return lines;
}

/// Whether a line has two points at one x.
bool has_double_points(const Lines& lines) {
  return std::ranges::any_of(lines.series, [](const Series& series) {
    std::set<double> seen;
    return std::ranges::any_of(series.points,
                               [&](const Point& p) { return !seen.insert(p.x).second; });
  });
}

/// Lines named by device and settings, and by the rest of the shape only where that is needed.
Lines lines_of(const Cases& cases, const Axes& axes) {
  Lines lines = lines_of(cases, axes, false);
  return has_double_points(lines) ? lines_of(cases, axes, true) : lines;
}

/// The lines that have more than one point, with names as short as they then can be. A device keeps
/// its colour from chart to chart where it has one line.
std::vector<Series> make_series(const Cases& cases, const Axes& axes, Palette& palette) {
  const Lines all = lines_of(cases, axes);
  Cases kept;
  for (std::size_t i = 0; i < all.of.size(); ++i)
    if (all.of[i].size() > 1) kept.insert(kept.end(), all.of[i].begin(), all.of[i].end());
  Lines lines = lines_of(kept, axes);
  std::map<std::string, int> lines_of_device;
  for (const Cases& of : lines.of) ++lines_of_device[of.front()->device];
  for (std::size_t i = 0; i < lines.series.size(); ++i) {
    const std::string& device = lines.of[i].front()->device;
    lines.series[i].colour =
        palette.colour_of(lines_of_device[device] == 1 ? device : lines.series[i].name);
    std::ranges::sort(lines.series[i].points, {}, &Point::x);
  }
  return lines.series;
}

std::size_t distinct_x(const std::vector<Series>& all) {
  std::set<double> values;
  for (const Series& series : all)
    for (const Point& p : series.points) values.insert(p.x);
  return values.size();
}

void add_legend(Page& page, const std::vector<Series>& all, std::string_view ideal) {
  page.html("<p class=\"legend\">\n");
  for (const Series& series : all) page.chip(series.colour, series.name);
  if (!ideal.empty())
    page.html("<span class=\"chip\"><i class=\"dashed\"></i>").text(ideal).html("</span>\n");
  page.html("</p>\n");
}

/// From a series' first point on: `power` −1 for a cost that halves as x doubles, 1 for a
/// throughput that doubles.
std::vector<Point> ideal_from(const Series& series, const std::vector<Series>& all, int power) {
  const Point& first = series.points.front();
  double last = first.x;
  for (const Series& s : all) last = std::max(last, s.points.back().x);
  std::vector<Point> ideal;
  for (double x = first.x; x <= last; x *= 2)
    ideal.push_back({x, power < 0 ? first.y * first.x / x : first.y * x / first.x});
  return ideal;
}

bool has_axis(const CaseRecord& c, std::string_view axis) {
  return c.shape.find(axis) != c.shape.end();
}

/// The cases of a family that walk `bytes` in `chains`.
Cases walks(const Family& family) {
  Cases cases;
  for (const CaseRecord* c : family.cases)
    if (has_axis(*c, "bytes") && has_axis(*c, "chains")) cases.push_back(c);
  return cases;
}

/// Of the walks, those of the largest size that was run with more than one count of chains.
Cases largest_with_many_chains(const Cases& all) {
  std::map<std::int64_t, Cases> by_size;
  for (const CaseRecord* c : all) by_size[shape_number(*c, "bytes")].push_back(c);
  for (auto at = by_size.rbegin(); at != by_size.rend(); ++at) {
    std::set<std::int64_t> chains;
    for (const CaseRecord* c : at->second) chains.insert(shape_number(*c, "chains"));
    if (chains.size() > 1) return at->second;
  }
  return {};
}

std::string step_of(const Cases& cases) {
  return cases.front()->step_name.empty() ? "step" : cases.front()->step_name;
}

/// "dereferences in flight hide 46-fold" in a sentence, for the series that gains most.
std::string best_gain(const std::vector<Series>& all) {
  const Series* best = nullptr;
  double most = 0;
  for (const Series& s : all)
    if (const double gain = s.points.front().y / s.points.back().y; gain > most)
      most = gain, best = &s;
  constexpr double kWorthSaying = 1.05;
  if (best == nullptr || most < kWorthSaying)
    return "More in flight makes none of these lines fall.";
  return best->name + " goes from " + best->points.front().y_text + " with " +
         best->points.front().x_text + " to " + best->points.back().y_text + " with " +
         best->points.back().x_text + ": " + digits(most) + " times less.";
}

/// Says why there is no chart, or adds it.
void add_hiding(Page& page, const Family& family, Palette& palette) {
  const Cases cases = largest_with_many_chains(walks(family));
  if (cases.empty())
    return void(page.paragraph(
        "No size was run with more than one count of chains: there is no curve.", "nothing"));
  const std::int64_t bytes = shape_number(*cases.front(), "bytes");
  if (bytes < kBeyondCaches)
    return void(page.paragraph("The largest size run with several counts of chains is " +
                                   size_text(bytes) +
                                   ", which a cache may hold; the curve is drawn from 256 MiB on.",
                               "nothing"));
  const std::string unit = "ns per " + step_of(cases);
  const auto x_text = [](std::int64_t n) { return counted(static_cast<std::size_t>(n), "chain"); };
  const auto series = make_series(cases,
                                  {[](const CaseRecord& c) { return shape_number(c, "chains"); },
                                   x_text,
                                   "time_per_step",
                                   unit,
                                   "",
                                   {"bytes", "chains"}},
                                  palette);
  if (distinct_x(series) < 2)
    return void(page.paragraph("No case has a time per step: there is no curve.", "nothing"));
  page.heading(4, size_text(bytes) + ": " + unit + " against chains in one worker");
  page.paragraph(best_gain(series));
  add_legend(page, series, "perfect hiding, from the first line's first point");
  page.chart(curve_chart(series, ideal_from(series.front(), series, -1),
                         {"interleaved chains in one worker", unit}, family.provenance));
}

void add_ladder(Page& page, const Report& report, const Family& family, Palette& palette) {
  Cases cases;
  for (const CaseRecord* c : walks(family))
    if (shape_number(*c, "chains") == 1) cases.push_back(c);
  if (cases.empty())
    return void(page.paragraph("No case walks a single chain: there is no ladder.", "nothing"));
  const std::string unit = "ns per " + step_of(cases);
  const auto series = make_series(cases,
                                  {[](const CaseRecord& c) { return shape_number(c, "bytes"); },
                                   size_text,
                                   "time_per_step",
                                   unit,
                                   "",
                                   {"bytes"}},
                                  palette);
  if (distinct_x(series) < 2)
    return void(
        page.paragraph("One chain was run at one size only: there is no ladder.", "nothing"));
  page.heading(4, "One chain: " + unit + " against the bytes walked");
  const bool is_measured = family.provenance == Provenance::measured;
  add_legend(
      page, series,
      is_measured ? "caches as the machine reports them; a virtual machine may get less" : "");
  page.chart(ladder_chart(series,
                          is_measured ? report.file.environment.caches : std::vector<CacheFact>{},
                          {"bytes walked", unit, 820, 260}, family.provenance));
}

/// The software barrel: cost against items in flight in one worker.
void add_barrel(Page& page, const Family& family, const Cases& cases, Palette& palette) {
  const std::string unit = "ns per " + step_of(cases);
  const auto x_text = [](std::int64_t n) {
    return counted(static_cast<std::size_t>(n), "context");
  };
  const auto series = make_series(cases,
                                  {[](const CaseRecord& c) { return shape_number(c, "contexts"); },
                                   x_text,
                                   "time_per_step",
                                   unit,
                                   "",
                                   {"contexts"}},
                                  palette);
  if (distinct_x(series) < 2)
    return void(page.paragraph(
        "No problem was run with more than one count of contexts: there is no curve.", "nothing"));
  page.heading(4, "The software barrel: " + unit + " against items in flight in one worker");
  page.paragraph(best_gain(series));
  add_legend(page, series, "perfect hiding, from the first line's first point");
  page.chart(curve_chart(series, ideal_from(series.front(), series, -1),
                         {"contexts in one worker", unit}, family.provenance));
}

/// The lines of one problem over workers; only those with more than one count.
std::vector<Series> scaling_series(const Group& group, Palette& palette) {
  const auto x_text = [](std::int64_t n) { return counted(static_cast<std::size_t>(n), "worker"); };
  const std::string unit = step_of(group.cases) + "s per second";
  auto series = make_series(group.cases,
                            {workers_of, x_text, "steps_per_second", unit, "workers", {}}, palette);
  std::erase_if(series, [](const Series& s) { return s.points.front().x == s.points.back().x; });
  return series;
}

void add_scaling_of(Page& page, const Group& group, const Family& family,
                    const std::vector<Series>& series, int width) {
  page.html("<div class=\"cell\">\n")
      .heading(
          4,
          std::string(family.kernel).append(group.label.empty() ? "" : ", ").append(group.label));
  add_legend(page, series, "perfect scaling");
  const std::string unit = step_of(group.cases) + "s per second";
  page.chart(scaling_chart(series, ideal_from(series.front(), series, 1),
                           {"workers", unit, width, 240}, family.provenance));
  page.html("</div>\n");
}

/// Adds what of a family was run on several counts of workers; how many problems that is.
std::size_t add_family_scaling(Page& page, const Family& family, Palette& palette) {
  std::vector<std::pair<Group, std::vector<Series>>> found;
  for (const Group& group : by_problem(family))
    if (auto series = scaling_series(group, palette); !series.empty())
      found.emplace_back(group, std::move(series));
  if (found.empty()) return 0;
  page.html("<div class=\"family ")
      .text(to_text(family.provenance))
      .html("\">\n<h3>")
      .text(family.kernel);
  page.html(badge(family.provenance)).html("</h3>\n<div class=\"grid\">\n");
  for (std::size_t i = 0; i < std::min(found.size(), kScalingCharts); ++i)
    add_scaling_of(page, found[i].first, family, found[i].second, found.size() == 1 ? 820 : 350);
  page.html("</div>\n");
  if (found.size() > kScalingCharts)
    page.paragraph(counted(found.size() - kScalingCharts, "more problem")
                       .append(" scaled too; section 5 has their figures."),
                   "nothing");
  add_remarks(page, family.cases);
  page.html("</div>\n");
  return found.size();
}

}  // namespace

void add_latency(Page& page, Report& report) {
  page.heading(2, "2 Latency, and how much of it is hidden", "latency");
  bool is_any = false;
  for (const Family& family : report.families) {
    Cases barrels;
    for (const CaseRecord* c : family.cases)
      if (has_axis(*c, "contexts")) barrels.push_back(c);
    if (walks(family).empty() && barrels.empty()) continue;
    is_any = true;
    page.html("<div class=\"family ").text(to_text(family.provenance)).html("\">\n");
    page.html("<h3>").text(family.kernel).html(badge(family.provenance)).html("</h3>\n");
    if (!walks(family).empty()) {
      add_hiding(page, family, report.palette);
      add_ladder(page, report, family, report.palette);
    }
    if (!barrels.empty()) add_barrel(page, family, barrels, report.palette);
    add_remarks(page, family.cases);
    page.html("</div>\n");
  }
  if (!is_any)
    page.paragraph(
        "No case walks a cycle in given chains or keeps given contexts in flight: there is nothing "
        "to draw.",
        "nothing");
}

void add_scaling(Page& page, Report& report) {
  page.heading(2, "3 Scaling over workers", "scaling");
  std::size_t problems = 0;
  for (const Family& family : report.families)
    problems += add_family_scaling(page, family, report.palette);
  if (problems == 0)
    page.paragraph(
        "No problem was run with more than one count of workers; `pontage run -a workers=[1,2]` "
        "would.",
        "nothing");
}

}  // namespace pontage::plots
