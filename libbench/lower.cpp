// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "libbench/check.hpp"
#include "libbench/lower_check.hpp"
#include "libbench/plan.hpp"

namespace pontage {
namespace {

/// A memory by place, as plans name it.
struct Place {
  int device = -1, memory = -1;
  friend auto operator<=>(const Place&, const Place&) = default;
};

struct ValueRef {
  int stage = -1, value = -1;
  friend auto operator<=>(const ValueRef&, const ValueRef&) = default;
};

class Lowering {
 public:
  Lowering(const ScenarioSpec& scenario, const Placement& placement, const LoweringAxes& axes)
      : scenario_(scenario), placement_(placement), axes_(axes) {}

  Result<Plan> run() {
    if (auto good = check_lowering(scenario_, placement_, axes_); !good)
      return pass_on(good.error());
    describe();
    if (auto good = choose_memories(); !good) return pass_on(good.error());
    make_stage_buffers();
    upload_from_outside();
    for (const auto& group : groups())
      for (int part = 0; part < (group.per_part ? plan_.parts : 1); ++part)
        for (const int stage : group.stages) emit_stage(stage, group.per_part ? part : -1);
    await_the_rest();
    finish();
    return std::move(plan_);
  }

 private:
  struct Group {
    bool per_part;
    std::vector<int> stages;
  };

  const StageSpec& stage(int s) const { return scenario_.stages[static_cast<std::size_t>(s)]; }
  int device_of(int s) const { return placement_.device_of_stage[static_cast<std::size_t>(s)]; }
  Device& device(int d) const { return *placement_.devices[static_cast<std::size_t>(d)]; }
  bool has_engines(int d) const { return !device(d).engines().empty(); }
  Memory& memory(Place p) const {
    return *device(p.device).memories()[static_cast<std::size_t>(p.memory)];
  }
  bool host_reaches(Place p) const { return memory(p).host_reach() != Reach::none; }
  bool reaches(int d, Place p) const { return device(d).reach(memory(p)) != Reach::none; }
  const BufferSpec& buffer(BufferId b) const { return plan_.buffers[static_cast<std::size_t>(b)]; }
  Place place_of(BufferId b) const { return {buffer(b).device, buffer(b).memory}; }
  BufferId buffer_of(ValueRef v) const {
    return plan_
        .stage_buffers[static_cast<std::size_t>(v.stage)][static_cast<std::size_t>(v.value)];
  }
  const Flow* feeding(ValueRef v) const {
    const auto at = std::ranges::find_if(scenario_.flows, [&](const Flow& f) {
      return f.to_stage == v.stage && f.to_value == v.value;
    });
    return at == scenario_.flows.end() ? nullptr : &*at;
  }
  bool is_taken(ValueRef v) const {
    return std::ranges::any_of(scenario_.flows, [&](const Flow& f) {
      return f.from_stage == v.stage && f.from_value == v.value;
    });
  }

  void describe() {
    plan_.scenario = scenario_.name;
    plan_.parts = scenario_.parts;
    plan_.slots = axes_.in_flight;
    plan_.wait = axes_.wait;
    plan_.submit = axes_.submit;
    plan_.resources.push_back({"host", -1, {LeafKind::unattributed}});
    for (int d = 0; d < static_cast<int>(placement_.devices.size()); ++d) {
      plan_.devices.emplace_back(device(d).name());
      first_engine_.push_back(static_cast<int>(plan_.resources.size()));
      for (const EngineSpec& e : device(d).engines())
        plan_.resources.push_back({e.name, d, {LeafKind::unattributed}});
    }
    for (const StageSpec& s : scenario_.stages) {
      plan_.stages.push_back(s.name);
      plan_.stage_work.push_back(s.work);
      plan_.stage_is_per_part.push_back(s.per_part);
    }
  }

  /// Where a device keeps values (local) and where the host keeps what crosses (side): the same
  /// memory when it reaches that.
  Result<void> choose_memories() {
    for (int d = 0; d < static_cast<int>(placement_.devices.size()); ++d) {
      auto side = device(d).host_side(axes_.memory);
      if (!side) return fail_within(side.error(), device(d).name());
      side_.push_back({d, *side});
      local_.push_back(reaches(d, side_.back()) ? side_.back() : Place{d, 0});
    }
    return {};
  }

