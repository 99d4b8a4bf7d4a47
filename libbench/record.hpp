// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/axis.hpp"
#include "libbench/counters.hpp"
#include "libbench/environment.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"
#include "libbench/selftest.hpp"
#include "libbench/statistics.hpp"
#include "libbench/timeline.hpp"
#include "libbench/work.hpp"

namespace pontage {

/// What became of a case. A wrong answer is kept and never plotted; a skipped case carries the
/// sentence why.
enum class Status : std::uint8_t { right, wrong, skipped };
std::string_view to_text(Status);

/// One leaf of a ledger, by its full name ("compute.chase", "copy.dma", "queue.host") and class.
struct LeafRecord {
  std::string leaf, in;
  double ns = 0;
};
/// The exclusive ledger of one job or the mean of many; the leaves sum to the total.
struct LedgerRecord {
  double total_ns = 0;
  std::vector<LeafRecord> leaves;
};
/// Busy time of one resource per job, by leaf: the resource ledger.
struct BusyRecord {
  std::string resource;
  std::vector<LeafRecord> leaves;
};
/// What removing the classes ("copy", "copy+launch+sync") would buy, in the job at the median.
struct MarginalRecord {
  std::string classes;
  double ns = 0;
};
/// Who held a resource while jobs queued for it, mean per job.
struct BlameRecord {
  std::string resource, holder;
  double ns = 0;
};

/// One process run of one case. For modelled cases there is exactly one, and everything about
/// tracing is zero.
struct RunRecord {
  int run = 0;
  Summary job;                    ///< untraced jobs, end to end, ns: `job.median` is the number
  Summary compute;                ///< the compute leaves of traced jobs, ns
  double traced_median_ns = 0;    ///< what the ledgers below close over
  double observer = 0;            ///< traced / untraced − 1; above 2 % flags the run
  double observer_bottom_up = 0;  ///< marks on the path × cost of a span ÷ job time: for jobs too
                                  ///< short or bimodal for the other
  LedgerRecord mean, p50, p99;
  std::vector<BusyRecord> busy;
  std::vector<MarginalRecord> marginal;
  std::vector<BlameRecord> blame;
  int jobs = 0,
      jobs_flagged = 0;  ///< traced jobs, and those whose ledger leaves too much unattributed
  TraceHealth health;
  int workers_took_part =
      0;  ///< most host workers seen in one region; 0 where the variant opens none on the host
  std::int64_t steal_ticks = 0;
  Sentinel sentinel_before, sentinel_after;
  std::string stopped_because;
  std::vector<std::string> suspicious;  ///< sentences: what should make a reader doubt this run
  std::vector<double> samples_ns;       ///< medians of the untraced repetitions, in order
  int replay_jobs = 0;  ///< run once more after all timing, under counters; 0: nothing was readable
  std::vector<CounterReading> counters;  ///< of the replay, per job; the names of `counter_names`
};

/// A rate or time derived from the job time by the work counted: "ns per dereference", "edges per
/// second", …
struct Measure {
  std::string name, unit;
  bool less_is_better = true;
  Estimate estimate;
};

/// A picture of a case as a result file keeps it.
struct PictureRecord {
  std::string title, caption, media_type;
  std::string base64;  ///< the image file
};

/// One case: what was run, whether its answer was right, and what it cost, over all process runs.
struct CaseRecord {
  std::string key;  ///< unique: "chase/scalar cpu_threads bytes=256MiB chains=8"
  std::string kernel, variant, dialect;
  std::string device;            ///< the backend's name, or the machine file's
  std::string placement_remark;  ///< "two thread pools with two memories, not a device behind
                                 ///< PCIe", or empty
  Provenance provenance = Provenance::measured;
  double assumed_share = 0;  ///< of a modelled number: the part that rests on assumed parameters
  Settings shape, device_axes, lowering_axes, sampling_axes;
  std::vector<Fact> facts;  ///< of the device and the problem: method, pages really huge, NUMA
                            ///< histogram, input, …
  std::string remark;       ///< "cache-resident: 4.2 MiB"
  Seed seed = 0;
  Status status = Status::skipped;
  std::string reason;  ///< why skipped or what is wrong; empty when right
  ErrorKind trouble =
      ErrorKind::refused;  ///< of a skipped case: what kind of reason it is; decides the exit code
  std::string digest;      ///< canonical output; equal between devices
  int repetitions_judged = 0;  ///< timed repetitions whose canonical output was compared
  Work work;
  std::string step_name;
  double traced_crossing_bytes = 0;  ///< per job, from the plan
  int crossing_values = 0, crossing_pieces = 0;
  std::string plan;  ///< the plan as text
  std::vector<RunRecord> runs;
  std::vector<PictureRecord> pictures;  ///< only where they were asked for
  std::vector<Measure> measures;        ///< [0] is real_time: the job, end to end, in ns
};

/// A result file: one environment, one self-test per process run, many cases.
struct ResultFile {
  std::string run_id, started, command;  ///< ULID; RFC 3339; the command line
  std::string pontage_version, revision;
  bool was_interrupted = false;
  Environment environment;
  std::vector<SelfTest> selftests;  ///< one a process run
  std::vector<CaseRecord> cases;
};

}  // namespace pontage
