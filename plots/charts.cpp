// SPDX-License-Identifier: Apache-2.0
#include "plots/charts.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "plots/text.hpp"

namespace pontage::plots {
namespace {

using Json = nlohmann::json;

constexpr int kSeriesColours = 8;  // style.css has as many

/// The leaves of one class with their times, largest first: "copy.dma 3.1 µs, copy.setup 400 ns".
std::string leaves_text(const CaseRecord& c, LeafClass in) {
  std::map<std::string, double> sums;
  for (const RunRecord& run : c.runs)
    for (const LeafRecord& leaf : run.mean.leaves)
      if (parse_leaf_class(leaf.in) == in)
        sums[leaf.leaf] += leaf.ns / static_cast<double>(c.runs.size());
  std::vector<std::pair<double, std::string>> sorted;
  for (const auto& [leaf, ns] : sums) sorted.emplace_back(ns, leaf);
  std::ranges::sort(sorted, std::greater{});
  std::string text;
  for (const auto& [ns, leaf] : sorted)
    text.append(text.empty() ? "" : ", ").append(leaf).append(" ").append(time_text(ns));
  return text;
}

double total_of(const CaseRecord& c) {
  double total = 0;
  for (const auto& [in, ns] : class_times(c)) total += ns;
  return total;
}

/// Of the mean job, all that is not compute.
double other_share(const CaseRecord& c) {
  double other = 0;
  for (const auto& [in, ns] : class_times(c))
    if (in != LeafClass::compute) other += ns;
  const double total = total_of(c);
  return total > 0 ? other / total : 0;
}

Json part_row(const CaseRecord& c, LeafClass in, double ns, double total, TimeUnit unit) {
  return {{"case", c.key},
          {"class", to_text(in)},
          {"class_order", static_cast<int>(in)},
          {"colour", colour_of(in)},
          {"time", ns / unit.ns},
          {"time_text", time_text(ns)},
          {"share", 100 * ns / total},
          {"share_text", percent(ns / total)},
          {"leaves", leaves_text(c, in)}};
}

Json point_row(const Point& p) {
  return {
      {"x", p.x},           {"y", p.y},           {"lower", p.lower},       {"upper", p.upper},
      {"x_text", p.x_text}, {"y_text", p.y_text}, {"interval", p.interval}, {"variant", p.variant}};
}

Json point_rows(const std::vector<Series>& all) {
  Json rows = Json::array();
  for (const Series& series : all)
    for (const Point& point : series.points) {
      rows.push_back(point_row(point));
      rows.back()["series"] = series.name;
      rows.back()["colour"] = series.colour;
    }
  return rows;
}

Json ideal_rows(const std::vector<Point>& ideal) {
  Json rows = Json::array();
  for (const Point& p : ideal) rows.push_back({{"x", p.x}, {"y", p.y}});
  return rows;
}

std::set<double> all_x(const std::vector<Series>& all) {
  std::set<double> values;
  for (const Series& series : all)
    for (const Point& point : series.points) values.insert(point.x);
  return values;
}

/// Round values of a logarithmic axis: evenly spaced within less than a decade, the decades alone
/// over many.
std::vector<double> ticks(double low, double high) {
  std::vector<double> values;
  const double decades = std::log10(high / low);
  if (decades < 0.8) {
    const double rough = (high - low) / 5;
    const double unit = std::pow(10, std::floor(std::log10(rough)));
    const double step = unit * (rough < 2 * unit ? 2 : rough < 5 * unit ? 5 : 10);
    for (double at = std::ceil(low / step); at * step <= high; ++at) values.push_back(at * step);
    return values;
  }
  const std::vector<double> steps = decades > 3 ? std::vector{1.0} : std::vector{1.0, 2.0, 5.0};
  for (double decade = std::pow(10, std::floor(std::log10(low))); decade <= high; decade *= 10)
    for (const double step : steps)
      if (decade * step >= low && decade * step <= high) values.push_back(decade * step);
  return values;
}

/// What a logarithmic axis shows: all points, and of their bands at most a factor of three beyond,
/// so that one stray run does not flatten every line.
std::pair<double, double> log_domain(const std::vector<Series>& all) {
  double low = HUGE_VAL, high = 0, lower = HUGE_VAL, upper = 0;
  for (const Series& series : all)
    for (const Point& p : series.points) {
      low = std::min(low, p.y);
      high = std::max(high, p.y);
      lower = std::min(lower, p.lower);
      upper = std::max(upper, p.upper);
    }
  return {0.8 * std::max(lower, low / 3), 1.25 * std::min(upper, high * 3)};
}

/// The words every curve needs: titles, sizes, domains, ticks.
Json curve_words(const std::vector<Series>& all, const CurveStyle& style) {
  const auto x = all_x(all);
  const auto [low, high] = log_domain(all);
  return {{"x_title", style.x_title},
          {"y_title", style.y_title},
          {"width", style.width},
          {"height", style.height},
          {"x_values", x},
          {"x_domain", {*x.begin(), *x.rbegin()}},
          {"y_domain", {low, high}},
          {"y_values", ticks(low, high)}};
}

std::string description(const CurveStyle& style, const std::vector<Series>& all) {
  std::string text = style.y_title;
  text.append(" against ").append(style.x_title).append(":");
  for (const Series& series : all) text.append(" ").append(series.name).append(";");
  return text;
}

Chart curve(std::string_view spec, const std::vector<Series>& all, const std::vector<Point>& ideal,
            const CurveStyle& style, Provenance provenance) {
  const Json data{{"points", point_rows(all)}, {"ideal", ideal_rows(ideal)}};
  return {spec, curve_words(all, style).dump(), data.dump(), to_text(provenance),
          description(style, all)};
}

}  // namespace

std::string colour_of(LeafClass in) {
  return std::string("var(--leaf-").append(to_text(in)).append(")");
}

std::string Palette::colour_of(const std::string& series) {
  const int at = place_.emplace(series, static_cast<int>(place_.size())).first->second;
  return std::string("var(--series-").append(std::to_string(at % kSeriesColours)).append(")");
}

int label_width(const Family& family) {
  std::size_t longest = 0;
  for (const CaseRecord* c : family.cases)
    longest = std::max(longest, series_name(*c, family.cases).size());
  return static_cast<int>(std::clamp<std::size_t>(longest * 7 + 12, 90, 420));
}

Chart ledger_chart(const Group& group, const Family& family, int label_px) {
  double longest = 0;
  for (const CaseRecord* c : group.cases) longest = std::max(longest, total_of(*c));
  const TimeUnit unit = unit_for(longest);
  double most_other = 0.01;  // at least 1 % wide, so that slivers look like slivers
  Json parts = Json::array(), totals = Json::array(), labels = Json::array();
  for (const CaseRecord* one : group.cases) {
    const CaseRecord& c = *one;
    const double total = total_of(c);
    const std::string label = series_name(c, family.cases);
    for (const auto& [in, ns] : class_times(c)) {
      parts.push_back(part_row(c, in, ns, total, unit));
      parts.back()["label"] = label;
    }
    const double other = other_share(c);
    most_other = std::max(most_other, other);
    labels.push_back(label);
    totals.push_back({{"label", label},
                      {"time", total / unit.ns},
                      {"time_text", time_text(total)},
                      {"other_share", 100 * other},
                      {"other_text", percent(other)}});
  }
  // A quarter more than the longest bar, so that its time stands beside it.
  const Json words{{"time_title", std::string("mean time a job, ").append(unit.name)},
                   {"longest", 1.25 * longest / unit.ns},
                   {"share_domain", {0, 125 * most_other}},
                   {"labels", std::move(labels)},
                   {"label_width", label_px}};
  const Json data{{"parts", std::move(parts)}, {"totals", std::move(totals)}};
  std::string says = std::string("Mean time a job by class: ")
                         .append(family.kernel)
                         .append(", ")
                         .append(group.label);
  return {"ledger", words.dump(), data.dump(), to_text(family.provenance), std::move(says)};
}

Chart curve_chart(const std::vector<Series>& all, const std::vector<Point>& ideal,
                  const CurveStyle& style, Provenance provenance) {
  return curve("curve", all, ideal, style, provenance);
}

Chart scaling_chart(const std::vector<Series>& all, const std::vector<Point>& ideal,
                    const CurveStyle& style, Provenance provenance) {
  return curve("scaling", all, ideal, style, provenance);
}

Chart ladder_chart(const std::vector<Series>& all, const std::vector<CacheFact>& caches,
                   const CurveStyle& style, Provenance provenance) {
  const auto x = all_x(all);
  Json rules = Json::array();
  for (const CacheFact& cache : caches) {
    const auto size = static_cast<double>(cache.size_bytes);
    if (cache.type == "Instruction" || size < *x.begin() || size > *x.rbegin()) continue;
    rules.push_back({{"x", size},
                     {"name", std::string("L")
                                  .append(std::to_string(cache.level))
                                  .append(" ")
                                  .append(size_text(cache.size_bytes))}});
  }
  const Json data{{"points", point_rows(all)}, {"caches", std::move(rules)}};
  return {"ladder", curve_words(all, style).dump(), data.dump(), to_text(provenance),
          description(style, all)};
}

}  // namespace pontage::plots