  BufferId add_buffer(ValueRef v, Place at, bool is_origin, bool is_final) {
    const ValueSpec& spec = stage(v.stage).values[static_cast<std::size_t>(v.value)];
    const bool resident = spec.role == Role::dataset;
    plan_.buffers.push_back(
        {stage(v.stage).name + "." + spec.name + "@" + std::string(memory(at).name()), at.device,
         at.memory, spec.most, spec.role, v.stage, v.value, !resident, is_origin, is_final});
    return static_cast<BufferId>(plan_.buffers.size()) - 1;
  }

  void make_stage_buffers() {
    plan_.stage_buffers.resize(scenario_.stages.size());
    for (int s = 0; s < static_cast<int>(scenario_.stages.size()); ++s) {
      const Place local = local_[static_cast<std::size_t>(device_of(s))];
      for (int v = 0; v < static_cast<int>(stage(s).values.size()); ++v)
        plan_.stage_buffers[static_cast<std::size_t>(s)].push_back(stage_buffer({s, v}, local));
    }
  }

  BufferId stage_buffer(ValueRef v, Place local) {
    const ValueSpec& spec = stage(v.stage).values[static_cast<std::size_t>(v.value)];
    if (const Flow* flow = feeding(v)) {
      const BufferId made = buffer_of({flow->from_stage, flow->from_value});
      if (reaches(device_of(v.stage), place_of(made))) return made;
      return copy_of({flow->from_stage, flow->from_value}, v,
                     host_end(v.stage, device_of(flow->from_stage)));
    }
    const bool from_outside = spec.role == Role::dataset || spec.role == Role::request;
    const bool ends_here = spec.role == Role::response && !is_taken(v) && host_reaches(local);
    if (spec.role == Role::response) local = home_of_response(v, local);
    return add_buffer(v, local, from_outside && host_reaches(local), ends_here);
  }

  /// Where a stage wants a value that crosses from or to device `other`: stages on the host keep it
  /// in the memory that the memory mode chose for that device, if they reach it; all others in
  /// their own.
  Place host_end(int s, int other) const {
    const int d = device_of(s);
    const Place side = side_[static_cast<std::size_t>(other)];
    return !has_engines(d) && has_engines(other) && reaches(d, side)
               ? side
               : local_[static_cast<std::size_t>(d)];
  }

  Place home_of_response(ValueRef v, Place local) const {
    for (const Flow& f : scenario_.flows)
      if (f.from_stage == v.stage && f.from_value == v.value &&
          !reaches(device_of(f.to_stage), local))
        return host_end(v.stage, device_of(f.to_stage));
    return local;
  }

  /// Two consumers of one value in one memory share the copy.
  BufferId copy_of(ValueRef made, ValueRef wanted, Place local) {
    const auto [at, is_new] = copies_.try_emplace({made, local}, -1);
    if (is_new) at->second = add_buffer(wanted, local, false, false);
    return at->second;
  }

  ActId add_act(ResourceId resource, Leaf leaf, std::vector<EdgeSpec> after) {
    plan_.acts.push_back({resource, leaf, -1, std::move(after)});
    return static_cast<ActId>(plan_.acts.size()) - 1;
  }

  int engine_for(int d, bool EngineSpec::*can) const {
    const auto engines = device(d).engines();
    const auto at = std::ranges::find_if(engines, [&](const EngineSpec& e) { return e.*can; });
    PONTAGE_CHECK(at != engines.end(), device(d).name());
    return static_cast<int>(at - engines.begin());
  }

  /// Then its engines are one resource: a job does not overlap with another, and, unless it has
  /// parts, not with itself.
  bool runs_whole(int d) const {
    return device(d).is_whole(axes_.submit) &&
           (plan_.parts == 1 || axes_.submit == Submission::persistent);
  }

