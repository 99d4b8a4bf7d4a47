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
  bool has_energy = false;
  Edge start, stop;
};

class NvmlCounters final : public CounterProvider {
 public:
  explicit NvmlCounters(const std::string& name) { offers_ = {try_library(name)}; }

  std::string_view name() const override { return "NVML"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void start() noexcept override {
    for (GpuMeter& meter : meters_) meter.start = look(meter);
    began_ = monotonic_raw();
  }
  void stop() noexcept override {
    lasted_ = monotonic_raw() - began_;
    for (GpuMeter& meter : meters_) meter.stop = look(meter);
  }
  std::vector<CounterReading> readings() const override {
    return {offers_.front().is_readable() ? reading() : absent(offers_.front())};
  }

 private:
  CounterOffer try_library(const std::string& name) {
    auto library = NvmlLibrary::load(name);
    if (!library) return {kGpuEnergy, library.error().what, kRemedy};
    auto gpus = (*library)->gpus();
    if (!gpus) return {kGpuEnergy, gpus.error().what, kRemedy};
    if (gpus->empty()) return {kGpuEnergy, "NVML shows no GPU", kRemedy};
    library_ = std::move(*library);
    for (std::size_t i = 0; i < gpus->size(); ++i) {
      GpuMeter meter{(*gpus)[i], library_->millijoules((*gpus)[i]).has_value(), {}, {}};
      if (!meter.has_energy && !library_->milliwatts(meter.gpu))
        return {
            kGpuEnergy, "GPU " + std::to_string(i) + " shows NVML neither its energy nor its power",
            "`nvidia-smi -q -d POWER` says what it shows; a slice of a GPU (vGPU) has no meter"};
      meters_.push_back(meter);
    }
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
        return absent({kGpuEnergy, "a GPU stopped telling NVML its energy",
                       "look for it in the kernel's log: sudo dmesg | grep -i nvrm"});
      sum += *one;
    }
    if (sum <= 0)
      return absent({kGpuEnergy, "the GPUs' energy meters did not move while the jobs ran",
                     "take more or longer jobs: meters are stepped up to every 100 ms"});
    return {kGpuEnergy, sum, "", 1, source()};
  }

  std::string source() const {
    const std::size_t count = meters_.size();
    const bool all_metered = std::ranges::all_of(meters_, &GpuMeter::has_energy);
    return "NVML, " + std::to_string(count) + (count == 1 ? " GPU" : " GPUs") +
           (all_metered ? ", energy meter" : ", power at start and end times the time");
  }

  std::unique_ptr<NvmlLibrary> library_;
  std::vector<GpuMeter> meters_;
  std::vector<CounterOffer> offers_;
  Nanoseconds began_{}, lasted_{};
};

}  // namespace

std::unique_ptr<CounterProvider> make_nvml_counters(const std::string& library) {
  return std::make_unique<NvmlCounters>(library);
}

}  // namespace pontage
