// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "libbench/track.hpp"

namespace pontage {

/// Where a team leaves, for every parallel region inside a host step, each worker's first and last
/// stamp. Without them a unified machine would show no launch and no barrier at all. One row a
/// worker, so nobody writes to a shared line.
class RegionTrack {
 public:
  RegionTrack(int workers, std::size_t most_regions);

  /// Called by the run around a traced host step; until `leave` the team stamps.
  void enter(JobId job, ActId act) noexcept {
    job_ = job;
    act_ = static_cast<std::uint16_t>(act);
    region_ = 0;
    active_ = true;
  }
  void leave() noexcept { active_ = false; }
  bool is_active() const noexcept { return active_; }
  /// The caller opens a region before it wakes anybody and closes it when all have arrived; what
  /// workers stamp in between belongs to it.
  void open() noexcept {
    opened_ = start_stamp();
    ++region_;
  }
  void close() noexcept { spans_.push({opened_, end_stamp(), job_, act_, region_, 0}); }
  /// Worker `worker` ran at least one item of the open region, from `begin` to `end`. Called by
  /// that worker, before it reports itself done.
  void ran(int worker, Ticks begin, Ticks end) noexcept {
    rows_[static_cast<std::size_t>(worker)].push({begin, end, job_, act_, region_, 0});
  }
  void drain(MarkSet&);

 private:
  std::vector<Track> rows_;
  Track spans_;  // of whole regions, as the caller saw them
  Ticks opened_ = 0;
  JobId job_ = -1;
  std::uint16_t act_ = 0, region_ = 0;
  bool active_ = false;
};

}  // namespace pontage