  /// A copy or launch: submitted by the host, done by an engine after the acts it needs.
  ActId add_queue_op(std::vector<Op>& to, Op op, Leaf leaf, LagKind lag,
                     LeafKind call = LeafKind::launch_submit) {
    const bool in_setup = &to == &plan_.setup;
    const int place =
        runs_whole(op.device) ? engine_for(op.device, &EngineSpec::computes) : op.engine;
    const ResourceId engine = first_engine_[static_cast<std::size_t>(op.device)] + place;
    if (in_setup) {
      to.push_back(std::move(op));
      return -1;
    }
    const Op* before = to.empty() ? nullptr : &to.back();
    const bool follows = axes_.submit != Submission::one_by_one && before != nullptr &&
                         before->batch >= 0 && before->device == op.device;
    op.batch = follows ? before->batch : batches_++;
    if (!follows) op.submitting = leader_ = add_act(0, {call}, {});
    std::vector<EdgeSpec> edges{{leader_, lag}};
    for (const ActId from : op.after)
      edges.push_back({from, plan_.acts[static_cast<std::size_t>(from)].resource == engine
                                 ? LagKind::gap
                                 : LagKind::event});
    op.doing = add_act(engine, leaf, std::move(edges));
    const auto id = static_cast<OpId>(to.size());
    if (op.submitting >= 0) plan_.acts[static_cast<std::size_t>(op.submitting)].op = id;
    plan_.acts[static_cast<std::size_t>(op.doing)].op = id;
    for (const ActId from : op.after) loose_.erase(from);
    loose_.insert(op.doing);
    to.push_back(op);
    return op.doing;
  }

  /// Pageable memory, of a device that has a special memory for what its engines copy.
  bool is_ordinary(int d, BufferId b) const {
    const auto pinned = device(d).host_side(MemoryMode::pinned);
    const auto pageable = device(d).host_side(MemoryMode::pageable);
    return pinned && pageable && *pinned != *pageable &&
           &memory(place_of(b)) == device(d).memories()[static_cast<std::size_t>(*pageable)];
  }

  ActId add_copy(std::vector<Op>& to, int d, bool EngineSpec::*can, BufferId from, BufferId target,
                 Bytes offset, Bytes most, std::vector<ActId> after) {
    Op op;
    op.kind = OpKind::copy;
    op.device = d;
    op.engine = engine_for(d, can);
    op.from = from;
    op.to = target;
    op.is_to_device = can == &EngineSpec::copies_in;
    op.is_staged = is_ordinary(d, from) || is_ordinary(d, target);
    const EngineSpec& engine = device(d).engines()[static_cast<std::size_t>(op.engine)];
    op.holds_up = op.is_staged && !op.is_to_device && engine.stages_in_call;
    const bool stages = op.is_staged && op.is_to_device && engine.stages_in_call;
    op.offset = offset;
    op.most = most;
    op.after = std::move(after);
    (&to == &plan_.setup ? plan_.crossings.setup_bytes : plan_.crossings.bytes) += most;
    if (&to != &plan_.setup) ++plan_.crossings.pieces;
    return add_queue_op(to, std::move(op), {LeafKind::copy_dma}, LagKind::setup,
                        stages ? LeafKind::copy_stage : LeafKind::launch_submit);
  }

  void note_crossing(const std::string& value, Place from, Place to) {
    ++plan_.crossings.values;
    plan_.reasons.push_back(value + ": " + std::string(memory(from).name()) +
                            (from == to ? ": its pages are asked to move to the reader"
                                        : " → " + std::string(memory(to).name()) +
                                              ", because the reader cannot reach the first"));
  }

  /// One memory whose pages move: asking them to move is a copy of a buffer onto itself.
  bool is_prefetched(BufferId b) const {
    const Place p = place_of(b);
    return axes_.memory == MemoryMode::managed_prefetch && has_engines(p.device) &&
           device(p.device).reach(memory(p)) == Reach::migrates;
  }

  void upload_from_outside() {
    for (int s = 0; s < static_cast<int>(scenario_.stages.size()); ++s)
      for (int v = 0; v < static_cast<int>(stage(s).values.size()); ++v) {
        const ValueSpec& spec = stage(s).values[static_cast<std::size_t>(v)];
        const BufferId here = buffer_of({s, v});
        if ((spec.role != Role::dataset && spec.role != Role::request) ||
            feeding({s, v}) != nullptr || (buffer(here).is_origin && !is_prefetched(here)))
          continue;
        const Place side = side_[static_cast<std::size_t>(device_of(s))];
        const BufferId origin = is_prefetched(here) ? here : add_buffer({s, v}, side, true, false);
        const bool once = spec.role == Role::dataset && !axes_.cold;
        if (!once) note_crossing(stage(s).name + "." + spec.name, side, place_of(here));
        const ActId act = add_copy(once ? plan_.setup : plan_.body, device_of(s),
                                   &EngineSpec::copies_in, origin, here, Bytes{}, spec.most, {});
        if (act >= 0) ready_[{here, -1}] = act;
      }
  }

