// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/graph_walk/random_walk_shape.hpp"
#include "libbench/device_code.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::graph_walk {

/// What all walks of a job share.
struct Walks {
  const std::uint64_t* offsets = nullptr;
  const Vertex* targets = nullptr;
  const Vertex* starts = nullptr;
  const std::uint64_t* states = nullptr;
  Vertex* ends = nullptr;
  std::uint64_t* sums = nullptr;
  std::int64_t steps = 0, restart = 0;
};

inline Walks walks_of(const Args& args) {
  const auto& shape = args.shape_as<RandomWalkShape>();
  return {args.value<const std::uint64_t>(kWalkOffsets),
          args.value<const Vertex>(kWalkTargets),
          args.value<const Vertex>(kWalkStarts),
          args.value<const std::uint64_t>(kWalkStates),
          args.value<Vertex>(kWalkEnds),
          args.value<std::uint64_t>(kWalkSums),
          shape.steps,
          shape.restart};
}

enum class WalkSite : Site { start, state, first_edge, last_edge, target, end, sum };
PONTAGE_ITEM constexpr Site site(WalkSite s) { return static_cast<Site>(s); }

/// One walk on its way.
struct Walker {
  std::int64_t number = 0, left = 0;
  std::uint64_t state = 0, sum = 0, edge = 0;
  Vertex start = 0, at = 0;
  bool has_edge = false;  ///< drawn, and not taken yet
};

template <class Probe>
PONTAGE_ITEM void start_walk(Probe& probe, const Walks& walks, Walker& w, std::int64_t number) {
  w.number = number;
  w.left = walks.steps;
  w.start = w.at = probe.load(&walks.starts[number], site(WalkSite::start));
  w.state = probe.load(&walks.states[number], site(WalkSite::state));
  w.sum = 0;
  w.has_edge = false;
}

/// First half of a step: draws the edge, or goes back and so ends the step.
template <class Probe>
PONTAGE_ITEM void draw_edge(Probe& probe, const Walks& walks, Walker& w) {
  constexpr std::uint64_t kFactor = 6364136223846793005, kAddend = 1442695040888963407;
  w.state = w.state * kFactor + kAddend;
  const std::uint64_t first = probe.follow(&walks.offsets[w.at], site(WalkSite::first_edge));
  const std::uint64_t last =
      probe.load(&walks.offsets[w.at + std::uint64_t{1}], site(WalkSite::last_edge));
  probe.op(Op::multiply, 2);
  probe.op(Op::integer, 5);
  probe.op(Op::branch, 2);
  const auto chance = static_cast<std::int64_t>(w.state >> 16 & 0xffff);
  w.has_edge = first != last && chance >= walks.restart;
  w.edge = first + ((w.state >> 32) * (last - first) >> 32);
}

/// Second half: along the edge, or back.
template <class Probe>
PONTAGE_ITEM void take_edge(Probe& probe, const Walks& walks, Walker& w) {
  w.at = w.has_edge ? probe.follow(&walks.targets[w.edge], site(WalkSite::target)) : w.start;
  w.sum += w.at;
  w.has_edge = false;
  --w.left;
  probe.op(Op::integer, 2);
  probe.op(Op::branch, 1);
}

template <class Probe>
PONTAGE_ITEM void end_walk(Probe& probe, const Walks& walks, const Walker& w) {
  probe.store(&walks.ends[w.number], w.at, site(WalkSite::end));
  probe.store(&walks.sums[w.number], w.sum, site(WalkSite::sum));
}

/// One whole walk.
template <class Probe>
PONTAGE_ITEM void walk_item(Probe& probe, const Walks& walks, std::int64_t number) {
  Walker w;
  start_walk(probe, walks, w, number);
  while (w.left > 0) {
    draw_edge(probe, walks, w);
    take_edge(probe, walks, w);
  }
  end_walk(probe, walks, w);
}

/// Up to the next load whose line may have to come from memory; false when the walk is done.
template <class Probe>
PONTAGE_ITEM bool step_walk(Probe& probe, const Walks& walks, Walker& w) {
  if (!w.has_edge) {
    if (w.left == 0) {
      end_walk(probe, walks, w);
      return false;
    }
    draw_edge(probe, walks, w);
    if (w.has_edge) {
      probe.yield_for(&walks.targets[w.edge], site(WalkSite::target));
      return true;
    }
  }
  take_edge(probe, walks, w);
  probe.yield_for(&walks.offsets[w.at], site(WalkSite::first_edge));
  return true;
}

}  // namespace pontage::graph_walk
