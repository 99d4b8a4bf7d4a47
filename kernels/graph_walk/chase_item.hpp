// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/graph_walk/chase_shape.hpp"
#include "kernels/graph_walk/device_code.hpp"
#include "libbench/dialect.hpp"

namespace pontage::graph_walk {

/// What a launch of the chase gets.
struct Walk {
  const char* cycle = nullptr;
  const std::uint64_t* starts = nullptr;
  std::uint64_t* ends = nullptr;
  std::int64_t items = 0, hops = 0;
};

inline Walk walk_of(const Args& args, std::int64_t items) {
  return {args.value<const char>(kCycle), args.value<const std::uint64_t>(kStarts),
          args.value<std::uint64_t>(kEnds), items, args.shape_as<ChaseShape>().hops};
}

/// One item: K interleaved chains from one thread, item after item in starts and ends.
template <int K>
PONTAGE_ITEM void follow_item(const Walk& walk, std::int64_t item) {
  std::uint64_t at[K];
  PONTAGE_UNROLL
  for (int k = 0; k < K; ++k) at[k] = walk.starts[item * K + k];
  for (std::int64_t i = 0; i < walk.hops; ++i) {
    PONTAGE_UNROLL
    for (int k = 0; k < K; ++k) at[k] = *reinterpret_cast<const std::uint64_t*>(walk.cycle + at[k]);
  }
  PONTAGE_UNROLL
  for (int k = 0; k < K; ++k) walk.ends[item * K + k] = at[k];
}

}  // namespace pontage::graph_walk