  /// Consecutive stages that run per part are issued part by part, unless the host would have to
  /// wait for a device between two of them: then all parts of the first are issued before the host
  /// waits for any. A stage that joins stands alone.
  std::vector<Group> groups() const {
    std::vector<Group> groups;
    for (int s = 0; s < static_cast<int>(scenario_.stages.size()); ++s) {
      const bool is_pipelined = s > 0 && stage(s).per_part && stage(s - 1).per_part &&
                                (device_of(s) == device_of(s - 1) ||
                                 (!has_engines(device_of(s - 1)) && has_engines(device_of(s))));
      if (!is_pipelined) groups.push_back({stage(s).per_part, {}});
      groups.back().stages.push_back(s);
    }
    return groups;
  }

  /// The acts that must be done before `part` of the buffer can be read: its own piece, all pieces,
  /// or the whole.
  std::vector<ActId> makers(BufferId b, int part) const {
    std::vector<ActId> acts;
    for (int p = -1; p < plan_.parts; ++p)
      if (p < 0 || part < 0 || p == part)
        if (const auto at = ready_.find({b, p}); at != ready_.end()) acts.push_back(at->second);
    return acts;
  }

  void emit_stage(int s, int part) {
    const int d = device_of(s);
    std::vector<ActId> needed;
    for (int v = 0; v < static_cast<int>(stage(s).values.size()); ++v) {
      const Role role = stage(s).values[static_cast<std::size_t>(v)].role;
      if (role != Role::request && role != Role::dataset) continue;
      for (const ActId act : makers(buffer_of({s, v}), part)) needed.push_back(act);
    }
    await_foreign(needed, d);
    Op op;
    op.kind = has_engines(d) ? OpKind::launch : OpKind::host_step;
    op.device = d;
    op.stage = s;
    op.part = part;
    ActId done = -1;
    if (has_engines(d)) {
      op.engine = engine_for(d, &EngineSpec::computes);
      op.after = needed;
      done = add_queue_op(plan_.body, std::move(op), {LeafKind::compute, s}, LagKind::launch);
    } else {
      std::vector<EdgeSpec> edges;
      for (const ActId act : needed) edges.push_back({act, LagKind::order});
      done = op.doing = add_act(0, {LeafKind::compute, s}, std::move(edges));
      plan_.acts.back().op = static_cast<OpId>(plan_.body.size());
      plan_.body.push_back(std::move(op));
    }
    push_responses(s, part, done);
  }

  /// The host waits for queue acts that its own next step, or another device's queue, depends on.
  /// What is left in `acts` is what the device's own queue must honour.
  void await_foreign(std::vector<ActId>& acts, int d) {
    for (const ActId act : acts) {
      const int owner = plan_
                            .resources[static_cast<std::size_t>(
                                plan_.acts[static_cast<std::size_t>(act)].resource)]
                            .device;
      if (owner >= 0 && !(has_engines(d) && owner == d)) await(act, owner);
    }
    std::erase_if(acts, [&](ActId act) {
      return plan_
                 .resources[static_cast<std::size_t>(
                     plan_.acts[static_cast<std::size_t>(act)].resource)]
                 .device != d;
    });
  }

  void await(ActId act, int d) {
    if (!awaited_.insert(act).second) return;
    loose_.erase(act);
    if (!has_await_) plan_.first_await = static_cast<OpId>(plan_.body.size());
    has_await_ = true;
    Op op;
    op.kind = OpKind::await;
    op.device = d;
    op.awaited = act;
    op.after = {act};
    op.doing = add_act(0, {LeafKind::sync_wake}, {{act, LagKind::notify}});
    plan_.acts.back().op = static_cast<OpId>(plan_.body.size());
    plan_.body.push_back(std::move(op));
  }

  void push_responses(int s, int part, ActId done) {
    for (int v = 0; v < static_cast<int>(stage(s).values.size()); ++v) {
      const ValueSpec& spec = stage(s).values[static_cast<std::size_t>(v)];
      if (spec.role != Role::response) continue;
      const BufferId made = buffer_of({s, v});
      ready_[{made, part}] = done;
      std::set<BufferId> pushed;
      for (const Flow& f : scenario_.flows)
        if (f.from_stage == s && f.from_value == v && buffer_of({f.to_stage, f.to_value}) != made &&
            pushed.insert(buffer_of({f.to_stage, f.to_value})).second)
          push(made, buffer_of({f.to_stage, f.to_value}), s, spec, part, done);
      if (is_taken({s, v})) continue;
      if (!buffer(made).is_final)
        push_home({s, v}, made, spec, part, done);
      else if (is_prefetched(made))
        prefetch_home({s, v}, made, spec, part, done);
    }
  }

