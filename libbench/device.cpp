// SPDX-License-Identifier: Apache-2.0
#include "libbench/device.hpp"

#include <array>

namespace pontage {

std::string_view to_text(Wait wait) {
  constexpr std::array<std::string_view, 3> names{"spin", "yield", "block"};
  return names.at(static_cast<std::size_t>(wait));
}
std::string_view to_text(Submission submission) {
  constexpr std::array<std::string_view, 2> names{"one_by_one", "batched"};
  return names.at(static_cast<std::size_t>(submission));
}
std::string_view to_text(MemoryMode mode) {
  constexpr std::array<std::string_view, 3> names{"pageable", "pinned", "mapped"};
  return names.at(static_cast<std::size_t>(mode));
}

}  // namespace pontage
