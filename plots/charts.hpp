// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plots/page.hpp"
#include "plots/selection.hpp"

namespace pontage::plots {

/// The colour of a leaf class: a CSS variable of style.css, the same in every chart.
std::string colour_of(LeafClass);

/// Colours of series: the same name has the same colour wherever it is asked for in one report.
class Palette {
 public:
  std::string colour_of(const std::string& series);

 private:
  std::map<std::string, int> place_;
};

/// Stacked bars of the mean ledger by class, a bar a case, in time and in shares. `label_width` px
/// stand left of the bars.
Chart ledger_chart(const Group&, const Family&, int label_width);
/// How many px the longest label of the family needs.
int label_width(const Family&);

/// One point of a curve.
struct Point {
  double x = 0, y = 0, lower = 0, upper = 0;
  std::string x_text = {}, y_text = {}, interval = {}, variant = {};
};
struct Series {
  std::string name, colour;
  std::vector<Point> points;  ///< by x
};
/// What a curve is drawn with.
struct CurveStyle {
  std::string x_title, y_title;
  int width = 820, height = 300;
};
/// Cost against a count, both axes logarithmic; `ideal` is dashed and may be empty.
Chart curve_chart(const std::vector<Series>&, const std::vector<Point>& ideal, const CurveStyle&,
                  Provenance);
/// Cost against bytes, with the caches as rules.
Chart ladder_chart(const std::vector<Series>&, const std::vector<CacheFact>&, const CurveStyle&,
                   Provenance);
/// Throughput against workers, from zero up.
Chart scaling_chart(const std::vector<Series>&, const std::vector<Point>& ideal, const CurveStyle&,
                    Provenance);

}  // namespace pontage::plots
