// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/triple_join/triples.hpp"
#include "libbench/device_code.hpp"
#include "libbench/mix64.hpp"

namespace pontage::triple_join {

enum class Status : std::uint32_t {
  unanswered,   ///< nobody has been here
  complete,     ///< all rows, or as many as the limit asks for
  over_budget,  ///< the variant ran out of scratch; nothing else of the answer holds
  unreadable,   ///< the query's text could not be parsed or planned
};

/// 128 bits, added modulo 2¹²⁸.
struct RowSum {
  std::uint64_t low = 0, high = 0;
  PONTAGE_ITEM RowSum& operator+=(const RowSum& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
  }
  friend bool operator==(const RowSum&, const RowSum&) = default;
};

/// What comes back. Rows may come in any order: their sum has none.
struct Answer {
  Status status = Status::unanswered;
  std::uint32_t columns = 0;
  std::uint64_t rows = 0;  ///< how many; of a COUNT, its number
  RowSum sum;              ///< of the rows' hashes; nothing for a COUNT
};

/// Two hashes of a row that share nothing but the row.
PONTAGE_ITEM inline RowSum hash_row(const Id* row, std::size_t columns) {
  RowSum hash{0x243f6a8885a308d3, 0x13198a2e03707344};
  for (std::size_t i = 0; i < columns; ++i) {
    hash.low = mix64(hash.low ^ row[i]);
    hash.high = mix64(hash.high + row[i] * std::uint64_t{0x9e3779b97f4a7c15});
  }
  return hash;
}

}  // namespace pontage::triple_join