  Bytes piece(Bytes whole, int part) const { return part < 0 ? whole : whole / plan_.parts; }
  static Bytes offset(Bytes piece, int part) { return part < 0 ? Bytes{} : piece * part; }

  void push_home(ValueRef v, BufferId made, const ValueSpec& spec, int part, ActId done) {
    const Place side = side_[static_cast<std::size_t>(device_of(v.stage))];
    const auto [at, is_new] = finals_.try_emplace(v, -1);
    if (is_new) at->second = add_buffer(v, side, false, true);
    push(made, at->second, v.stage, spec, part, done);
  }

  void prefetch_home(ValueRef v, BufferId made, const ValueSpec& spec, int part, ActId done) {
    const Bytes size = piece(spec.most, part);
    if (part <= 0)
      note_crossing(stage(v.stage).name + "." + spec.name, place_of(made), place_of(made));
    add_copy(plan_.body, device_of(v.stage), &EngineSpec::copies_out, made, made,
             offset(size, part), size, {done});
  }

  /// One crossing of one piece, from the memory it was made in to the memory it is wanted in;
  /// through the host when both are devices' own.
  void push(BufferId made, BufferId wanted, int s, const ValueSpec& spec, int part, ActId done) {
    const Place from = place_of(made), to = place_of(wanted);
    const Bytes size = piece(spec.most, part), at = offset(size, part);
    if (part <= 0) note_crossing(stage(s).name + "." + spec.name, from, to);
    const bool made_by_queue =
        has_engines(from.device) &&
        plan_.resources[static_cast<std::size_t>(
                            plan_.acts[static_cast<std::size_t>(done)].resource)]
                .device == from.device;
    const std::vector<ActId> after = made_by_queue ? std::vector{done} : std::vector<ActId>{};
    if (!has_engines(from.device) || host_reaches(from)) {
      if (made_by_queue && from.device != to.device) await(done, from.device);
      ready_[{wanted, part}] =
          add_copy(plan_.body, to.device, &EngineSpec::copies_in, made, wanted, at, size,
                   from.device == to.device ? after : std::vector<ActId>{});
    } else if (!has_engines(to.device) || host_reaches(to)) {
      ready_[{wanted, part}] =
          add_copy(plan_.body, from.device, &EngineSpec::copies_out, made, wanted, at, size, after);
    } else {
      const auto [bounce, is_new] = bounces_.try_emplace(wanted, -1);
      if (is_new)
        bounce->second = add_buffer({buffer(wanted).stage, buffer(wanted).value},
                                    side_[static_cast<std::size_t>(from.device)], false, false);
      const ActId down = add_copy(plan_.body, from.device, &EngineSpec::copies_out, made,
                                  bounce->second, at, size, after);
      await(down, from.device);
      ready_[{wanted, part}] = add_copy(plan_.body, to.device, &EngineSpec::copies_in,
                                        bounce->second, wanted, at, size, {});
    }
  }

  void await_the_rest() {
    const std::set<ActId> loose = loose_;
    for (const ActId act : loose)
      await(act, plan_
                     .resources[static_cast<std::size_t>(
                         plan_.acts[static_cast<std::size_t>(act)].resource)]
                     .device);
  }

  void finish() {
    if (!has_await_) plan_.first_await = static_cast<OpId>(plan_.body.size());
  }

  const ScenarioSpec& scenario_;
  const Placement& placement_;
  const LoweringAxes& axes_;
  Plan plan_;
  std::vector<int> first_engine_;
  std::vector<Place> side_, local_;
  std::map<std::pair<ValueRef, Place>, BufferId> copies_;
  std::map<ValueRef, BufferId> finals_;
  std::map<BufferId, BufferId> bounces_;
  std::map<std::pair<BufferId, int>, ActId> ready_;  // (buffer, part) → the act that made it
  std::set<ActId> awaited_, loose_;  // loose: queue acts that nothing depends on yet
  ActId leader_ = -1;
  int batches_ = 0;
  bool has_await_ = false;
};

}  // namespace

Result<Plan> lower(const ScenarioSpec& scenario, const Placement& placement,
                   const LoweringAxes& axes) {
  return Lowering(scenario, placement, axes).run();
}

}  // namespace pontage
