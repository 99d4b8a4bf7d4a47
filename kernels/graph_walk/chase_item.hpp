// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/graph_walk/chase_shape.hpp"
#include "libbench/device_code.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

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

enum class ChaseSite : Site { start, hop, end };
PONTAGE_ITEM constexpr Site site(ChaseSite s) { return static_cast<Site>(s); }

/// One item: K interleaved chains from one thread, item after item in starts and ends.
template <int K, class Probe>
PONTAGE_ITEM void follow_item(Probe& probe, const Walk& walk, std::int64_t item) {
  std::uint64_t at[K];
  PONTAGE_UNROLL
  for (int k = 0; k < K; ++k)
    at[k] = probe.load(&walk.starts[item * K + k], site(ChaseSite::start));
  for (std::int64_t i = 0; i < walk.hops; ++i) {
    PONTAGE_UNROLL
    for (int k = 0; k < K; ++k)
      at[k] = probe.follow(reinterpret_cast<const std::uint64_t*>(walk.cycle + at[k]),
                           site(ChaseSite::hop));
  }
  PONTAGE_UNROLL
  for (int k = 0; k < K; ++k) probe.store(&walk.ends[item * K + k], at[k], site(ChaseSite::end));
}

}  // namespace pontage::graph_walk
