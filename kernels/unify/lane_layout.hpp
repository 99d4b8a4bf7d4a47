// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/unify/term_digest.hpp"
#include "kernels/unify/unify_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// What waits while the term of a variable is read.
struct DigestFrame {
  RowDigest row;
  std::uint32_t at = 0, open = 0;  ///< the next cell, and terms still to read
  std::uint32_t root = 0;          ///< the variable whose term is read
  std::uint32_t is_own_row = 0;    ///< whether that term is a row of its own
};
/// Two terms that must become equal, `open` of them one after the other.
struct Goal {
  std::uint32_t left = 0, right = 0, open = 1;
};

/// The room of one pair under way. Every stack is as deep as a pair of that size can make it, so
/// nothing recurses and nothing overflows.
struct Lane {
  RowDigest* rows = nullptr;         ///< [variables] of a variable's term, once known
  DigestFrame* frames = nullptr;     ///< [variables + 1]
  Goal* goals = nullptr;             ///< [2 × cells + 1]
  std::uint32_t* bound = nullptr;    ///< [variables] 0, or what it is bound to; 0 between pairs
  std::uint32_t* marks = nullptr;    ///< [variables] 0, or how far the digest is; 0 between pairs
  std::uint32_t* ends = nullptr;     ///< [cells] the cell after the term
  std::uint32_t* parents = nullptr;  ///< [cells] the class of a cell
};

/// Room for the largest pair of a job, in bytes from a lane's beginning.
struct LaneLayout {
  std::uint64_t frames = 0, goals = 0, bound = 0, marks = 0, ends = 0, parents = 0;
  std::uint64_t size = 0;

  PONTAGE_ITEM static constexpr LaneLayout of(std::uint64_t cells, std::uint64_t variables) {
    LaneLayout l;
    l.frames = variables * sizeof(RowDigest);
    l.goals = l.frames + (variables + 1) * sizeof(DigestFrame);
    l.bound = l.goals + (2 * (cells + variables) + 1) * sizeof(Goal);
    l.marks = l.bound + variables * 4;
    l.ends = l.marks + variables * 4;
    l.parents = l.ends + cells * 4;
    l.size = (l.parents + cells * 4 + 63) / 64 * 64;
    return l;
  }
};

PONTAGE_ITEM inline Lane lane_at(std::byte* room, const LaneLayout& l) {
  Lane lane;
  lane.rows = reinterpret_cast<RowDigest*>(room);
  lane.frames = reinterpret_cast<DigestFrame*>(room + l.frames);
  lane.goals = reinterpret_cast<Goal*>(room + l.goals);
  lane.bound = reinterpret_cast<std::uint32_t*>(room + l.bound);
  lane.marks = reinterpret_cast<std::uint32_t*>(room + l.marks);
  lane.ends = reinterpret_cast<std::uint32_t*>(room + l.ends);
  lane.parents = reinterpret_cast<std::uint32_t*>(room + l.parents);
  return lane;
}

}  // namespace pontage::unify
