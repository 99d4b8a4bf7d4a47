// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libbench/clock.hpp"
#include "libbench/timeline.hpp"

namespace pontage {

/// What a thread writes in the window: two stamps, no names and no edges (the plan has them).
struct Mark {
  Ticks begin = 0, end = 0;
  JobId job = -1;
  std::uint16_t act = 0;
  std::uint16_t step = 0;  ///< of a loop, or the number of a region inside a host step
  std::uint64_t bytes = 0;
};
static_assert(sizeof(Mark) == 32);

/// One thread's marks: a fixed array, touched beforehand so that no page fault falls into the
/// window. Full means dropped and counted, never overwritten. Aligned so that two threads' tracks
/// share no cache line and no pair of lines fetched together.
class alignas(128) Track {
 public:
  explicit Track(std::size_t most = 0) : marks_(most) {}
  void push(const Mark& mark) noexcept {
    if (used_ < marks_.size()) [[likely]]
      marks_[used_++] = mark;
    else
      ++dropped_;
  }
  std::span<const Mark> marks() const { return std::span(marks_).first(used_); }
  std::uint64_t dropped() const { return dropped_; }
  void clear() { used_ = dropped_ = 0; }

 private:
  std::vector<Mark> marks_;
  std::size_t used_ = 0;
  std::uint64_t dropped_ = 0;
};

/// One worker's part in one region, from its first item to after its last; or, for worker
/// kWholeRegion, the region as its caller saw it, from before it woke anybody to after the last
/// arrival.
struct RegionMark {
  Ticks begin = 0, end = 0;
  JobId job = -1;
  std::uint16_t act = 0, region = 0;
  std::int32_t worker = 0;
};
inline constexpr std::int32_t kWholeRegion = -1;

/// All that the threads of a run left behind, in no particular order, plus how many found their
/// track full.
struct MarkSet {
  std::vector<Mark> marks;          ///< one an act of the plan and job
  std::vector<RegionMark> regions;  ///< one a worker that took part in a region
  std::uint64_t dropped = 0;
  void take(Track&);
};

}  // namespace pontage
