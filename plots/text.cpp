// SPDX-License-Identifier: Apache-2.0
#include "plots/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace pontage::plots {
namespace {

constexpr std::array<TimeUnit, 4> kUnits{{{"s", 1e9}, {"ms", 1e6}, {"µs", 1e3}, {"ns", 1}}};

/// 12345 → "12,345".
std::string grouped(std::string whole) {
  for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3)
    whole.insert(static_cast<std::size_t>(at), 1, ',');
  return whole;
}

std::string with_decimals(double number, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, number);
  return text.data();
}

bool is_size(std::string_view axis) {
  return axis == "bytes" || axis == "pages" || axis.ends_with("_bytes");
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

/// From here on three digits are those of the next power of ten.
constexpr double kRoundsUp = 0.9995;

std::string digits(double number) {
  if (!std::isfinite(number)) return "n/a";
  if (number < 0) return std::string("−").append(digits(-number));
  if (number == 0) return "0";
  if (number >= 999.5)
    return number < 1e15 ? grouped(with_decimals(number, 0)) : with_decimals(number, 0);
  // Of what it rounds to: 9.996 is 10.0.
  const int before_point = static_cast<int>(std::floor(std::log10(number / kRoundsUp))) + 1;
  return with_decimals(number, std::clamp(3 - before_point, 0, 6));
}

TimeUnit unit_for(double ns) {
  for (const TimeUnit unit : kUnits)
    if (std::abs(ns) >= kRoundsUp * unit.ns) return unit;
  return kUnits.back();
}

std::string time_text(double ns) {
  if (!std::isfinite(ns)) return "n/a";
  if (ns == 0) return "0";
  const TimeUnit unit = unit_for(ns);
  return digits(ns / unit.ns).append(" ").append(unit.name);
}

std::string interval_text(const Estimate& ns) {
  if (ns.runs < 2 || !std::isfinite(ns.lower) || !std::isfinite(ns.upper)) return {};
  const TimeUnit unit = unit_for(ns.value);
  return digits(ns.lower / unit.ns)
      .append(" to ")
      .append(digits(ns.upper / unit.ns))
      .append(" ")
      .append(unit.name);
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "n/a";
  const double value = 100 * share;
  if (value > 0 && value < 0.1) return "under 0.1 %";
  const bool needs_decimal = std::abs(value) < 9.95 && value != std::round(value);
  return with_decimals(value, needs_decimal ? 1 : 0).append(" %");
}

std::string size_text(std::int64_t bytes) {
  constexpr std::array<std::pair<std::int64_t, const char*>, 3> kSizes{
      {{std::int64_t{1} << 30, " GiB"},
       {std::int64_t{1} << 20, " MiB"},
       {std::int64_t{1} << 10, " KiB"}}};
  for (const auto& [size, name] : kSizes)
    if (bytes >= size && bytes % size == 0)
      return grouped(std::to_string(bytes / size)).append(name);
  constexpr double kMiB = 1 << 20;
  if (static_cast<double>(bytes) >= kMiB)
    return digits(static_cast<double>(bytes) / kMiB).append(" MiB");
  return grouped(std::to_string(bytes)).append(" bytes");
}

std::string counted(std::size_t count, std::string_view noun) {
  return grouped(std::to_string(count)).append(" ").append(noun).append(count == 1 ? "" : "s");
}

std::string setting_text(std::string_view axis, const AxisValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return std::string(axis).append(" ").append(std::get<std::string>(value));
  if (axis == "bytes") return size_text(*number);
  return std::string(axis).append(" ").append(is_size(axis) ? size_text(*number)
                                                            : grouped(std::to_string(*number)));
}

std::string list_of(const std::set<std::string>& names) {
  std::string text;
  std::size_t at = 0;
  for (const std::string& name : names)
    text.append(at == 0 ? "" : at + 1 == names.size() ? " and " : ", ").append(name), ++at;
  return text;
}

}  // namespace pontage::plots
