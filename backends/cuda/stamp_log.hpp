// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "backends/cuda/activity_trace.hpp"
#include "backends/cuda/device_clock.hpp"
#include "libbench/track.hpp"

namespace pontage::cuda {

/// The stamps of one operation: a pair of events on the device, then times since an anchor.
struct Stamps {
  Event begin = nullptr, end = nullptr;  ///< null: timed by who did it
  Event done = nullptr;            ///< says that both are recorded; a graph's own events do not say
  int anchor = -1;                 ///< the clock's last when it was submitted
  Ticks not_before = 0;            ///< it was submitted then
  const Ticks* seen_at = nullptr;  ///< when the host saw it done; 0 while it has not
  const std::vector<ActId>* after = nullptr;  ///< of the same job, done before it begins
  JobId job = -1;
  ActId act = -1;
  int engine = 0;
  std::uint64_t bytes = 0;
  float begin_ms = 0, end_ms = 0;  ///< filled when the events are read
  Ticks not_after = ~Ticks{0};
  std::uint64_t number = 0;  ///< in order of submission, or of `note`; so on every engine
};

/// Stamps from the moment their events are recorded to the moment they are marks on the host's
/// clock. What is certain (nothing begins before it is submitted, nothing ends after it was seen
/// done, an engine does one thing at a time, what an operation comes after is done before it
/// begins) corrects what the clock's uncertainty blurs, and how often and by how much is counted.
class StampLog {
 public:
  StampLog();
  /// Their events were just recorded, and must be read before they are recorded again.
  void expect(const Stamps&) noexcept;
  bool expects(Event begin) const noexcept;
  /// One that was timed without events: `take` is given when it ran. Numbers it; false when there
  /// is no room.
  bool note(Stamps&) noexcept;
  /// The number of the operation that is expected next, under which the driver's records know it.
  std::uint64_t next_number() const noexcept { return submitted_; }
  /// Reads the events of all operations that are done.
  void read(Runtime&, const DeviceClock&, Fault&) noexcept;
  /// Turns what was read into marks; what is still expected is dropped and counted. Where the
  /// driver recorded an operation its times stand in for the events', unless the two clocks
  /// disagree: events stand around what they time, so a record that lies outside its own by more
  /// than both clocks blur says that the records' clock is off, and then none of them is used.
  void take(const DeviceClock&, MarkSet&, const DeviceIntervals& recorded = {});
  void forget();

  bool is_empty() const { return expected_.empty(); }
  std::uint64_t corrections() const { return corrections_; }
  Ticks largest_correction() const { return largest_; }

  /// How the driver's records did, over all takes.
  struct Recorded {
    std::uint64_t used = 0, without = 0, refused = 0;  ///< operations; `without`: events served
    Ticks largest_outside = 0;                         ///< how far one lay outside its events
  };
  const Recorded& recorded() const { return recorded_; }

 private:
  void bound_ends();
  bool agrees(const DeviceClock&, const DeviceIntervals&);
  DeviceInterval interval_of(const Stamps&, const DeviceClock&, const DeviceIntervals&);
  Ticks corrected(Ticks stamp, Ticks least, Ticks most);

  std::vector<Stamps> expected_, read_;                   // never longer than what was reserved
  std::map<std::pair<JobId, ActId>, std::size_t> place_;  // in read_
  std::uint64_t submitted_ = 0, dropped_ = 0, corrections_ = 0;
  Ticks largest_ = 0;
  Recorded recorded_;
};

}  // namespace pontage::cuda
