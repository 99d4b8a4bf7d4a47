// SPDX-License-Identifier: Apache-2.0
#include "libbench/execution.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "libbench/check.hpp"
#include "libbench/region_track.hpp"
#include "libbench/scheduling.hpp"

namespace pontage {
namespace {

constexpr std::size_t kMostMarks = 1U << 16;  // of the driving thread, a run
constexpr int kPoison = 0xA5;                 // no kernel's answer is all of this

/// An operation with everything resolved: what the window executes.
struct Step {
  OpKind kind = OpKind::host_step;
  std::uint16_t act = 0;  // host_step, await: its own; a submit: the submitting one
  ActId awaited = -1;
  PreparedId prepared = -1;  // of the leader of a submit
  Queue* queue = nullptr;
  HostTeam* team = nullptr;
  const Entry* entry = nullptr;
  std::vector<Args> args;  // one a slot
  std::uint64_t bytes = 0;
};

class LiveExecution final : public Execution {
 public:
  LiveExecution(const Plan& plan, const Placement& placement, std::vector<StageCode> code,
                const ClockMap& clock, const PlantedDelays* delays)
      : plan_(plan),
        placement_(placement),
        code_(std::move(code)),
        ticks_per_ns_(clock.ticks_per_ns()),
        delays_(delays),
        track_(kMostMarks) {
    most_jobs_ = static_cast<int>(std::min<std::size_t>(4096, kMostMarks / (plan.acts.size() + 2)));
    times_.resize(static_cast<std::size_t>(most_jobs_));
  }

  /// What queues have prepared points into buffers that end here.
  ~LiveExecution() override {
    for (Device* device : placement_.devices)
      if (device->queue() != nullptr) device->queue()->clear();
  }

  Result<void> setup() override {
    for (Device* device : placement_.devices)
      if (device->queue() != nullptr) device->queue()->clear();
    if (auto good = allocate(); !good) return good;
    fill_origins();
    if (auto good = upload(); !good) return good;
    if (auto good = prepare_poison(); !good) return good;
    return prepare_body();
  }

  std::span<const JobTime> run(const RunSpec& spec, JobObserver* observer) override {
    PONTAGE_CHECK(spec.jobs <= most_jobs_, spec.jobs, most_jobs_);
    traced_ = spec.is_traced;
    for (Device* device : placement_.devices)
      if (device->queue() != nullptr) device->queue()->trace(traced_);
    const Ticks origin = start_stamp();
    const JobId end = spec.first + spec.jobs;
    JobId next = spec.first, oldest = spec.first;
    while (oldest < end) {
      const bool may_issue = next < end && next - oldest < plan_.slots;
      if (may_issue && (spec.load.kind == Load::Kind::closed || next == oldest ||
                        start_stamp() >= release_at(spec, next, origin))) {
        issue(spec, next++, origin, observer);
      } else {
        finish(spec, oldest++, observer);
      }
    }
    return std::span(times_).first(static_cast<std::size_t>(spec.jobs));
  }

  int most_jobs() const override { return most_jobs_; }

  HostValues responses(SlotId slot, int stage) const override {
    std::vector<std::span<const std::byte>> values(
        code_[static_cast<std::size_t>(stage)].problem->values().size());
    for (std::size_t b = 0; b < plan_.buffers.size(); ++b)
      if (plan_.buffers[b].is_final && plan_.buffers[b].stage == stage)
        values[static_cast<std::size_t>(plan_.buffers[b].value)] =
            *buffer(static_cast<BufferId>(b), slot).host_view();
    return HostValues(std::move(values));
  }

  void poison(JobId job, SlotId slot) override {
    for (const BufferId b : host_responses_) {
      const auto view = *buffer(b, slot).host_view();
      std::memset(view.data(), kPoison, view.size());
    }
    for (const DevicePoison& p : device_poisons_) {
      p.queue->submit(p.prepared, job, slot);
      p.queue->await(p.act, job, Wait::block);
    }
  }

