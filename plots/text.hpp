// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "libbench/axis.hpp"
#include "libbench/statistics.hpp"

namespace pontage::plots {

/// Text as HTML shows it: & < > " ' become entities. Everything that comes from a result file
/// passes through here.
std::string escaped(std::string_view);

/// Three significant digits: "0.263", "16.6", "166", "1,660".
std::string digits(double);
/// The unit that makes a time readable, and how many ns it has.
struct TimeUnit {
  const char* name;
  double ns;
};
TimeUnit unit_for(double ns);
/// "166 ns", "23.1 ms"; "n/a" when it is not finite.
std::string time_text(double ns);
/// "405 to 420 µs"; empty when the estimate has no interval.
std::string interval_text(const Estimate& ns);
/// "12 %", "0.3 %", "under 0.1 %"; the argument is a share, 1 = all.
std::string percent(double share);
/// "256 MiB" where it is a whole number of a binary unit, "1.80 MiB" from one MiB on, else bytes.
std::string size_text(std::int64_t bytes);
/// "64 chains", "1 case": the plural by adding s.
std::string counted(std::size_t count, std::string_view noun);
/// "256 MiB", "chains 8", "wait spin": a setting as a label shows it.
std::string setting_text(std::string_view axis, const AxisValue&);

/// "a", "a and b", "a, b and c".
std::string list_of(const std::set<std::string>& names);

}  // namespace pontage::plots
