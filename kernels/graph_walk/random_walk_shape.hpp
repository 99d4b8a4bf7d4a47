// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/graph_walk/graph.hpp"
#include "kernels/graph_walk/graph_shape.hpp"

namespace pontage::graph_walk {

/// Random walks with restart: each walk goes from its start along edges drawn with equal chance,
/// and with a given chance, or where no edge leads on, back to its start (personalised PageRank by
/// sampling; node2vec's and graph learning's inner loop). Two dependent loads a step and no work to
/// hide them behind: what one worker can do is how many walks it keeps in flight.
///
/// Shapes   offsets [vertices + 1] u64, targets [edges] u32 (dataset: compressed sparse rows);
///          starts [walks] u32, states [walks] u64 (request: where each begins and its generator);
///          ends [walks] u32, sums [walks] u64 (response: where each ended, and the sum of the
///          vertices it stood on, modulo 2⁶⁴).
/// Work     steps = walks · steps; dependent loads, counted by the reference: one row of offsets a
///          step, and one target where it did not go back; bytes_read = what these take.
/// Judge    exact: a walk is determined by its state, a linear congruential generator modulo 2⁶⁴
///          (Knuth's MMIX constants): bits 32 to 63 choose the edge, 16 to 31 decide about going
///          back.
struct RandomWalkShape : GraphShape {
  std::int64_t walks = 0;
  std::int64_t steps = 0;     ///< of each walk
  std::int64_t restart = 0;   ///< chance to go back, in 65,536ths a step
  std::int64_t contexts = 0;  ///< walks that one worker keeps in flight
};

enum RandomWalkValue : std::size_t {
  kWalkOffsets = 0,
  kWalkTargets = 1,
  kWalkStarts = 2,
  kWalkStates = 3,
  kWalkEnds = 4,
  kWalkSums = 5
};

}  // namespace pontage::graph_walk
