// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libbench/axis.hpp"
#include "libbench/clock.hpp"
#include "libbench/dialect.hpp"
#include "libbench/kernel.hpp"
#include "libbench/memory.hpp"
#include "libbench/planted_delay.hpp"
#include "libbench/timeline.hpp"
#include "libbench/track.hpp"

namespace pontage {

struct Check;  // libbench/environment.hpp

/// How the host waits for a device: busy, giving the processor to others in between, or asleep in
/// the operating system.
enum class Wait : std::uint8_t { spin, yield, block };
/// How work is handed to a queue: each operation by itself; or all operations up to the host's next
/// own step at once, as one list, as a graph that was recorded in setup, or to code that stays on
/// the device and is only told to go on.
enum class Submission : std::uint8_t { one_by_one, batched, graph, persistent };
/// Where the host keeps what crosses. The first three are copied from; what is in the others the
/// device reaches itself, so nothing is copied.
enum class MemoryMode : std::uint8_t {
  pageable,          ///< ordinary memory
  pinned,            ///< memory that a copy engine can use directly
  write_combined,    ///< pinned, not cached by the host: it writes fast and reads slowly
  mapped,            ///< the device reaches the host's memory across the link
  managed,           ///< pages move to whoever touches them
  managed_prefetch,  ///< managed, and asked to move before they are touched
  coherent,          ///< one memory, kept coherent by hardware
};
std::string_view to_text(Wait);
std::string_view to_text(Submission);
std::string_view to_text(MemoryMode);
inline constexpr int kWaits = static_cast<int>(Wait::block) + 1;
inline constexpr int kMemoryModes = static_cast<int>(MemoryMode::coherent) + 1;
inline constexpr int kSubmissions = static_cast<int>(Submission::persistent) + 1;

/// Something of a device that does one operation at a time, in order of submission. One engine may
/// do several kinds.
struct EngineSpec {
  std::string name;  ///< "cpu_split.compute", …: the plan's resource
  bool computes = false, copies_in = false, copies_out = false;
  /// Pageable memory passes through the thread that submits its copy: a call that submits a copy
  /// in does the staging, a call that submits a copy out returns when the copy is done.
  bool stages_in_call = false;
};

using SlotId = std::int32_t;      ///< one set of per-job buffers; job j uses slot j mod slots
using PreparedId = std::int32_t;  ///< what Queue::prepare built

/// All a queue needs to know of one operation of a plan; pointers are bound per slot in setup,
/// never in the window.
struct Command {
  enum class Kind : std::uint8_t { copy, launch } kind = Kind::copy;
  int engine = 0;  ///< place in Device::engines()
  ActId act = -1;  ///< the interval it leaves, and the counter that says it is done
  const Variant* variant = nullptr;  ///< of a launch
  const Problem* problem = nullptr;  ///< of a launch: its shape, and the roles of its values
  std::vector<std::vector<void*>> pointers;  ///< [slot][value]; of a copy: {to, from}, the same
                                             ///< when pages are only asked to move
  std::vector<Bytes> sizes;                  ///< one a value; of a copy: {bytes}
  bool is_to_device = false;                 ///< of a copy
  bool is_staged = false;    ///< a copy that must bounce through memory the engine can use
  std::vector<ActId> after;  ///< acts of this queue that must be done for the same job first
};

/// The door to a device with several in-order engines behind it; one door, because one batch may
/// span them. `prepare` in setup builds what will be sent; only `submit` and `await` are called in
/// the window. "Act a of job j is done" is a counter that has passed j: job numbers only grow, so
/// nothing is reset between jobs.
class Queue {
 public:
  virtual ~Queue() = default;
  /// Forgets all prepared work and counters, so that another execution may number its jobs from 0;
  /// nothing is in flight.
  virtual void clear() = 0;
  /// `acts` is how many acts the plan has; commands of one call go out together in one submit.
  virtual Result<PreparedId> prepare(std::vector<Command> commands, int acts,
                                     Submission how = Submission::one_by_one) = 0;
  virtual void submit(PreparedId, JobId, SlotId) = 0;
  /// Returns when the act of that job is done and its data are visible to the caller.
  virtual void await(ActId, JobId, Wait) = 0;
  /// Called before each release and after each end, outside that job's window (though others may
  /// be in flight): the time to read back what jobs left on the device.
  virtual void between_jobs() {}
  /// Stamps on or off; only while nothing is in flight.
  virtual void trace(bool on) = 0;
  /// Appends the marks since the last drain, on the host's clock, and the number dropped; only
  /// while nothing is in flight.
  virtual void drain(MarkSet&) = 0;
  /// What has gone wrong since the device was opened (it was lost, it refused an operation): from
  /// then on its answers and stamps mean nothing. Asked outside the window.
  virtual Result<void> health() { return {}; }
};

/// Makes memories and queues and speaks dialects. A device without a queue runs on the thread that
/// calls it.
class Device {
 public:
  virtual ~Device() = default;
  virtual std::string_view name() const = 0;
  virtual Provenance provenance() const = 0;
  virtual std::span<Memory* const> memories() const = 0;  ///< [0] is home; never empty
  /// Decides crossings. Identity alone cannot: mapped memory is one memory with another reach.
  virtual Reach reach(const Memory&) const = 0;
  /// The place in memories() where the host keeps what crosses in this mode, or why the device has
  /// no such memory.
  virtual Result<int> host_side(MemoryMode) const = 0;
  /// Why its queue cannot be handed work in this way; success when it can.
  virtual Result<void> accepts(Submission) const;
  virtual std::span<const EngineSpec> engines() const = 0;  ///< empty: runs on the caller
  /// Whether what is handed over in this way runs as a whole: nothing of a job starts, on any
  /// engine, before all of the job before it is done.
  virtual bool is_whole(Submission) const { return false; }
  virtual bool speaks(std::string_view dialect) const = 0;
  /// An entry in its own dialect that does nothing: what calibration launches.
  virtual Entry empty_entry() const;
  virtual HostTeam*
  host_team() = 0;             ///< for devices that run on the caller and speak `host`; else null
  virtual Queue* queue() = 0;  ///< null: runs on the caller, or cannot run at all (machine files)
  /// What the record should know: workers, processors pinned to, page size asked for and got, …
  virtual std::vector<std::pair<std::string, std::string>> facts() const = 0;
};

/// Makes devices. One folder; names no kernel.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;  ///< one line for `pontage list`
  virtual std::span<const AxisSpec> axes() const = 0;
  /// Why this machine has no device of the kind; then it is left out of runs that do not name it.
  virtual Result<void> available() const { return {}; }
  /// Whether its devices have queues: only then do the axes of crossing, waiting and submitting
  /// mean anything.
  virtual bool has_queues() const { return false; }
  /// What `pontage doctor` says about its devices.
  virtual std::vector<Check> checks() const;
  /// Printed under its figures where they could be mistaken for something else; or empty.
  virtual std::string_view placement_remark() const { return {}; }
  /// Opens a device. Refused with a sentence when this machine cannot (more workers than
  /// processors, no huge pages, …). `delays` is null except in self-tests and must outlive the
  /// device.
  virtual Result<std::unique_ptr<Device>> open(const Settings&,
                                               const PlantedDelays* delays) const = 0;
};

}  // namespace pontage
