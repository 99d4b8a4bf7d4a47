// SPDX-License-Identifier: Apache-2.0
#include "libbench/machine.hpp"

#include <array>
#include <cmath>

#include "libbench/check.hpp"

namespace pontage {
namespace {

/// A memory that exists on paper only.
class ModelMemory final : public Memory {
 public:
  ModelMemory(std::string name, Reach host_reach)
      : name_(std::move(name)), host_reach_(host_reach) {}
  std::string_view name() const override { return name_; }
  Reach host_reach() const override { return host_reach_; }
  Result<void*> allocate(Bytes) override {
    return fail(ErrorKind::refused,
                name_ + " belongs to a machine file; nothing can be allocated in it");
  }
  void release(void*, Bytes) noexcept override {}

 private:
  std::string name_;
  Reach host_reach_;
};

enum ModelMemoryPlace : int { kHome = 0, kPinned = 1, kPageable = 2 };

}  // namespace

class ModelDevice final : public Device {
 public:
  explicit ModelDevice(const MachineSpec& spec)
      : name_(spec.name),
        is_unified_(spec.is_unified),
        home_(name_ + (is_unified_ ? ".memory" : ".device"),
              is_unified_ ? Reach::native : Reach::none),
        pinned_(name_ + ".pinned", Reach::native),
        pageable_(name_ + ".pageable", Reach::native) {
    memories_ = is_unified_ ? std::vector<Memory*>{&home_}
                            : std::vector<Memory*>{&home_, &pinned_, &pageable_};
    engines_.push_back({name_ + ".compute", true, false, false});
    if (is_unified_) return;
    engines_.push_back({name_ + ".to_device", false, true, false});
    engines_.push_back({name_ + ".from_device", false, false, true});
  }
  std::string_view name() const override { return name_; }
  Provenance provenance() const override { return Provenance::modelled; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory& memory) const override {
    return &memory == &home_ ? Reach::native : Reach::none;
  }
  Result<int> host_side(MemoryMode mode) const override {
    if (is_unified_) return kHome;
    if (mode == MemoryMode::pinned) return kPinned;
    if (mode == MemoryMode::pageable) return kPageable;
    return fail(ErrorKind::refused,
                "constant costs price copies from pinned and pageable memory only; memory=" +
                    std::string(to_text(mode)) + " cannot be modelled");
  }
  std::span<const EngineSpec> engines() const override { return engines_; }
  bool speaks(std::string_view dialect) const override { return dialect == "serial"; }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return nullptr; }
  std::vector<std::pair<std::string, std::string>> facts() const override {
    return {{"memory", is_unified_ ? "unified" : "discrete"},
            {"cost model", "constant: one flat rate of steps, link α + β·n"}};
  }

 private:
  std::string name_;
  bool is_unified_;
  ModelMemory home_, pinned_, pageable_;
  std::vector<Memory*> memories_;
  std::vector<EngineSpec> engines_;
};

class ConstantCosts final : public Costs {
 public:
  explicit ConstantCosts(const MachineSpec& spec) : spec_(spec) {}

  /// The parameter that prices a leaf; empty for leaves that are consequences.
  static std::string_view parameter_of(LeafKind kind) {
    switch (kind) {
      case LeafKind::compute:
        return "steps_per_second";
      case LeafKind::copy_dma:
        return "to_device_gbps";
      case LeafKind::copy_setup:
        return "to_device_setup_ns";
      case LeafKind::launch_submit:
        return "launch_submit_ns";
      case LeafKind::launch_latency:
        return "launch_latency_ns";
      case LeafKind::launch_gap:
        return "launch_gap_ns";
      case LeafKind::sync_event:
        return "event_ns";
      case LeafKind::sync_notify:
        return "notify_ns";
      case LeafKind::sync_wake:
        return "wake_ns";
      default:
        return {};
    }
  }

  Nanoseconds duration(const Plan& plan, ActId act) const override {
    const ActSpec& spec = plan.acts[static_cast<std::size_t>(act)];
    const Op& op = plan.body[static_cast<std::size_t>(spec.op)];
    switch (spec.leaf.kind) {
      case LeafKind::compute:
        return compute(plan, op);
      case LeafKind::launch_submit:
        return rounded(value(op.kind == OpKind::copy ? "copy_submit_ns" : "launch_submit_ns"));
      case LeafKind::copy_dma:
        return copy(plan, op);
      case LeafKind::sync_wake:
        return plan.wait == Wait::spin ? Nanoseconds{} : rounded(value("wake_ns"));
      default:
        return {};
    }
  }

  Nanoseconds lag(const Plan& plan, ActId act, const EdgeSpec& edge) const override {
    const Op& op = plan.body[static_cast<std::size_t>(plan.acts[static_cast<std::size_t>(act)].op)];
    switch (edge.lag) {
      case LagKind::launch:
        return rounded(value("launch_latency_ns"));
      case LagKind::setup:
        return rounded(value(is_upload(plan, op) ? "to_device_setup_ns" : "from_device_setup_ns"));
      case LagKind::event:
        return rounded(value("event_ns"));
      case LagKind::gap:
        return rounded(value("launch_gap_ns"));
      case LagKind::notify:
        return rounded(value("notify_ns"));
      default:
        return {};
    }
  }

 private:
  double value(std::string_view name) const {
    const auto at = spec_.parameters.find(name);
    PONTAGE_CHECK(at != spec_.parameters.end(), name);
    return at->second.value;
  }
  /// Half up, so that virtual time does not depend on the rounding mode.
  static Nanoseconds rounded(double ns) {
    return Nanoseconds{static_cast<std::int64_t>(std::floor(ns + 0.5))};
  }

  Nanoseconds compute(const Plan& plan, const Op& op) const {
    const auto steps =
        static_cast<double>(plan.stage_work[static_cast<std::size_t>(op.stage)].steps);
    return rounded(steps / (op.part < 0 ? 1 : plan.parts) * 1e9 / value("steps_per_second"));
  }
  static bool is_upload(const Plan& plan, const Op& op) {
    return plan.buffers[static_cast<std::size_t>(op.to)].memory == kHome;
  }
  Nanoseconds copy(const Plan& plan, const Op& op) const {
    const bool up = is_upload(plan, op);
    const auto bytes = static_cast<double>(op.most.count());
    const int host_memory = plan.buffers[static_cast<std::size_t>(up ? op.from : op.to)].memory;
    const double bounce =
        host_memory == kPageable ? bytes / value("host_copy_gbps") : 0;  // GB/s is bytes per ns
    return rounded(bytes / value(up ? "to_device_gbps" : "from_device_gbps") + bounce);
  }

  const MachineSpec& spec_;
};

Machine::Machine(MachineSpec spec)
    : spec_(std::move(spec)),
      device_(std::make_unique<ModelDevice>(spec_)),
      costs_(std::make_unique<ConstantCosts>(spec_)) {}
Machine::~Machine() = default;
Device& Machine::device() { return *device_; }
const Costs& Machine::costs() const { return *costs_; }

double Machine::assumed_share(const Ledger& ledger) const {
  Nanoseconds assumed{};
  for (const auto& [leaf, time] : ledger.leaves) {
    const auto at = spec_.parameters.find(ConstantCosts::parameter_of(leaf.kind));
    if (at != spec_.parameters.end() && at->second.kind == Parameter::Kind::assumed)
      assumed += time;
  }
  return ledger.total.count() == 0
             ? 0
             : static_cast<double>(assumed.count()) / static_cast<double>(ledger.total.count());
}

}  // namespace pontage
