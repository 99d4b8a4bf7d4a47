// SPDX-License-Identifier: Apache-2.0
/// Host threads as a device with a memory and a queue of its own: real copies, real hand-offs, real
/// wake-ups, all measured. It exercises every discrete code path on any machine. Its figures
/// describe two thread pools with two memories, not a device behind PCIe.
#include <array>

#include "backends/cpu_split/split_queue.hpp"
#include "backends/shared/host/host_settings.hpp"

namespace pontage::cpu_split {
namespace {

constexpr std::string_view kName = "cpu_split";
enum Place : int { kHome = 0, kPinned = 1, kPageable = 2, kMapped = 3 };

using Facts = std::vector<std::pair<std::string, std::string>>;

class SplitDevice final : public Device {
 public:
  SplitDevice(std::array<std::unique_ptr<host::HostMemory>, 4> memories,
              std::unique_ptr<SplitQueue> queue, std::vector<EngineSpec> engines, Facts facts)
      : owned_(std::move(memories)),
        queue_(std::move(queue)),
        engines_(std::move(engines)),
        facts_(std::move(facts)) {
    for (const auto& memory : owned_) memories_.push_back(memory.get());
  }
  std::string_view name() const override { return kName; }
  Provenance provenance() const override { return Provenance::measured; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory& memory) const override {
    if (&memory == memories_[kHome]) return Reach::native;
    return &memory == memories_[kMapped] ? Reach::remote : Reach::none;
  }
  Result<int> host_side(MemoryMode mode) const override {
    switch (mode) {
      case MemoryMode::pinned:
        return kPinned;
      case MemoryMode::pageable:
        return kPageable;
      case MemoryMode::mapped:
        return kMapped;
      default:
        return fail(ErrorKind::refused, "cpu_split has no " + std::string(to_text(mode)) +
                                            " memory; it has pageable, pinned and mapped");
    }
  }
  std::span<const EngineSpec> engines() const override { return engines_; }
  bool speaks(std::string_view dialect) const override {
    return dialect == "serial" || dialect == "host";
  }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return queue_.get(); }
  Facts facts() const override {
    Facts facts = facts_;
    for (auto& fact : owned_[kHome]->facts()) facts.push_back(std::move(fact));
    return facts;
  }

 private:
  std::array<std::unique_ptr<host::HostMemory>, 4> owned_;
  std::unique_ptr<SplitQueue> queue_;  // ends before the memories it copies between
  std::vector<Memory*> memories_;
  std::vector<EngineSpec> engines_;
  Facts facts_;
};

std::vector<AxisSpec> make_axes(const host::Topology& topology) {
  std::vector<AxisSpec> axes = host::host_axes(topology);
  for (AxisSpec& axis : axes)
    if (axis.name == "workers") {
      axis.help = "host and device threads together: one drives, the others are the device";
      axis.usual = std::max<std::int64_t>(2, topology.cores());
    }
  axes.push_back(
      {.name = "engines",
       .unit = "count",
       .help =
           "1: one engine computes and copies in turn; 3: one computes and two copy, a thread each",
       .usual = std::int64_t{topology.cores() >= 5 ? 3 : 1},
       .least = 1,
       .most = 3});
  axes.push_back({.name = "idle",
                  .unit = "",
                  .help = "how engines wait for work: spin, or block in the operating system",
                  .usual = std::string("spin"),
                  .choices = {"spin", "block"}});
  return axes;
}

std::vector<EngineSpec> engine_specs(std::int64_t engines) {
  if (engines == 1) return {{"cpu_split.engine", true, true, true}};
  return {{"cpu_split.compute", true, false, false},
          {"cpu_split.to_device", false, true, false},
          {"cpu_split.from_device", false, false, true}};
}

class SplitBackend final : public Backend {
 public:
  SplitBackend() : topology_(host::read_topology()), axes_(make_axes(topology_)) {}
  std::string_view name() const override { return kName; }
  std::string_view summary() const override {
    return "host threads as a device with its own memory and queue: real copies and hand-offs "
           "without a device";
  }
  std::span<const AxisSpec> axes() const override { return axes_; }
  bool has_queues() const override { return true; }
  std::string_view placement_remark() const override {
    return "two thread pools with two memories, not a device behind PCIe";
  }

