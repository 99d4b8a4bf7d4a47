// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libbench/result.hpp"

namespace pontage {

/// What an axis can be set to: a whole number (a size is its bytes) or a word.
using AxisValue = std::variant<std::int64_t, std::string>;
std::string to_text(const AxisValue&);

/// One thing a case can vary in: a field of a shape, an axis of a device, of lowering or of the
/// sampler. Its owner is whoever reads it; the owner declares it here once, and flags, JSON, sweeps
/// and docs are derived from that.
struct AxisSpec {
  std::string name;
  std::string unit;  ///< "bytes" (then 32KiB is accepted), "count", or "" for a word
  std::string help;
  AxisValue usual;  ///< the value when nobody sets it; a case's key lists only what differs from it
  std::int64_t least = 0;
  std::int64_t most = INT64_MAX;
  std::vector<std::string> choices = {};  ///< the words allowed; empty for numbers and free words
  std::string follows =
      {};  ///< when not set: takes the value of this other axis, where the case has it
};

/// Axis name → value. Ordered, so that a key made from it is the same everywhere.
using Settings = std::map<std::string, AxisValue, std::less<>>;

const AxisSpec* find_axis(std::span<const AxisSpec>, std::string_view name);
/// One value in the axis's own unit, or an error naming what is allowed.
Result<AxisValue> parse_axis_value(const AxisSpec&, std::string_view text);
/// "v", "[a,b,c]", "[lo:hi:step]" or "[lo:hi:*factor]" (both ends included).
Result<std::vector<AxisValue>> parse_sweep(const AxisSpec&, std::string_view text);
/// Checks a value against the axis's kind, range and choices.
Result<void> check_value(const AxisSpec&, const AxisValue&);

/// The value set for an axis, or its usual one.
AxisValue value_or_usual(const AxisSpec&, const Settings&);
std::int64_t number_of(const Settings&, std::string_view axis, std::int64_t otherwise);
std::string word_of(const Settings&, std::string_view axis, std::string_view otherwise);

/// For people and keys: "name=value", sizes with a binary unit.
std::string to_text(const AxisSpec&, const AxisValue&);

}  // namespace pontage
