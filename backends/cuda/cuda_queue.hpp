// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "backends/cuda/device_clock.hpp"
#include "backends/cuda/resident.hpp"
#include "backends/cuda/stamp_log.hpp"
#include "libbench/device.hpp"

namespace pontage::cuda {

/// The order of the device's engines, a stream each.
enum EnginePlace : int { kCompute = 0, kToDevice = 1, kFromDevice = 2 };
inline constexpr int kEngines = 3;
/// The door to one GPU. Each operation is followed by an event, so "act a of job j is done" is that
/// event; what another engine must wait for is a wait of its stream for the event. A graph is one
/// launch and one event: all of its acts are known to be done when the last of them is. So are
/// those of work that is handed to a resident kernel, without any event (resident.hpp).
///
/// Nothing that fails in the window is lost: the first failure is kept, waits return at once from
/// then on, and `health`, `prepare` and `clear` report it.
class CudaQueue final : public Queue {
 public:
  struct Options {
    int device = 0;
    int multiprocessors = 0;
    const PlantedDelays* delays = nullptr;
  };
  static Result<std::unique_ptr<CudaQueue>> make(std::shared_ptr<Runtime>, Options);
  ~CudaQueue() override;
  CudaQueue(const CudaQueue&) = delete;
  CudaQueue& operator=(const CudaQueue&) = delete;

  void clear() override;
  Result<PreparedId> prepare(std::vector<Command>, int acts, Submission) override;
  void submit(PreparedId, JobId, SlotId) override;
  void await(ActId, JobId, Wait) override;
  void between_jobs() override;
  void trace(bool) override;
  void drain(MarkSet&) override;
  Result<void> health() override;

  /// From now on traced operations are timed by these records where there are any; those of a graph
  /// cannot be told apart by what submitted them and stay with events.
  void time_by(Result<std::unique_ptr<ActivityTrace>>);
  /// Where the times of spans come from, for the record.
  std::string span_source() const;

  const DeviceClock& clock() const { return *clock_; }
  /// How far off the stamps may be at the most, whatever they came from.
  Nanoseconds uncertainty() const {
    return resident_step_ > Nanoseconds{} ? resident_uncertainty_ : clock_->uncertainty();
  }
  const StampLog& stamps() const { return stamps_; }

 private:
  /// Says that one act, or one graph, of one slot is done. Which of the two events is recorded
  /// follows how the host waited for it last: an event that wakes a sleeper costs an interrupt.
  struct Completion {
    Event order = nullptr, blocking = nullptr;
    Event recorded = nullptr;  // one of the two
    JobId job = -1;            // whose it is
    bool is_slept_on = false;
    Ticks seen = 0;  // when the host saw it done; 0: not yet
  };
  struct ActOfSlot {
    Completion* completion = nullptr;
    Event begin = nullptr, end = nullptr;  // timing
    Event link = nullptr;                  // orders engines while a graph is recorded
  };
  struct Act {
    int engine = -1;
    std::vector<ActOfSlot> slots;
  };
  struct Work {
    Command command;
    std::vector<Args> args;  // of a launch, one a slot
  };
  struct GraphOfSlot {
    GraphExec untraced = nullptr, traced = nullptr;
    Completion* completion = nullptr;
  };
  struct Prepared {
    std::vector<Work> list;
    std::vector<GraphOfSlot> graphs;  // one a slot; empty: the list is sent to the streams
    std::vector<ActId> after;         // of a graph: acts of other lists that it needs
    bool is_resident = false;         // resident_ has it
  };

  CudaQueue(std::shared_ptr<Runtime> runtime, Options options)
      : runtime_(std::move(runtime)), options_(options) {}
  Code make_streams();
  void forget();
  void note_delay(DelayPoint, Stream);

  Event new_event(EventKind);
  Completion* new_completion();
  void bind(Prepared&, bool is_graph);
  Result<void> make_resident(std::vector<Command>);
  Result<void> record_graphs(Prepared&);
  Code record_graph(const Prepared&, SlotId, bool traced, GraphExec*);
  Code record_forked(const Prepared&, SlotId, bool traced);
  Code record_work(const Prepared&, const Work&, SlotId, bool traced);

  ActOfSlot& act_of(ActId act, SlotId slot) {
    return acts_[static_cast<std::size_t>(act)].slots[static_cast<std::size_t>(slot)];
  }
  Stream stream_of(const Work& work) const {
    return streams_[static_cast<std::size_t>(work.command.engine)];
  }
  Code perform(const Work&, SlotId);
  Code perform_announced(const Work&, SlotId);
  void send(const Work&, JobId, SlotId, Ticks submitted);
  void launch(const Prepared&, JobId, SlotId, Ticks submitted);
  void wait_for_act(Stream, ActId, SlotId);
  void complete(Completion&, JobId, Stream);
  void note_stamps(const Work&, JobId, SlotId, Ticks submitted);
  Completion* completion_of(ActId, JobId);
  void await_resident(JobId, Wait);
  void finish_all();

  std::shared_ptr<Runtime> runtime_;
  Options options_;
  std::unique_ptr<DeviceClock> clock_;
  Stream streams_[kEngines] = {};
  Stream resident_stream_ = nullptr;             // made when it is first needed
  Event fork_ = nullptr, joins_[kEngines] = {};  // of recording graphs
  std::vector<Event> events_;                    // all made for prepared work
  std::deque<Completion> completions_;
  std::deque<Prepared> prepared_;
  std::vector<Act> acts_;
  std::unique_ptr<Resident> resident_;                    // null: nothing is prepared for one
  Nanoseconds resident_uncertainty_{}, resident_step_{};  // of those that are gone
  StampLog stamps_;
  std::unique_ptr<ActivityTrace> activity_;  // null: events only…
  std::string no_activity_;                  // …because of this, where they were asked for
  bool traced_ = false;
  Fault fault_;
};

}  // namespace pontage::cuda
