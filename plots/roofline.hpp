// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/record.hpp"
#include "plots/charts.hpp"
#include "plots/page.hpp"

namespace pontage::plots {

/// What the host reached with so many workers where nothing else held it up: the best measured case
/// of `stream_read` on its largest array beyond the caches, and of `multiply_add`. 0 and null where
/// the file has none.
struct Ceiling {
  std::int64_t workers = 0;
  double bytes_a_second = 0, flop_a_second = 0;
  const CaseRecord* read = nullptr;
  const CaseRecord* multiply = nullptr;
};
/// By workers; only counts that one of the two was run with.
std::vector<Ceiling> ceilings_of(const ResultFile&);

/// The chase of one chain, on one worker and the largest cycle beyond the caches, that was fastest:
/// one dependent load at a time. Null where the file has none.
const CaseRecord* one_load_at_a_time(const ResultFile&);

/// What a kernel's work is counted in: flop where it counts any, else its own steps.
enum class WorkUnit : std::uint8_t { flop, steps };

/// A case below (or beside) the ceilings of as many workers.
struct RoofPoint {
  const CaseRecord* of = nullptr;
  double intensity = 0;  ///< work per byte of the problem's least traffic
  double rate = 0;       ///< work a second, end to end
  double roof = 0;       ///< the most that the ceilings allow; 0 where they were not measured
  std::string_view bound = {};  ///< the ceiling that is the roof: "memory" or "multiply-adds"
  bool is_resident = false;     ///< its problem says that a cache holds it
};
/// The plotted measured cases that ran on the host's workers and on its memory, the two ceilings'
/// own left out.
std::vector<RoofPoint> roof_points(const ResultFile&, const std::vector<Ceiling>&, WorkUnit);

/// Work a second of a case, end to end; 0 where it has no time.
double rate_of(const CaseRecord&, WorkUnit);
/// "95.1 Gflop/s": three digits and a decimal prefix before the unit.
std::string rate_text(double, std::string_view unit);
/// The unit behind a rate of the case: "flop/s", " dereferences/s".
std::string unit_of(const CaseRecord&, WorkUnit);

/// Everything on one pair of logarithmic axes. `points` is not empty.
struct Roofline {
  std::vector<Ceiling> ceilings;
  std::vector<RoofPoint> points;
  double one_load = 0;  ///< a level drawn dashed; 0: none
  WorkUnit unit = WorkUnit::flop;
};
Chart roofline_chart(const Roofline&, Palette&);

}  // namespace pontage::plots
