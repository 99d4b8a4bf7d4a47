// SPDX-License-Identifier: Apache-2.0
#include "libbench/record.hpp"

#include <array>

namespace pontage {

std::string_view to_text(Status status) {
  constexpr std::array<std::string_view, 3> names{"right", "wrong", "skipped"};
  return names.at(static_cast<std::size_t>(status));
}

}  // namespace pontage