  Result<std::unique_ptr<Device>> open(const Settings& set,
                                       const PlantedDelays* delays) const override {
    const std::int64_t engines =
        number_of(set, "engines", std::get<std::int64_t>(find_axis(axes_, "engines")->usual));
    if (engines != 1 && engines != 3) return fail(ErrorKind::usage, "cpu_split: engines is 1 or 3");
    Settings own = set;
    own.try_emplace("workers", find_axis(axes_, "workers")->usual);
    if (number_of(own, "workers", 2) < 2)
      return fail(
          ErrorKind::refused,
          "cpu_split: one thread drives and the others are the device: set workers=2 or more");
    auto settings = host::read_host_settings(kName, topology_, own);
    if (!settings) return pass_on(settings.error());
    const Wait idle = word_of(set, "idle", "spin") == "spin" ? Wait::spin : Wait::block;
    const auto threads = settings->workers + static_cast<int>(engines) - 1;
    if (idle == Wait::spin && threads > static_cast<int>(topology_.processors.size()))
      return fail(ErrorKind::refused,
                  "cpu_split: " + std::to_string(threads) +
                      " spinning threads need as many processors; this process may use " +
                      std::to_string(topology_.processors.size()) +
                      ": set idle=block or fewer workers or engines");
    return build(*settings, engine_specs(engines), idle, delays);
  }

 private:
  Result<std::unique_ptr<Device>> build(const host::HostSettings& settings,
                                        std::vector<EngineSpec> specs, Wait idle,
                                        const PlantedDelays* delays) const {
    auto memories = make_memories(settings);
    if (!memories) return pass_on(memories.error());
    auto completions = std::make_unique<Completions>();
    std::vector<std::unique_ptr<Engine>> engines;
    for (const EngineSpec& spec : specs) {
      auto engine = Engine::make(engine_options(settings, spec, idle, delays), *completions);
      if (!engine) return pass_on(engine.error());
      engines.push_back(std::move(*engine));
    }
    Facts facts = host::facts_of(settings, topology_);
    facts.emplace_back("device_workers", std::to_string(settings.workers - 1));
    facts.emplace_back("engines", std::to_string(specs.size()));
    facts.emplace_back("engines_wait_for_work", std::string(to_text(idle)));
    const host::HomeProcessor home(settings.processors.empty() ? -1 : settings.processors.front());
    auto queue = std::make_unique<SplitQueue>(std::move(engines), std::move(completions),
                                              *(*memories)[kPinned], home, delays);
    return std::make_unique<SplitDevice>(std::move(*memories), std::move(queue), std::move(specs),
                                         std::move(facts));
  }

  static Result<std::array<std::unique_ptr<host::HostMemory>, 4>> make_memories(
      const host::HostSettings& settings) {
    constexpr std::array<std::string_view, 4> names{"device", "pinned", "pageable", "mapped"};
    std::array<std::unique_ptr<host::HostMemory>, 4> memories;
    for (std::size_t i = 0; i < memories.size(); ++i) {
      host::HostMemoryOptions options = settings.memory;
      options.name = std::string(kName) + "." + std::string(names[i]);
      options.host_reach = i == kHome ? Reach::none : Reach::native;
      auto memory = host::HostMemory::make(std::move(options));
      if (!memory) return pass_on(memory.error());
      memories[i] = std::move(*memory);
    }
    return memories;
  }

  /// The computing engine takes the device's processors; copy engines are pinned nowhere, for they
  /// come on top.
  Engine::Options engine_options(const host::HostSettings& settings, const EngineSpec& spec,
                                 Wait idle, const PlantedDelays* delays) const {
    Engine::Options options{.processors = {},
                            .allowed = settings.allowed,
                            .team_workers = 0,
                            .idle = idle,
                            .delays = delays};
    if (!spec.computes) return options;
    options.team_workers = settings.workers - 1;
    if (!settings.processors.empty())
      options.processors.assign(settings.processors.begin() + 1, settings.processors.end());
    return options;
  }

  host::Topology topology_;
  std::vector<AxisSpec> axes_;
};

}  // namespace

std::unique_ptr<Backend> make_backend() { return std::make_unique<SplitBackend>(); }

}  // namespace pontage::cpu_split
