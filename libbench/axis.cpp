// SPDX-License-Identifier: Apache-2.0
#include "libbench/axis.hpp"

#include <algorithm>

#include "libbench/units.hpp"

namespace pontage {
namespace {

constexpr std::size_t kMostValues = 4096;  // of one sweep: more is a typing error, not a plan

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(separator, at);
    parts.push_back(trimmed(text.substr(at, end - at)));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

std::string quoted_list(std::span<const std::string> words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Result<std::vector<AxisValue>> parse_range(const AxisSpec& axis,
                                           std::span<const std::string> parts) {
  if (!axis.choices.empty() || std::holds_alternative<std::string>(axis.usual))
    return fail(ErrorKind::usage, "axis '" + axis.name + "' takes words, not a range");
  auto low = parse_axis_value(axis, parts[0]);
  if (!low) return pass_on(low.error());
  auto high = parse_axis_value(axis, parts[1]);
  if (!high) return pass_on(high.error());
  const bool multiply = parts.size() > 2 && parts[2].starts_with('*');
  std::int64_t step = 1;
  if (parts.size() > 2) {
    auto number = multiply ? parse_integer(std::string_view(parts[2]).substr(1))
                           : parse_bytes(parts[2]).map([](Bytes b) { return b.count(); });
    if (!number) return fail_within(number.error(), "the step of axis '" + axis.name + "'");
    step = *number;
  }
  const auto first = std::get<std::int64_t>(*low), last = std::get<std::int64_t>(*high);
  if (step < (multiply ? 2 : 1) || (multiply && first < 1) || last < first)
    return fail(ErrorKind::usage, "axis '" + axis.name +
                                      "': a range is [lo:hi:step] with step ≥ 1, or "
                                      "[lo:hi:*factor] with lo ≥ 1 and factor ≥ 2, and lo ≤ hi");
  std::vector<AxisValue> values;
  for (std::int64_t v = first; v <= last;) {
    values.emplace_back(v);
    if (values.size() > kMostValues)
      return fail(ErrorKind::usage,
                  "axis '" + axis.name + "': the range has more than 4,096 values");
    if (multiply ? v > last / step : v > last - step) break;
    v = multiply ? v * step : v + step;
  }
  return values;
}

}  // namespace

std::string to_text(const AxisValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<std::string>(value);
}

std::string to_text(const AxisSpec& axis, const AxisValue& value) {
  if (axis.unit != "bytes" || !std::holds_alternative<std::int64_t>(value))
    return axis.name + "=" + to_text(value);
  std::string size = to_text(Bytes{std::get<std::int64_t>(value)});
  std::erase(size, ' ');
  // A key names one size: what the short form rounds stands in bytes.
  const auto back = parse_axis_value(axis, size);
  return axis.name + "=" + (back && *back == value ? size : to_text(value));
}

const AxisSpec* find_axis(std::span<const AxisSpec> axes, std::string_view name) {
  const auto at = std::ranges::find(axes, name, &AxisSpec::name);
  return at == axes.end() ? nullptr : &*at;
}

Result<void> check_value(const AxisSpec& axis, const AxisValue& value) {
  if (value.index() != axis.usual.index())
    return fail(ErrorKind::usage, "axis '" + axis.name + "' takes a " +
                                      (axis.usual.index() == 0 ? "number" : "word"));
  if (const auto* number = std::get_if<std::int64_t>(&value);
      number && (*number < axis.least || *number > axis.most))
    return fail(ErrorKind::usage, "axis '" + axis.name + "' = " + std::to_string(*number) +
                                      " is outside " + std::to_string(axis.least) + " to " +
                                      std::to_string(axis.most));
  if (const auto* word = std::get_if<std::string>(&value);
      word && !axis.choices.empty() && std::ranges::find(axis.choices, *word) == axis.choices.end())
    return fail(ErrorKind::usage, "axis '" + axis.name + "' has no value '" + *word +
                                      "'; it takes " + quoted_list(axis.choices));
  return {};
}

Result<AxisValue> parse_axis_value(const AxisSpec& axis, std::string_view text) {
  AxisValue value;
  if (std::holds_alternative<std::string>(axis.usual)) {
    value = trimmed(text);
  } else {
    auto number = axis.unit == "bytes"
                      ? parse_bytes(trimmed(text)).map([](Bytes b) { return b.count(); })
                      : parse_integer(trimmed(text));
    if (!number) return fail_within(number.error(), "axis '" + axis.name + "'");
    value = *number;
  }
  if (auto good = check_value(axis, value); !good) return pass_on(good.error());
  return value;
}

Result<std::vector<AxisValue>> parse_sweep(const AxisSpec& axis, std::string_view text) {
  if (!text.starts_with('['))
    return parse_axis_value(axis, text).map([](AxisValue v) {
      return std::vector<AxisValue>{std::move(v)};
    });
  if (!text.ends_with(']'))
    return fail(ErrorKind::usage,
                "axis '" + axis.name + "': '" + std::string(text) + "' has no closing bracket");
  const std::string_view inside = text.substr(1, text.size() - 2);
  if (inside.find(',') == std::string_view::npos && inside.find(':') != std::string_view::npos) {
    const auto parts = split(inside, ':');
    const bool is_range = parts.size() <= 3 && axis.choices.empty() &&
                          !std::holds_alternative<std::string>(axis.usual);
    if (is_range || !std::holds_alternative<std::string>(axis.usual)) {
      if (parts.size() > 3)
        return fail(ErrorKind::usage, "axis '" + axis.name + "': a range has two or three parts");
      return parse_range(axis, parts);
    }
  }
  std::vector<AxisValue> values;
  for (const auto& part : split(inside, ',')) {
    auto value = parse_axis_value(axis, part);
    if (!value) return pass_on(value.error());
    values.push_back(*value);
  }
  return values;
}

AxisValue value_or_usual(const AxisSpec& axis, const Settings& settings) {
  const auto at = settings.find(axis.name);
  return at == settings.end() ? axis.usual : at->second;
}

std::int64_t number_of(const Settings& settings, std::string_view axis, std::int64_t otherwise) {
  const auto at = settings.find(axis);
  return at == settings.end() ? otherwise : std::get<std::int64_t>(at->second);
}

std::string word_of(const Settings& settings, std::string_view axis, std::string_view otherwise) {
  const auto at = settings.find(axis);
  return at == settings.end() ? std::string(otherwise) : std::get<std::string>(at->second);
}

}  // namespace pontage