  MarkSet drain() override {
    MarkSet set;
    set.take(track_);
    for (Device* device : placement_.devices) {
      if (device->queue() != nullptr) device->queue()->drain(set);
      if (device->host_team() != nullptr && device->host_team()->regions() != nullptr)
        device->host_team()->regions()->drain(set);
    }
    return set;
  }

  Result<void> health() const override {
    for (Device* device : placement_.devices)
      if (device->queue() != nullptr)
        if (auto good = device->queue()->health(); !good)
          return fail_within(good.error(), device->name());
    return {};
  }

  std::span<const Buffer> buffers() const override { return buffers_; }

 private:
  Ticks release_at(const RunSpec& spec, JobId job, Ticks origin) const {
    return origin + static_cast<Ticks>(static_cast<double>(spec.load.period.count()) *
                                       ticks_per_ns_ * (job - spec.first));
  }

  void observe(JobObserver* observer, void (JobObserver::*what)(JobId, SlotId), JobId job) {
    const Ticks begin = start_stamp();
    if (observer != nullptr) (observer->*what)(job, slot_of(job));
    for (Device* device : placement_.devices)
      if (device->queue() != nullptr) device->queue()->between_jobs();
    if (traced_ && plan_.slots > 1 && observer != nullptr)
      track_.push({begin, end_stamp(), job, kObserverAct, 0, 0});
  }

  SlotId slot_of(JobId job) const { return job % plan_.slots; }
  JobTime& time_of(const RunSpec& spec, JobId job) {
    return times_[static_cast<std::size_t>(job - spec.first)];
  }

  void issue(const RunSpec& spec, JobId job, Ticks origin, JobObserver* observer) {
    observe(observer, &JobObserver::before, job);
    rouse();
    JobTime& time = time_of(spec, job);
    time.job = job;
    time.run_delay = traced_ ? run_delay_.read() : Nanoseconds{};
    if (spec.load.kind == Load::Kind::paced) spin_until(release_at(spec, job, origin));
    time.release =
        spec.load.kind == Load::Kind::paced ? release_at(spec, job, origin) : start_stamp();
    for (OpId op = 0; op < plan_.first_await; ++op) step(steps_[static_cast<std::size_t>(op)], job);
    if (plan_.first_await == static_cast<OpId>(steps_.size())) time.end = end_stamp();
  }

  void finish(const RunSpec& spec, JobId job, JobObserver* observer) {
    JobTime& time = time_of(spec, job);
    for (auto op = static_cast<std::size_t>(plan_.first_await); op < steps_.size(); ++op)
      step(steps_[op], job);
    if (plan_.first_await < static_cast<OpId>(steps_.size())) time.end = end_stamp();
    if (traced_) time.run_delay = run_delay_.read() - time.run_delay;
    observe(observer, &JobObserver::after, job);
  }

  /// Our own work between jobs may have let a team's workers fall asleep; that is not the task's
  /// launch tax, so they are called once, outside the window, before the release.
  void rouse() {
    for (HostTeam* team : teams_)
      if (team->workers() > 1) team->for_chunks(team->workers(), 1, [](Index, Index, int) {});
  }

  void step(const Step& s, JobId job) {
    delay_here(delays_, DelayPoint::host_between_steps);
    if ((s.kind == OpKind::copy || s.kind == OpKind::launch) && s.prepared < 0)
      return;  // went out with its batch
    if (!traced_) {
      perform(s, job);
      return;
    }
    RegionTrack* regions =
        s.kind == OpKind::host_step && s.team != nullptr ? s.team->regions() : nullptr;
    const Ticks begin = start_stamp();
    if (regions != nullptr) regions->enter(job, s.act);
    perform(s, job);
    if (regions != nullptr) regions->leave();
    track_.push({begin, end_stamp(), job, s.act, 0, s.bytes});
  }

