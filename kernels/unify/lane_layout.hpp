// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/unify/cells.hpp"

namespace pontage::unify {

/// Two terms that must be equal; or, where one term is gone through, a place in it and how many
/// terms are still to come.
struct Goal {
  std::uint32_t left = 0, right = 0, open = 1;
};
/// Two terms that are gone through in step, and where: waits while the term of a variable that one
/// of them, or both, have there is gone into.
struct Row {
  std::uint32_t left = 0, right = 0;            ///< cells
  std::uint32_t end = 0;                        ///< of the left one, as far as it is known
  std::uint32_t left_root = 0, right_root = 0;  ///< the variables that are being read, or kNoRoot
};

/// The room of one pair under way. Every stack is as deep as a pair of that size can make it, so
/// nothing recurses and nothing overflows.
struct Lane {
  Row* rows = nullptr;               ///< [2 × variables + 2]
  Goal* goals = nullptr;             ///< [2 × (cells + variables) + 1]
  std::uint32_t* bound = nullptr;    ///< [variables] 0, or what it is bound to; 0 between pairs;
                                     ///< vectors read up to 15 words behind: `ends` and `parents`
  std::uint32_t* ends = nullptr;     ///< [cells] the cell after the term
  std::uint32_t* parents = nullptr;  ///< [cells] the class of a cell
};

/// Room for the largest pair of a job, in bytes from a lane's beginning.
struct LaneLayout {
  std::uint64_t goals = 0, bound = 0, ends = 0, parents = 0;
  std::uint64_t size = 0;

  PONTAGE_ITEM static constexpr LaneLayout of(std::uint64_t cells, std::uint64_t variables) {
    LaneLayout l;
    l.goals = (2 * variables + 2) * sizeof(Row);
    l.bound = l.goals + (2 * (cells + variables) + 1) * sizeof(Goal);
    l.ends = l.bound + variables * 4;
    l.parents = l.ends + cells * 4;
    l.size = (l.parents + cells * 4 + 63) / 64 * 64;
    return l;
  }
};

PONTAGE_ITEM inline Lane lane_at(std::byte* room, const LaneLayout& l) {
  Lane lane;
  lane.rows = reinterpret_cast<Row*>(room);
  lane.goals = reinterpret_cast<Goal*>(room + l.goals);
  lane.bound = reinterpret_cast<std::uint32_t*>(room + l.bound);
  lane.ends = reinterpret_cast<std::uint32_t*>(room + l.ends);
  lane.parents = reinterpret_cast<std::uint32_t*>(room + l.parents);
  return lane;
}

}  // namespace pontage::unify
