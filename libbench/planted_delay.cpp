// SPDX-License-Identifier: Apache-2.0
#include "libbench/planted_delay.hpp"

#include <array>

namespace pontage {

std::string_view to_text(DelayPoint point) {
  constexpr std::array<std::string_view, kDelayPoints> names{
      "host_between_steps", "before_start", "in_copy", "before_notice", "before_first_item"};
  return names.at(static_cast<std::size_t>(point));
}

}  // namespace pontage