  void perform(const Step& s, JobId job) {
    switch (s.kind) {
      case OpKind::host_step: {
        const Args& args = s.args[static_cast<std::size_t>(slot_of(job))];
        if (const auto* host = std::get_if<HostFn>(s.entry))
          (*host)(*s.team, args);
        else
          std::get<SerialFn> (*s.entry)(args);
        break;
      }
      case OpKind::copy:
      case OpKind::launch:
        s.queue->submit(s.prepared, job, slot_of(job));
        break;
      case OpKind::await:
        s.queue->await(s.awaited, job, plan_.wait);
        break;
    }
  }

  // ---- setup ----

  const Buffer& buffer(BufferId b, SlotId slot) const {
    return buffers_[static_cast<std::size_t>(
        first_buffer_[static_cast<std::size_t>(b)] +
        (plan_.buffers[static_cast<std::size_t>(b)].is_per_slot ? slot : 0))];
  }

  Result<void> allocate() {
    for (std::size_t b = 0; b < plan_.buffers.size(); ++b) {
      const BufferSpec& spec = plan_.buffers[b];
      first_buffer_.push_back(static_cast<int>(buffers_.size()));
      Memory& memory = *placement_.devices[static_cast<std::size_t>(spec.device)]
                            ->memories()[static_cast<std::size_t>(spec.memory)];
      for (int slot = 0; slot < (spec.is_per_slot ? plan_.slots : 1); ++slot) {
        auto made = Buffer::make(memory, spec.size);
        if (!made) return fail_within(made.error(), spec.name);
        buffers_.push_back(std::move(*made));
      }
      if (spec.role == Role::response && memory.host_reach() != Reach::none)
        host_responses_.push_back(static_cast<BufferId>(b));
      if (spec.role == Role::response && memory.host_reach() == Reach::none)
        device_responses_.push_back(static_cast<BufferId>(b));
    }
    return {};
  }

  void fill_origins() {
    for (std::size_t b = 0; b < plan_.buffers.size(); ++b) {
      const BufferSpec& spec = plan_.buffers[b];
      if (!spec.is_origin) continue;
      for (int slot = 0; slot < (spec.is_per_slot ? plan_.slots : 1); ++slot)
        code_[static_cast<std::size_t>(spec.stage)].problem->fill(
            static_cast<std::size_t>(spec.value),
            *buffer(static_cast<BufferId>(b), slot).host_view());
    }
  }

  Command copy_command(const Op& op, ActId act) const {
    Command command;
    command.kind = Command::Kind::copy;
    command.engine = op.engine;
    command.act = act;
    command.sizes = {op.most};
    command.is_to_device = op.is_to_device;
    command.is_staged = op.is_staged;
    command.after = own_acts(op);
    for (int slot = 0; slot < plan_.slots; ++slot)
      command.pointers.push_back({at(op.to, slot, op.offset), at(op.from, slot, op.offset)});
    return command;
  }

  void* at(BufferId b, SlotId slot, Bytes offset) const {
    return static_cast<std::byte*>(buffer(b, slot).address()) + offset.count();
  }

  /// The acts of the operation's own queue that it must wait for; others were awaited by the host.
  std::vector<ActId> own_acts(const Op& op) const {
    std::vector<ActId> acts;
    for (const ActId act : op.after)
      if (plan_
              .resources[static_cast<std::size_t>(
                  plan_.acts[static_cast<std::size_t>(act)].resource)]
              .device == op.device)
        acts.push_back(act);
    return acts;
  }

  std::vector<void*> pointers_of(const Op& op, SlotId slot) const {
    std::vector<void*> pointers;
    const auto& values = plan_.stage_buffers[static_cast<std::size_t>(op.stage)];
    for (std::size_t v = 0; v < values.size(); ++v)
      pointers.push_back(at(values[v], slot, part_offset(op, v)));
    return pointers;
  }

