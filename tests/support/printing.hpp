// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "libbench/timeline.hpp"

namespace pontage {

/// How GoogleTest shows our types when a comparison fails.
template <class Tag>
void PrintTo(Quantity<Tag> quantity, std::ostream* out) {
  *out << quantity.count();
}
inline void PrintTo(const Interval& at, std::ostream* out) {
  *out << '[' << at.ready.count() << "; " << at.begin.count() << ", " << at.end.count()
       << ") after " << at.previous;
}
inline void PrintTo(Leaf leaf, std::ostream* out) { *out << to_text(leaf.kind) << ' ' << leaf.of; }

}  // namespace pontage
