// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cuda_backend.hpp"

#include <array>
#include <cstdlib>

#include "backends/cuda/cuda_memory.hpp"
#include "backends/cuda/cuda_queue.hpp"
#include "libbench/counters.hpp"

namespace pontage::cuda {
namespace {

constexpr std::string_view kName = "cuda";
enum Place : int {
  kHome = 0,
  kPinned = 1,
  kPageable = 2,
  kWriteCombined = 3,
  kMapped = 4,
  kManaged = 5,
  kCoherent = 6
};
constexpr std::int64_t kManagedShare = 4;  // managed memory may take a quarter of what is free

using Facts = std::vector<std::pair<std::string, std::string>>;

class CudaDevice final : public Device {
 public:
  CudaDevice(std::shared_ptr<Runtime> runtime, DeviceProperties properties, Bytes free,
             std::unique_ptr<CudaQueue> queue)
      : runtime_(std::move(runtime)),
        properties_(std::move(properties)),
        free_(free),
        queue_(std::move(queue)) {
    const auto add = [&](std::string_view name, MemoryKind kind, Reach reach, Bytes most = {}) {
      own(std::make_unique<CudaMemory>(runtime_, full(name), kind, reach, most));
    };
    add("device", MemoryKind::device, Reach::none);
    add("pinned", MemoryKind::pinned, Reach::native);
    own(std::make_unique<OrdinaryMemory>(full("pageable")));
    add("write_combined", MemoryKind::write_combined, Reach::native);
    add("mapped", MemoryKind::mapped, Reach::native);
    add("managed", MemoryKind::managed, Reach::migrates, free / kManagedShare);
    own(std::make_unique<OrdinaryMemory>(full("coherent")));
  }

  std::string_view name() const override { return kName; }
  Provenance provenance() const override { return Provenance::measured; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory& memory) const override {
    if (&memory == memories_[kHome]) return Reach::native;
    if (&memory == memories_[kMapped] || &memory == memories_[kCoherent]) return Reach::remote;
    return &memory == memories_[kManaged] ? Reach::migrates : Reach::none;
  }
  Result<int> host_side(MemoryMode mode) const override {
    switch (mode) {
      case MemoryMode::pageable:
        return kPageable;
      case MemoryMode::pinned:
        return kPinned;
      case MemoryMode::write_combined:
        return kWriteCombined;
      case MemoryMode::mapped:
        if (properties_.maps_host_memory) return kMapped;
        return refused("cannot reach host memory at the host's own addresses", mode);
      case MemoryMode::managed:
      case MemoryMode::managed_prefetch:
        if (properties_.migrates_pages) return kManaged;
        return refused("cannot share managed memory with a host that touches it meanwhile", mode);
      case MemoryMode::coherent:
        if (properties_.reads_pageable && properties_.is_coherent) return kCoherent;
        return refused("is not coherent with the host's memory in hardware", mode);
    }
    return fail(ErrorKind::internal, "a memory mode that nobody knows");
  }
  Result<void> accepts(Submission how) const override {
    if (how != Submission::persistent || properties_.maps_host_memory) return {};
    return fail(ErrorKind::refused,
                properties_.name +
                    " cannot reach host memory at the host's own addresses, where the bell of a "
                    "resident kernel is, which submit=persistent needs");
  }
  std::span<const EngineSpec> engines() const override { return engines_; }
  /// One kernel does all of a job; graphs follow each other on one stream.
  bool is_whole(Submission how) const override {
    return how == Submission::persistent || how == Submission::graph;
  }
  bool speaks(std::string_view dialect) const override { return dialect == "cuda"; }
  Entry empty_entry() const override { return runtime_->empty_kernel(); }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return queue_.get(); }

  Facts facts() const override {
    const DeviceClock& clock = queue_->clock();
    char drift[64];
    std::snprintf(drift, sizeof drift, "%.1f ± %.1f", clock.drift_ppm(), clock.drift_error_ppm());
    return {
        {"device", properties_.name},
        {std::string(kBusFact), properties_.bus},
        {"compute_capability",
         std::to_string(properties_.major) + "." + std::to_string(properties_.minor)},
        {"multiprocessors", std::to_string(properties_.multiprocessors)},
        {"copy_engines", std::to_string(properties_.copy_engines)},
        {"cuda_driver", version_text(properties_.driver_version)},
        {"cuda_runtime", version_text(properties_.runtime_version)},
        {"free_at_open_bytes", std::to_string(free_.count())},
        {"managed_most_bytes", std::to_string((free_ / kManagedShare).count())},
        {"spans", queue_->span_source()},
        {"clock_uncertainty_ns", std::to_string(queue_->uncertainty().count())},
        {"clock_drift_ppm", drift},
        {"clock_anchors_count", std::to_string(clock.anchors_set())},
        {"clock_corrections_count", std::to_string(queue_->stamps().corrections())},
        {"clock_largest_correction_ticks", std::to_string(queue_->stamps().largest_correction())},
    };
  }

 private:
  static std::string full(std::string_view name) {
    return std::string(kName) + "." + std::string(name);
  }
  void own(std::unique_ptr<Memory> memory) {
    memories_.push_back(memory.get());
    owned_.push_back(std::move(memory));
  }
  Result<int> refused(std::string_view why, MemoryMode mode) const {
    return fail(ErrorKind::refused, properties_.name + " " + std::string(why) +
                                        ", which memory=" + std::string(to_text(mode)) + " needs");
  }