  bool is_split(const Op& op, std::size_t value) const {
    const Role role = plan_
                          .buffers[static_cast<std::size_t>(
                              plan_.stage_buffers[static_cast<std::size_t>(op.stage)][value])]
                          .role;
    return op.part >= 0 && (role == Role::request || role == Role::response);
  }
  Bytes part_size(const Op& op, std::size_t value) const {
    const Bytes whole = plan_
                            .buffers[static_cast<std::size_t>(
                                plan_.stage_buffers[static_cast<std::size_t>(op.stage)][value])]
                            .size;
    return is_split(op, value) ? whole / plan_.parts : whole;
  }
  Bytes part_offset(const Op& op, std::size_t value) const {
    return is_split(op, value) ? part_size(op, value) * op.part : Bytes{};
  }
  std::vector<Bytes> sizes_of(const Op& op) const {
    std::vector<Bytes> sizes;
    for (std::size_t v = 0; v < plan_.stage_buffers[static_cast<std::size_t>(op.stage)].size(); ++v)
      sizes.push_back(part_size(op, v));
    return sizes;
  }

  Command launch_command(const Op& op) const {
    const StageCode& code = code_[static_cast<std::size_t>(op.stage)];
    Command command;
    command.kind = Command::Kind::launch;
    command.engine = op.engine;
    command.act = op.doing;
    command.variant = code.variant;
    command.problem = code.problem;
    command.sizes = sizes_of(op);
    command.after = own_acts(op);
    for (int slot = 0; slot < plan_.slots; ++slot)
      command.pointers.push_back(pointers_of(op, slot));
    return command;
  }

  /// Copies of the harness itself have acts beyond the plan's: first setup, then poison.
  int act_count() const {
    return static_cast<int>(plan_.acts.size() + plan_.setup.size() + device_responses_.size());
  }
  Queue* queue_of(const Op& op) const {
    return placement_.devices[static_cast<std::size_t>(op.device)]->queue();
  }

  Result<void> upload() {
    auto act = static_cast<ActId>(plan_.acts.size());
    for (const Op& op : plan_.setup) {
      auto prepared = queue_of(op)->prepare({copy_command(op, act)}, act_count());
      if (!prepared) return pass_on(prepared.error());
      queue_of(op)->submit(*prepared, 0, 0);
      queue_of(op)->await(act++, 0, Wait::block);
    }
    return health();
  }

  Result<void> prepare_poison() {
    auto act = static_cast<ActId>(plan_.acts.size() + plan_.setup.size());
    for (const BufferId b : device_responses_) {
      const BufferSpec& spec = plan_.buffers[static_cast<std::size_t>(b)];
      Device& device = *placement_.devices[static_cast<std::size_t>(spec.device)];
      auto side = device.host_side(MemoryMode::pinned);
      if (!side) return pass_on(side.error());
      auto source = Buffer::make(*device.memories()[static_cast<std::size_t>(*side)], spec.size);
      if (!source) return pass_on(source.error());
      std::memset(source->address(), kPoison, static_cast<std::size_t>(spec.size.count()));
      Command command;
      command.act = act;
      command.sizes = {spec.size};
      command.is_to_device = true;
      const auto engines = device.engines();
      command.engine =
          static_cast<int>(std::ranges::find_if(engines, &EngineSpec::copies_in) - engines.begin());
      for (int slot = 0; slot < plan_.slots; ++slot)
        command.pointers.push_back({at(b, slot, {}), source->address()});
      auto prepared = device.queue()->prepare({std::move(command)}, act_count());
      if (!prepared) return pass_on(prepared.error());
      device_poisons_.push_back({device.queue(), *prepared, act++});
      buffers_.push_back(std::move(*source));
    }
    return {};
  }

  Result<void> prepare_body() {
    for (std::size_t i = 0; i < plan_.body.size(); ++i) {
      auto made = make_step(i);
      if (!made) return pass_on(made.error());
      steps_.push_back(std::move(*made));
    }
    return {};
  }

