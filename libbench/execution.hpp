// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "libbench/load.hpp"
#include "libbench/plan.hpp"
#include "libbench/track.hpp"

namespace pontage {

/// Called by the run between jobs, outside every window: poison responses before, look at them
/// after.
class JobObserver {
 public:
  virtual ~JobObserver() = default;
  virtual void before(JobId, SlotId) = 0;
  virtual void after(JobId, SlotId) = 0;
};

/// The window of one job as its driver stamped it; kept for untraced jobs too.
struct JobTime {
  JobId job = -1;
  Ticks release = 0, end = 0;
  Nanoseconds run_delay{};
};

/// The code of one stage.
struct StageCode {
  const Problem* problem = nullptr;
  const Variant* variant = nullptr;
};

struct RunSpec {
  JobId first = 0;  ///< job numbers only grow over the life of an Execution
  int jobs = 1;
  bool is_traced = false;
  Load load{};
};

inline constexpr std::uint16_t kObserverAct =
    0xffff;  ///< the act of a mark that the JobObserver leaves

/// Owns the buffers, tracks and prepared work of one case and runs its jobs; warm-up is `run` over
/// earlier jobs, the same path. One thread drives it. Nothing is allocated between the first
/// release and the last end of a run. One at a time on a device: setting one up, and its end, clear
/// the queues of its devices.
class Execution {
 public:
  /// The plan, placement, problems and variants must outlive it. Refuses plans that reserve what
  /// cannot run yet, devices without a queue that cannot run on the caller, and what does not fit
  /// into memory.
  static Result<std::unique_ptr<Execution>> make(const Plan&, const Placement&,
                                                 std::vector<StageCode>, const ClockMap&,
                                                 const PlantedDelays* = nullptr);
  virtual ~Execution() = default;

  /// Allocates, fills what comes from outside, uploads residents. Once, timed apart by the caller.
  virtual Result<void> setup() = 0;
  /// Runs jobs first … first + jobs − 1. The result is valid until the next call. At most
  /// `most_jobs()` a call.
  virtual std::span<const JobTime> run(const RunSpec&, JobObserver*) = 0;
  virtual int most_jobs() const = 0;
  /// The responses that end on the host, of one stage, by value number; other values are empty.
  virtual HostValues responses(SlotId, int stage) const = 0;
  /// Overwrites the responses of a slot wherever they lie, on the host directly, on a device by a
  /// copy of its queue, so that an answer left over from an earlier job cannot pass for this one's.
  /// Outside every window.
  virtual void poison(JobId, SlotId) = 0;
  /// What its devices' queues say went wrong; then nothing that was run since counts.
  virtual Result<void> health() const = 0;
  /// The marks of the last traced run; call it before the next.
  virtual MarkSet drain() = 0;
  /// Where the buffers of a role really are, for the record; empty when nobody can say.
  virtual std::span<const Buffer> buffers() const = 0;
};

}  // namespace pontage
