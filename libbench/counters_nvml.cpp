// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters_nvml.hpp"

#include <algorithm>

#include "libbench/clock.hpp"
#include "libbench/nvml_library.hpp"

namespace pontage {
namespace {

const std::string kRemedy =
    "NVML comes with NVIDIA's driver: install that where there is such a GPU (in a container: "
    "--gpus all, NVIDIA_DRIVER_CAPABILITIES=utility); other GPUs have no meter here";

/// What one GPU showed at the edges of the window; one of each pair, by what the GPU has.
struct Edge {
  std::optional<std::uint64_t> millijoules, milliwatts;
};
struct GpuMeter {
  NvmlLibrary::Gpu gpu = nullptr;
  std::string where;  ///< "GPU at 0000:17:00.0"
  bool has_energy = false, has_power = false, is_split = false;
  Edge start, stop;
};

class NvmlCounters final : public CounterProvider {
 public:
  explicit NvmlCounters(const std::string& name) {
    offers_ = {try_library(name)};
    if (offers_.front().is_readable()) NvmlCounters::watch({});
  }

  std::string_view name() const override { return "NVML"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void watch(const std::vector<std::string>& gpu_buses) override {
    if (!offers_.front().is_readable()) return;
    meters_.clear();
    refusal_ = gpu_buses.empty() ? choose_only() : choose(gpu_buses);
    if (!refusal_.is_readable()) meters_.clear();
  }
  void start() noexcept override {
    for (GpuMeter& meter : meters_) meter.start = look(meter);
    began_ = monotonic_raw();
  }
  void stop() noexcept override {
    lasted_ = monotonic_raw() - began_;
    for (GpuMeter& meter : meters_) meter.stop = look(meter);
  }
  std::vector<CounterReading> readings() const override {
    if (!offers_.front().is_readable()) return {absent(offers_.front())};
    return {refusal_.is_readable() ? reading() : absent(refusal_)};
  }

 private:
  CounterOffer try_library(const std::string& name) {
    auto library = NvmlLibrary::load(name);
    if (!library) return {kGpuEnergy, library.error().what, kRemedy};
    auto gpus = (*library)->gpus();
    if (!gpus) return {kGpuEnergy, gpus.error().what, kRemedy};
    if (gpus->empty()) return {kGpuEnergy, "NVML shows no GPU", kRemedy};
    library_ = std::move(*library);
    gpus_ = std::move(*gpus);
    const auto has_meter = [&](NvmlLibrary::Gpu gpu) { return is_metered(meter_of(gpu, "")); };
    if (std::ranges::none_of(gpus_, has_meter)) return without_meter("this machine's GPUs");
    return {kGpuEnergy, "", ""};
  }

  GpuMeter meter_of(NvmlLibrary::Gpu gpu, std::string where) const {
    return {gpu,
            std::move(where),
            library_->millijoules(gpu).has_value(),
            library_->milliwatts(gpu).has_value(),
            library_->is_on(gpu, "nvmlDeviceGetMigMode").value_or(false),
            {},
            {}};
  }
  static bool is_metered(const GpuMeter& meter) { return meter.has_energy || meter.has_power; }
  static CounterOffer without_meter(const std::string& who) {
    return {kGpuEnergy, "NVML reads neither energy nor power of " + who,
            "`nvidia-smi -q -d POWER` says what it shows; a slice of a GPU (vGPU) has no meter"};
  }

  /// The GPUs that the case runs on, never another.
  CounterOffer choose(const std::vector<std::string>& buses) {
    for (const std::string& bus : buses) {
      auto gpu = library_->gpu_at(bus);
      if (!gpu) return {kGpuEnergy, gpu.error().what, kRemedy};
      meters_.push_back(meter_of(*gpu, "GPU at " + bus));
      if (!is_metered(meters_.back())) return without_meter("the GPU at " + bus);
    }
    return {kGpuEnergy, "", ""};
  }
  /// A case that runs on no GPU: with one there is no doubt whose energy is meant.
  CounterOffer choose_only() {
    if (gpus_.size() > 1)
      return {kGpuEnergy,
              "this machine has " + std::to_string(gpus_.size()) +
                  " GPUs and the case runs on none of them",
              "a case of the cuda backend is charged with its own GPU (-a gpu=…)"};
    meters_ = {meter_of(gpus_.front(), "the only GPU, which the case does not run on")};
    return {kGpuEnergy, "", ""};
  }

  Edge look(const GpuMeter& meter) const noexcept {
    if (meter.has_energy) return {library_->millijoules(meter.gpu), std::nullopt};
    return {std::nullopt, library_->milliwatts(meter.gpu)};
  }

  /// Joules over the window; empty when the GPU stopped answering, or its meter went back because
  /// the driver was loaded anew.
  std::optional<double> joules(const GpuMeter& meter) const {
    if (meter.has_energy) {
      const auto &before = meter.start.millijoules, &after = meter.stop.millijoules;
      if (!before || !after || *after < *before) return std::nullopt;
      return static_cast<double>(*after - *before) * 1e-3;
    }
    if (!meter.start.milliwatts || !meter.stop.milliwatts) return std::nullopt;
    const double watts =
        static_cast<double>(*meter.start.milliwatts + *meter.stop.milliwatts) / 2 * 1e-3;
    return watts * static_cast<double>(lasted_.count()) * 1e-9;
  }

  CounterReading reading() const {
    double sum = 0;
    for (const GpuMeter& meter : meters_) {
      const auto one = joules(meter);
      if (!one)
        return absent({kGpuEnergy, meter.where + " stopped telling NVML its energy",
                       "look for it in the kernel's log: sudo dmesg | grep -i nvrm"});
      sum += *one;
    }
    if (sum <= 0)
      return absent({kGpuEnergy, "the GPU's energy meter did not move while the jobs ran",
                     "take more or longer jobs: meters are stepped up to every 100 ms"});
    return {kGpuEnergy, sum, "", 1, source()};
  }

  std::string source() const {
    std::string text = "NVML";
    for (const GpuMeter& meter : meters_)
      text += ", " + meter.where + (meter.is_split ? " (whole, though the case has a slice)" : "") +
              (meter.has_energy ? ", energy meter" : ", power at start and end times the time");
    return text;
  }

  std::unique_ptr<NvmlLibrary> library_;
  std::vector<NvmlLibrary::Gpu> gpus_;
  std::vector<GpuMeter> meters_;  // of the GPUs that are watched
  CounterOffer refusal_{kGpuEnergy, "", ""};
  std::vector<CounterOffer> offers_;
  Nanoseconds began_{}, lasted_{};
};

}  // namespace

std::unique_ptr<CounterProvider> make_nvml_counters(const std::string& library) {
  return std::make_unique<NvmlCounters>(library);
}

}  // namespace pontage