  Result<Step> make_step(std::size_t i) {
    const Op& op = plan_.body[i];
    Step s;
    s.kind = op.kind;
    s.queue = queue_of(op);
    s.act = static_cast<std::uint16_t>(op.submitting >= 0 ? op.submitting : op.doing);
    s.awaited = op.awaited;
    if (op.kind == OpKind::host_step) bind_host_step(op, s);
    if (op.submitting < 0) return s;
    std::vector<Command> commands;
    for (std::size_t j = i; j < plan_.body.size() && plan_.body[j].batch == op.batch; ++j)
      commands.push_back(plan_.body[j].kind == OpKind::copy
                             ? copy_command(plan_.body[j], plan_.body[j].doing)
                             : launch_command(plan_.body[j]));
    auto prepared = s.queue->prepare(std::move(commands), act_count(), plan_.submit);
    if (!prepared) return pass_on(prepared.error());
    s.prepared = *prepared;
    return s;
  }

  void bind_host_step(const Op& op, Step& s) {
    const StageCode& code = code_[static_cast<std::size_t>(op.stage)];
    s.team = placement_.devices[static_cast<std::size_t>(op.device)]->host_team();
    s.entry = &code.variant->entry;
    if (s.team != nullptr && std::ranges::find(teams_, s.team) == teams_.end())
      teams_.push_back(s.team);
    auto& held = held_.emplace_back(std::make_unique<Held>());
    held->sizes = sizes_of(op);
    for (int slot = 0; slot < plan_.slots; ++slot) held->pointers.push_back(pointers_of(op, slot));
    for (int slot = 0; slot < plan_.slots; ++slot)
      s.args.push_back({held->pointers[static_cast<std::size_t>(slot)], held->sizes,
                        code.problem->shape().fields(), nullptr});
  }

  struct DevicePoison {
    Queue* queue;
    PreparedId prepared;
    ActId act;
  };
  /// What the Args of a host step point into.
  struct Held {
    std::vector<std::vector<void*>> pointers;
    std::vector<Bytes> sizes;
  };

  const Plan& plan_;
  const Placement& placement_;
  std::vector<StageCode> code_;
  double ticks_per_ns_;
  const PlantedDelays* delays_;
  Track track_;
  RunDelay run_delay_;
  bool traced_ = false;
  int most_jobs_ = 0;
  std::vector<JobTime> times_;
  std::vector<Buffer> buffers_;
  std::vector<int> first_buffer_;
  std::vector<BufferId> host_responses_, device_responses_;
  std::vector<DevicePoison> device_poisons_;
  std::vector<Step> steps_;
  std::vector<std::unique_ptr<Held>> held_;
  std::vector<HostTeam*> teams_;
};

Result<void> check_runnable(const Plan& plan, const Placement& placement,
                            std::span<const StageCode> code) {
  if (!plan.loops.empty())
    return fail(ErrorKind::refused, "plans with loops are reserved and cannot run yet");
  for (const Op& op : plan.body) {
    if (op.stage < 0) continue;
    const Device& device = *placement.devices[static_cast<std::size_t>(op.device)];
    const std::string_view dialect =
        dialect_of(code[static_cast<std::size_t>(op.stage)].variant->entry);
    const std::string who(device.name());
    if (device.provenance() == Provenance::modelled)
      return fail(ErrorKind::refused, who + " is a machine file: it can be priced, not run");
    if (!device.speaks(dialect))
      return fail(ErrorKind::refused, who + " does not speak '" + std::string(dialect) + "'");
    if (op.kind == OpKind::host_step && dialect != "serial" && dialect != "host")
      return fail(ErrorKind::refused,
                  who + " runs on the caller, which can run 'serial' and 'host' only");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Execution>> Execution::make(const Plan& plan, const Placement& placement,
                                                   std::vector<StageCode> code,
                                                   const ClockMap& clock,
                                                   const PlantedDelays* delays) {
  if (auto good = check_runnable(plan, placement, code); !good) return pass_on(good.error());
  return std::make_unique<LiveExecution>(plan, placement, std::move(code), clock, delays);
}

}  // namespace pontage
