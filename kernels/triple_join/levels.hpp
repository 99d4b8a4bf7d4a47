// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "kernels/triple_join/pattern_shape.hpp"

namespace pontage::triple_join {

/// Where one pattern has the values that a variable may take.
enum class Source : std::uint8_t {
  keys,        ///< first terms of an order
  seconds,     ///< second terms of the key `a`
  thirds,      ///< third terms of the pair of `a` and `b`
  ends,        ///< a path with nothing known: every term it can begin or end with
  reached,     ///< a path from what is known
  exists,      ///< in no order: whether a triple has what is known then, asked for each value
  path_exists  ///< a path between the value and the term `a`, asked for each value
};

struct Participant {
  Source source = Source::exists;
  std::uint8_t pattern = 0;
  std::uint8_t place = 0;     ///< of the variable in the pattern
  Order order = Order::spo;   ///< of keys and seconds
  bool is_forward = true;     ///< of reached: from `a`; of path_exists: from the value
  bool is_alone = false;      ///< the level's only list: its order does not matter
  bool is_continued = false;  ///< of thirds: the level where the pair's second came left its place
  std::uint8_t closure = 0;   ///< of reached and path_exists: which of a worker's
  PlanSlot a, b;
};

/// One variable of the order: the lists that are intersected for it, and what is asked of each
/// value besides.
struct Level {
  std::uint8_t variable = 0;
  std::uint8_t lists = 0, checks = 0, filters = 0;
  std::array<Participant, kMostPatterns> list;
  std::array<Participant, 2 * kMostPatterns> check;
  std::array<std::uint8_t, kMostNodes> filter;
};

struct Levels {
  std::uint32_t count = 0, closures = 0;
  std::array<Level, kMostVariables> level;
};

/// What a plan's variable order comes to. Costs no look at the graph.
void make_levels(const Plan&, Levels&);

}  // namespace pontage::triple_join