  std::shared_ptr<Runtime> runtime_;
  DeviceProperties properties_;
  Bytes free_;
  std::vector<std::unique_ptr<Memory>> owned_;
  std::vector<Memory*> memories_;
  std::unique_ptr<CudaQueue> queue_;  // ends before the memories it copies between
  std::array<EngineSpec, kEngines> engines_{
      {{.name = "cuda.compute", .computes = true},
       {.name = "cuda.to_device", .copies_in = true, .stages_in_call = true},
       {.name = "cuda.from_device", .copies_out = true, .stages_in_call = true}}};
};

class CudaBackend final : public Backend {
 public:
  CudaBackend(std::shared_ptr<Runtime> runtime, std::shared_ptr<const Management> management,
              std::vector<std::string> cupti_libraries)
      : runtime_(std::move(runtime)),
        management_(std::move(management)),
        cupti_libraries_(std::move(cupti_libraries)) {}

  std::string_view name() const override { return kName; }
  std::string_view summary() const override {
    return "NVIDIA GPUs through the CUDA runtime: a stream for computing and one for each "
           "direction of copies";
  }
  std::span<const AxisSpec> axes() const override { return axes_; }
  bool has_queues() const override { return true; }
  Result<void> available() const override {
    int count = 0;
    if (const Code code = runtime_->count_devices(&count); code != kGood)
      return pass_on(trouble(*runtime_, code, "asking for devices"));
    if (count == 0) return fail(ErrorKind::unavailable, "no CUDA device: the driver lists none");
    return {};
  }

  std::vector<Check> checks() const override {
    if (auto here = available(); !here)
      return {{Check::Verdict::unknown, "cuda", here.error().what, ""}};
    std::vector<Check> checks;
    int count = 0;
    (void)runtime_->count_devices(&count);
    const char* loading = std::getenv("CUDA_MODULE_LOADING");
    for (int d = 0; d < count; ++d) {
      DeviceProperties p;
      if (const Code code = runtime_->properties(d, &p); code != kGood)
        checks.push_back({Check::Verdict::bad, "cuda device " + std::to_string(d),
                          trouble(*runtime_, code, "asking what it is").what, ""});
      else
        for (Check& check :
             check_device(p, management_->state(p.bus), loading == nullptr ? "" : loading))
          checks.push_back(std::move(check));
    }
    checks.push_back(check_cupti());
    return checks;
  }

  Result<std::unique_ptr<Device>> open(const Settings& set,
                                       const PlantedDelays* delays) const override {
    if (auto here = available(); !here) return pass_on(here.error());
    const int number = static_cast<int>(number_of(set, "gpu", 0));
    int count = 0;
    (void)runtime_->count_devices(&count);
    if (number >= count)
      return fail(ErrorKind::unavailable, "cuda: there is no gpu=" + std::to_string(number) +
                                              "; this machine has 0 to " +
                                              std::to_string(count - 1));
    DeviceProperties properties;
    std::size_t free = 0, total = 0;
    Code code = runtime_->use(number);
    if (code == kGood) code = runtime_->properties(number, &properties);
    if (code == kGood) code = runtime_->free_memory(&free, &total);
    if (code != kGood) return pass_on(trouble(*runtime_, code, "opening the device"));
    auto queue = CudaQueue::make(runtime_, {number, properties.multiprocessors, delays});
    if (!queue) return pass_on(queue.error());
    if (word_of(set, "spans", "events") == "cupti") (*queue)->time_by(load_cupti(cupti_libraries_));
    return std::make_unique<CudaDevice>(runtime_, std::move(properties),
                                        Bytes{static_cast<std::int64_t>(free)}, std::move(*queue));
  }

 private:
  Check check_cupti() const {
    const auto cupti = load_cupti(cupti_libraries_);
    if (!cupti)
      return {Check::Verdict::unknown, "cuda CUPTI",
              cupti.error().what + ": spans are from events, also with spans=cupti", ""};
    return {Check::Verdict::good, "cuda CUPTI",
            std::string((*cupti)->source()) + " for spans=cupti", ""};
  }

  std::shared_ptr<Runtime> runtime_;
  std::shared_ptr<const Management> management_;
  std::vector<std::string> cupti_libraries_;
  std::vector<AxisSpec> axes_{
      {.name = "gpu",
       .unit = "count",
       .help = "which GPU, as CUDA numbers them",
       .usual = std::int64_t{0},
       .least = 0,
       .most = 63},
      {.name = "spans",
       .unit = "",
       .help = "what times the device's spans: events around each operation, "
               "or cupti's records of it where they can be had",
       .usual = std::string("events"),
       .choices = {"events", "cupti"}}};
};

}  // namespace

std::unique_ptr<Backend> make_backend_over(std::shared_ptr<Runtime> runtime,
                                           std::shared_ptr<const Management> management,
                                           std::vector<std::string> cupti_libraries) {
  return std::make_unique<CudaBackend>(std::move(runtime), std::move(management),
                                       std::move(cupti_libraries));
}

}  // namespace pontage::cuda
