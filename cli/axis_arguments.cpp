// SPDX-License-Identifier: Apache-2.0
#include "cli/axis_arguments.hpp"

namespace pontage::cli {

Result<Settings> parse_axis_arguments(std::span<const AxisSpec> axes,
                                      const std::vector<std::string>& texts,
                                      const std::string& whose) {
  Settings settings;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    const AxisSpec* axis =
        equals == std::string::npos ? nullptr : find_axis(axes, text.substr(0, equals));
    if (axis == nullptr)
      return fail(ErrorKind::usage, "'-a " + text + "' is not name=value of an axis of " + whose);
    auto value = parse_axis_value(*axis, text.substr(equals + 1));
    if (!value) return pass_on(value.error());
    settings[axis->name] = *value;
  }
  return settings;
}

}  // namespace pontage::cli
