// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cuda_queue.hpp"

#include <sched.h>
#include <time.h>

#include <algorithm>

#include "backends/shared/host/futex.hpp"
#include "libbench/check.hpp"

namespace pontage::cuda {

Result<std::unique_ptr<CudaQueue>> CudaQueue::make(std::shared_ptr<Runtime> runtime,
                                                   Options options) {
  std::unique_ptr<CudaQueue> queue(new CudaQueue(std::move(runtime), options));
  if (const Code code = queue->make_streams(); code != kGood)
    return pass_on(trouble(*queue->runtime_, code, "making streams and events"));
  auto clock = DeviceClock::make(queue->runtime_);
  if (!clock) return pass_on(clock.error());
  queue->clock_ = std::move(*clock);
  return queue;
}

Code CudaQueue::make_streams() {
  Code code = runtime_->make_event(EventKind::order, &fork_);
  for (int e = 0; e < kEngines && code == kGood; ++e) {
    code = runtime_->make_stream(&streams_[e]);
    if (code == kGood) code = runtime_->make_event(EventKind::order, &joins_[e]);
  }
  return code;
}

CudaQueue::~CudaQueue() {
  for (const Stream stream : streams_)
    if (stream != nullptr) (void)runtime_->synchronise(stream);
  forget();
  for (int e = 0; e < kEngines; ++e) {
    if (joins_[e] != nullptr) (void)runtime_->destroy(joins_[e]);
    if (streams_[e] != nullptr) (void)runtime_->destroy(streams_[e]);
  }
  if (resident_stream_ != nullptr) (void)runtime_->destroy(resident_stream_);
  if (fork_ != nullptr) (void)runtime_->destroy(fork_);
}

void CudaQueue::forget() {
  if (resident_ != nullptr) {
    resident_uncertainty_ = std::max(resident_uncertainty_, resident_->clock().uncertainty());
    if (const Nanoseconds step = resident_->clock().step(); step > Nanoseconds{})
      resident_step_ = step;
  }
  resident_.reset();
  for (const Prepared& prepared : prepared_)
    for (const GraphOfSlot& graph : prepared.graphs)
      for (const GraphExec exec : {graph.untraced, graph.traced})
        if (exec != nullptr) (void)runtime_->destroy(exec);
  for (const Event event : events_) (void)runtime_->destroy(event);
  prepared_.clear();
  events_.clear();
  completions_.clear();
  acts_.clear();
  stamps_.forget();
}

void CudaQueue::clear() {
  finish_all();
  forget();
  if (!fault_) return;
  // A failure that leaves the device as it was is over with the work that failed; one that does
  // not stays.
  (void)runtime_->take_last_error();
  std::size_t free = 0, total = 0;
  if (runtime_->free_memory(&free, &total) == kGood &&
      runtime_->synchronise(streams_[kCompute]) == kGood)
    fault_ = {};
}

Result<void> CudaQueue::health() {
  if (!fault_) return {};
  return pass_on(trouble(*runtime_, fault_.code, fault_.doing));
}

// ---- setup ----

Event CudaQueue::new_event(EventKind kind) {
  Event event = nullptr;
  fault_.note(runtime_->make_event(kind, &event), "making an event");
  if (event != nullptr) events_.push_back(event);
  return event;
}

CudaQueue::Completion* CudaQueue::new_completion() {
  Completion& completion = completions_.emplace_back();
  completion.order = new_event(EventKind::order);
  completion.blocking = new_event(EventKind::blocking);
  return &completion;
}

Result<PreparedId> CudaQueue::prepare(std::vector<Command> commands, int acts, Submission how) {
  if (auto good = health(); !good) return pass_on(good.error());
  fault_.note(runtime_->use(options_.device), "choosing the device");
  if (acts_.empty()) acts_.resize(static_cast<std::size_t>(acts));
  PONTAGE_CHECK(acts_.size() == static_cast<std::size_t>(acts), acts_.size(), acts);
  Prepared& prepared = prepared_.emplace_back();
  if (how == Submission::persistent) {
    prepared.is_resident = true;
    if (auto made = make_resident(std::move(commands)); !made) return pass_on(made.error());
    return static_cast<PreparedId>(prepared_.size()) - 1;
  }
  for (Command& command : commands) prepared.list.push_back({std::move(command), {}});
  for (Work& work : prepared.list)
    if (work.command.kind == Command::Kind::launch)
      for (const auto& pointers : work.command.pointers)
        work.args.push_back(
            {pointers, work.command.sizes, work.command.problem->shape().fields(), nullptr});
  bind(prepared, how == Submission::graph);
  if (how == Submission::graph)
    if (auto recorded = record_graphs(prepared); !recorded) return pass_on(recorded.error());
  if (auto good = health(); !good) return pass_on(good.error());
  return static_cast<PreparedId>(prepared_.size()) - 1;
}

Result<void> CudaQueue::make_resident(std::vector<Command> commands) {
  if (resident_ != nullptr)
    return fail(ErrorKind::refused,
                "submit=persistent: a plan is served by one kernel that stays, and this one hands "
                "over work more than once a job; use submit=one_by_one, batched or graph");
  if (activity_ != nullptr)
    return fail(ErrorKind::refused,
                "spans=cupti records what is launched, and a resident kernel is launched once; "
                "with submit=persistent use spans=events, the kernel times its work itself");
  if (resident_stream_ == nullptr)
    fault_.note(runtime_->make_stream(&resident_stream_), "making a stream");
  if (auto good = health(); !good) return good;
  auto made =
      Resident::make(runtime_, resident_stream_, options_.multiprocessors, std::move(commands));
  if (!made) return pass_on(made.error());
  resident_ = std::move(*made);
  return {};
}

/// Gives every act of the list its events, for every slot.
void CudaQueue::bind(Prepared& prepared, bool is_graph) {
  const std::size_t slots = prepared.list.front().command.pointers.size();
  if (is_graph) prepared.graphs.resize(slots);
  for (GraphOfSlot& graph : prepared.graphs) graph.completion = new_completion();
  for (const Work& work : prepared.list) {
    Act& act = acts_[static_cast<std::size_t>(work.command.act)];
    act.engine = work.command.engine;
    for (std::size_t s = 0; s < slots; ++s)
      act.slots.push_back({is_graph ? prepared.graphs[s].completion : new_completion(),
                           new_event(EventKind::timing), new_event(EventKind::timing),
                           is_graph ? new_event(EventKind::order) : nullptr});
  }
  if (!is_graph) return;
  const auto is_own = [&](ActId act) {
    return std::ranges::any_of(prepared.list, [&](const Work& w) { return w.command.act == act; });
  };
  for (const Work& work : prepared.list)
    for (const ActId act : work.command.after)
      if (!is_own(act)) prepared.after.push_back(act);
}

Result<void> CudaQueue::record_graphs(Prepared& prepared) {
  for (const Work& work : prepared.list)
    if (work.command.kind == Command::Kind::copy &&
        work.command.pointers[0][0] == work.command.pointers[0][1])
      return fail(ErrorKind::refused,
                  "cuda cannot record a prefetch into a graph; memory=managed_prefetch needs "
                  "submit=one_by_one or batched");
  for (std::size_t s = 0; s < prepared.graphs.size(); ++s)
    for (const bool traced : {false, true}) {
      GraphOfSlot& graph = prepared.graphs[s];
      const Code code = record_graph(prepared, static_cast<SlotId>(s), traced,
                                     traced ? &graph.traced : &graph.untraced);
      if (code == kGood) continue;
      (void)runtime_->take_last_error();
      return pass_on(trouble(*runtime_, code,
                             "recording the work as a graph (submit=graph; one_by_one and batched "
                             "need no recording)"));
    }
  return {};
}

Code CudaQueue::record_graph(const Prepared& prepared, SlotId slot, bool traced, GraphExec* exec) {
  const Stream home = streams_[kCompute];
  if (const Code code = runtime_->begin_capture(home); code != kGood) return code;
  Code code = record_forked(prepared, slot, traced);
  Graph graph = nullptr;
  // Also after a failure, or the stream would stay in the recording.
  const Code ended = runtime_->end_capture(home, &graph);
  if (code == kGood) code = ended;
  if (code == kGood) code = runtime_->instantiate(graph, exec);
  if (graph != nullptr) (void)runtime_->destroy(graph);
  if (code == kGood) code = runtime_->upload(*exec, home);
  return code == kGood ? runtime_->synchronise(home) : code;
}

/// The compute stream is recorded; the others join it by an event and are joined again at the end.
Code CudaQueue::record_forked(const Prepared& prepared, SlotId slot, bool traced) {
  bool is_used[kEngines] = {};
  for (const Work& work : prepared.list) is_used[work.command.engine] = true;
  Code code = runtime_->record(fork_, streams_[kCompute]);
  for (int e = kCompute + 1; e < kEngines && code == kGood; ++e)
    if (is_used[e]) code = runtime_->wait_for(streams_[e], fork_);
  for (const Work& work : prepared.list)
    if (code == kGood) code = record_work(prepared, work, slot, traced);
  for (int e = kCompute + 1; e < kEngines && code == kGood; ++e) {
    if (!is_used[e]) continue;
    code = runtime_->record(joins_[e], streams_[e]);
    if (code == kGood) code = runtime_->wait_for(streams_[kCompute], joins_[e]);
  }
  return code;
}

Code CudaQueue::record_work(const Prepared& prepared, const Work& work, SlotId slot, bool traced) {
  const Stream stream = stream_of(work);
  const ActOfSlot& own = act_of(work.command.act, slot);
  Code code = kGood;
  for (const ActId act : work.command.after) {
    const bool is_elsewhere = std::ranges::find(prepared.after, act) != prepared.after.end();
    const bool is_same_engine = acts_[static_cast<std::size_t>(act)].engine == work.command.engine;
    if (code == kGood && !is_elsewhere && !is_same_engine)
      code = runtime_->wait_for(stream, act_of(act, slot).link);
  }
  if (code == kGood && traced) code = runtime_->record_in_graph(own.begin, stream);
  if (code == kGood) code = perform(work, slot);
  if (code == kGood && traced) code = runtime_->record_in_graph(own.end, stream);
  return code == kGood ? runtime_->record(own.link, stream) : code;
}

// ---- in the window ----

/// Hands one operation to its stream, which may be in a recording.
Code CudaQueue::perform(const Work& work, SlotId slot) {
  const Command& command = work.command;
  if (command.kind == Command::Kind::launch) {
    CudaStream stream{stream_of(work), options_.multiprocessors};
    std::get<CudaEntry>(command.variant->entry)
        .launch(stream, work.args[static_cast<std::size_t>(slot)]);
    return runtime_->take_last_error();
  }
  const auto& pointers = command.pointers[static_cast<std::size_t>(slot)];
  const auto bytes = static_cast<std::size_t>(command.sizes[0].count());
  if (pointers[0] == pointers[1])
    return runtime_->prefetch(pointers[0], bytes, options_.device, command.is_to_device,
                              stream_of(work));
  return runtime_->copy(pointers[0], pointers[1], bytes, command.is_to_device, stream_of(work));
}

Code CudaQueue::perform_announced(const Work& work, SlotId slot) {
  if (!traced_ || activity_ == nullptr) return perform(work, slot);
  activity_->announce(stamps_.next_number());
  const Code code = perform(work, slot);
  activity_->announced();
  return code;
}

void CudaQueue::submit(PreparedId id, JobId job, SlotId slot) {
  if (fault_) return;
  const Ticks now = traced_ ? start_stamp() : 0;
  const Prepared& prepared = prepared_[static_cast<std::size_t>(id)];
  if (prepared.is_resident) {
    if (!resident_->is_started()) fault_.note(resident_->start(), "starting a resident kernel");
    if (!fault_) resident_->ring(job, slot, now);
    return;
  }
  if (!prepared.graphs.empty()) return launch(prepared, job, slot, now);
  for (const Work& work : prepared.list) send(work, job, slot, now);
}

void CudaQueue::send(const Work& work, JobId job, SlotId slot, Ticks submitted) {
  const Stream stream = stream_of(work);
  ActOfSlot& own = act_of(work.command.act, slot);
  for (const ActId act : work.command.after)
    if (acts_[static_cast<std::size_t>(act)].engine != work.command.engine)
      wait_for_act(stream, act, slot);
  note_delay(DelayPoint::before_start, stream);
  if (traced_) {
    // Whoever calls between_jobs has them read already.
    if (stamps_.expects(own.begin)) stamps_.read(*runtime_, *clock_, fault_);
    fault_.note(runtime_->record(own.begin, stream), "recording a time stamp");
  }
  if (work.command.kind == Command::Kind::copy) note_delay(DelayPoint::in_copy, stream);
  fault_.note(perform_announced(work, slot), work.command.kind == Command::Kind::launch
                                                 ? "launching the variant"
                                                 : "submitting a copy");
  if (traced_) fault_.note(runtime_->record(own.end, stream), "recording a time stamp");
  complete(*own.completion, job, stream);
  if (traced_) note_stamps(work, job, slot, submitted);
}

/// Keeps the engine busy for as long as a self-test planted there.
void CudaQueue::note_delay(DelayPoint point, Stream stream) {
  if (options_.delays == nullptr) [[likely]]
    return;
  if (const Ticks ticks = options_.delays->ticks[static_cast<std::size_t>(point)]; ticks != 0)
    fault_.note(runtime_->delay(clock_->in_ns(ticks), stream), "planting a delay");
}

void CudaQueue::launch(const Prepared& prepared, JobId job, SlotId slot, Ticks submitted) {
  const GraphOfSlot& graph = prepared.graphs[static_cast<std::size_t>(slot)];
  for (const ActId act : prepared.after) wait_for_act(streams_[kCompute], act, slot);
  if (traced_ && stamps_.expects(act_of(prepared.list[0].command.act, slot).begin))
    stamps_.read(*runtime_, *clock_, fault_);
  fault_.note(runtime_->launch(traced_ ? graph.traced : graph.untraced, streams_[kCompute]),
              "launching a graph");
  complete(*graph.completion, job, streams_[kCompute]);
  if (!traced_) return;
  for (const Work& work : prepared.list) note_stamps(work, job, slot, submitted);
}

void CudaQueue::wait_for_act(Stream stream, ActId act, SlotId slot) {
  if (const Completion* completion = act_of(act, slot).completion; completion->recorded != nullptr)
    fault_.note(runtime_->wait_for(stream, completion->recorded), "ordering two engines");
}

void CudaQueue::complete(Completion& completion, JobId job, Stream stream) {
  completion.recorded = completion.is_slept_on ? completion.blocking : completion.order;
  completion.job = job;
  completion.seen = 0;
  fault_.note(runtime_->record(completion.recorded, stream), "recording that work is done");
}

void CudaQueue::note_stamps(const Work& work, JobId job, SlotId slot, Ticks submitted) {
  const ActOfSlot& own = act_of(work.command.act, slot);
  Stamps stamps;
  stamps.begin = own.begin;
  stamps.end = own.end;
  stamps.done = own.completion->recorded;
  stamps.anchor = clock_->last();
  stamps.not_before = submitted;
  stamps.after = &work.command.after;
  stamps.seen_at = &own.completion->seen;
  stamps.job = job;
  stamps.act = work.command.act;
  // What a graph does on an engine is in no order with what the engine's stream does.
  stamps.engine = own.link != nullptr ? kEngines + work.command.engine : work.command.engine;
  if (work.command.kind == Command::Kind::copy)
    stamps.bytes = static_cast<std::uint64_t>(work.command.sizes[0].count());
  stamps_.expect(stamps);
}

/// The event of that job, or of a later one of the same slot, which is done only after it.
CudaQueue::Completion* CudaQueue::completion_of(ActId act, JobId job) {
  Completion* best = nullptr;
  for (ActOfSlot& slot : acts_[static_cast<std::size_t>(act)].slots)
    if (slot.completion->job >= job && (best == nullptr || slot.completion->job < best->job))
      best = slot.completion;
  return best;
}

/// After a failure: whatever did start must not outlive the buffers it works on.
void CudaQueue::finish_all() {
  if (resident_ != nullptr) resident_->finish();
  for (const Stream stream : streams_) (void)runtime_->synchronise(stream);
}

void CudaQueue::await(ActId act, JobId job, Wait wait) {
  if (fault_) return finish_all();
  if (resident_ != nullptr && resident_->serves(act)) return await_resident(job, wait);
  Completion* completion = completion_of(act, job);
  if (completion == nullptr)
    return fault_.note(kInvalidValue, "waiting for work that was never submitted");
  completion->is_slept_on = wait == Wait::block;
  Code code = kGood;
  if (wait == Wait::block) {
    code = runtime_->synchronise(completion->recorded);
  } else {
    while ((code = runtime_->query(completion->recorded)) == kNotReady) {
      if (wait == Wait::yield)
        sched_yield();
      else
        host::relax();
    }
  }
  if (traced_) completion->seen = end_stamp();
  fault_.note(code, "waiting for the device");
  delay_here(options_.delays, DelayPoint::before_notice);
}

/// Nothing wakes a sleeper here: `block` looks again after each short sleep.
void CudaQueue::await_resident(JobId job, Wait wait) {
  constexpr timespec kNap{0, 20'000};
  constexpr unsigned kLooks = 1 << 14;  // between two questions whether the kernel is there
  if (!resident_->was_rung(job))
    return fault_.note(kInvalidValue, "waiting for work that was never submitted");
  for (unsigned looks = 1; !resident_->is_served(job); ++looks) {
    if (looks % kLooks == 0) {
      fault_.note(resident_->check(), "waiting for a resident kernel");
      if (fault_) return;
    }
    if (wait == Wait::block)
      nanosleep(&kNap, nullptr);
    else if (wait == Wait::yield)
      sched_yield();
    else
      host::relax();
  }
  if (traced_) resident_->note_seen(job, end_stamp());
  delay_here(options_.delays, DelayPoint::before_notice);
}

// ---- between windows ----

void CudaQueue::between_jobs() {
  if (!traced_ || fault_) return;
  if (resident_ != nullptr) resident_->collect(stamps_);
  if (!stamps_.is_empty()) stamps_.read(*runtime_, *clock_, fault_);
  if (clock_->is_stale()) fault_.note(clock_->renew(), "setting an anchor for time stamps");
}

void CudaQueue::trace(bool on) {
  traced_ = on;
  if (activity_ != nullptr && !on) activity_->stop();
  if (!on || fault_) return;
  stamps_.forget();
  fault_.note(clock_->restart(), "setting an anchor for time stamps");
  if (resident_ != nullptr) {
    fault_.note(resident_->start(), "starting a resident kernel");
    resident_->forget_stamps();
    if (!fault_) fault_.note(resident_->set_anchor(), "asking a resident kernel for the time");
  }
  if (activity_ == nullptr) return;
  auto started = activity_->start();
  if (started) return;
  no_activity_ = started.error().what;
  activity_.reset();
}

void CudaQueue::drain(MarkSet& set) {
  if (clock_->last() < 0) return;
  if (!fault_) stamps_.read(*runtime_, *clock_, fault_);
  if (!fault_) fault_.note(clock_->renew(), "setting an anchor for time stamps");
  ActivityTrace::Taken taken;
  if (activity_ != nullptr) taken = activity_->take();
  if (resident_ != nullptr && resident_->is_started()) {
    resident_->collect(stamps_);
    if (!fault_) fault_.note(resident_->set_anchor(), "asking a resident kernel for the time");
    taken.at.merge(resident_->intervals());
    resident_->forget_stamps();
  }
  stamps_.take(*clock_, set, taken.at);
  if (taken.lost > 0) no_activity_ = std::to_string(taken.lost) + " records had no room";
}

void CudaQueue::time_by(Result<std::unique_ptr<ActivityTrace>> activity) {
  if (activity)
    activity_ = std::move(*activity);
  else
    no_activity_ = activity.error().what;
}

std::string CudaQueue::span_source() const {
  if (resident_step_ > Nanoseconds{})
    return "from the device's own timer (%globaltimer), read by a resident kernel, in steps of " +
           std::to_string(resident_step_.count()) + " ns";
  if (activity_ == nullptr)
    return "from events: what lies between an event and its operation counts as the operation" +
           (no_activity_.empty() ? "" : "; CUPTI is not used: " + no_activity_);
  const StampLog::Recorded& seen = stamps_.recorded();
  std::string text = "from " + std::string(activity_->source()) + " for " +
                     std::to_string(seen.used) + " operations, from events for " +
                     std::to_string(seen.without) +
                     "; records lay outside their events by at most " +
                     std::to_string(clock_->in_ns(seen.largest_outside).count()) + " ns";
  if (seen.refused > 0)
    text += "; " + std::to_string(seen.refused) + " were not used for lying too far outside";
  return no_activity_.empty() ? text : text + "; " + no_activity_;
}

}  // namespace pontage::cuda
