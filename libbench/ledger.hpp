// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "libbench/timeline.hpp"

namespace pontage {

/// A stretch of a job's critical path. Segments are contiguous and cover the job's window.
struct PathSegment {
  Nanoseconds begin{}, end{};
  Leaf leaf;
  ActivityIndex activity = -1;  ///< what was running, or waited to run
};

/// Who held a resource while a job queued for it.
struct Blame {
  ResourceId resource = -1;
  JobId holder = -1;
  ActId act = -1;
  friend auto operator<=>(const Blame&, const Blame&) = default;
};

/// The exclusive ledger of one job: every nanosecond of its window in exactly one leaf, along the
/// critical path. Sums to `total` exactly.
struct Ledger {
  JobId job = -1;
  Nanoseconds total{};
  std::map<Leaf, Nanoseconds> leaves;  ///< none is zero
  std::vector<PathSegment> path;       ///< in time order
  std::map<Blame, Nanoseconds> blame;
  int causality_clamps = 0;  ///< a cause that began after its effect was cut to nothing

  Nanoseconds of(LeafClass) const;
  Nanoseconds of(LeafKind) const;
  /// Unattributed time above 2 % of the window and above 1 µs: the ledger does not explain this
  /// run.
  bool is_flagged() const;
};

/// Walks back from the job's last activity (docs/taxes.md, attribution). The walk never enters
/// another job and never goes below the job's release. The window's run delay is carved, as
/// `sched`, from the longest stretch that the driving thread (resource 0) was busy.
Ledger settle(const Timeline&, const JobWindow&);

/// The resource ledger: busy time of every resource by leaf, hidden work included. Its largest sum
/// bounds the throughput.
using ResourceLedger = std::map<ResourceId, std::map<Leaf, Nanoseconds>>;
ResourceLedger busy(const Timeline&);

/// The marginal ledger: what removing the classes would really buy, end-to-end now minus end-to-end
/// of the replay without them. Queues, barriers, bubbles and contention are consequences and cannot
/// be removed this way.
Nanoseconds marginal(const Timeline&, const JobWindow&, LeafClasses zero);

/// One ledger a job of the timeline, in its order.
std::vector<Ledger> settle_all(const Timeline&);

/// Many jobs. The mean sums exactly up to rounding of its division; the ledgers at the median and
/// at p99 are those of real jobs. Leaf medians are never formed: they do not sum.
struct LedgerSummary {
  std::map<Leaf, double> mean_ns;  ///< over all jobs given
  double mean_total_ns = 0;
  Ledger at_p50, at_p99;
  std::map<Blame, Nanoseconds> blame;  ///< summed over all jobs
  int jobs = 0, flagged = 0, causality_clamps = 0;
};
/// Precondition: at least one ledger.
LedgerSummary summarise(std::vector<Ledger>);

}  // namespace pontage
