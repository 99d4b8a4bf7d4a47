// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters_rapl.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "libbench/system_files.hpp"

namespace pontage {
namespace {

const std::string kZones = "/sys/class/powercap";

/// One meter, open from `attach` to `detach`: reading it must not allocate.
class Meter {
 public:
  explicit Meter(const std::string& folder, const SystemFiles& files)
      : path_(files.real_path(folder + "/energy_uj")),
        range_(static_cast<std::uint64_t>(
            files.integer(folder + "/max_energy_range_uj").value_or(0))) {}
  Meter(Meter&& other) noexcept
      : path_(std::move(other.path_)),
        range_(other.range_),
        file_(std::exchange(other.file_, -1)) {}
  Meter& operator=(Meter&&) = delete;
  ~Meter() { close(); }

  const std::string& path() const { return path_; }
  /// 0, or the number of the error.
  int open() {
    close();
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    return file_ < 0 ? errno : 0;
  }
  void close() noexcept {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
  }
  void start() noexcept { before_ = microjoules(); }
  void stop() noexcept { after_ = microjoules(); }
  std::optional<std::uint64_t> microjoules() const noexcept {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(file_, text.data(), text.size(), 0);
    std::uint64_t number = 0;
    if (size <= 0 || std::from_chars(text.data(), text.data() + size, number).ec != std::errc{})
      return std::nullopt;
    return number;
  }
  std::optional<std::uint64_t> advance() const {
    if (!before_ || !after_) return std::nullopt;
    return meter_advance(*before_, *after_, range_);
  }

 private:
  std::string path_;
  std::uint64_t range_;
  int file_ = -1;
  std::optional<std::uint64_t> before_, after_;
};

/// All meters of one kind, summed: packages, or their memories.
struct Kind {
  const char* name;
  const char* of_one;
  const char* of_many;
  std::vector<Meter> meters;
};

/// Whether a zone of this name is a kind's. Other zones are parts of a package (core, uncore), the
/// whole board (psys), or the same package seen through other registers (intel-rapl-mmio).
bool is_package(const std::string& zone) { return zone.starts_with("package"); }
bool is_memory(const std::string& zone) { return zone == "dram"; }

CounterOffer no_meter(const Kind& kind, bool has_zones) {
  if (has_zones)
    return {kind.name, std::string("this processor has no energy meter of its ") + kind.of_many,
            "nothing but a meter in the supply can tell"};
  return {kind.name, kZones + " has no RAPL energy meters",
          "sudo modprobe intel_rapl_msr; a virtual machine has none: measure on the host or in the "
          "supply"};
}

CounterOffer unreadable_meter(const Kind& kind, const std::string& path, int error) {
  if (error == EACCES || error == EPERM)
    return {kind.name, path + " may be read by root only",
            "sudo chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj"};
  return {kind.name,
          path + (error == 0 ? std::string(" does not hold a number")
                             : std::string(" cannot be read: ") + std::strerror(error)),
          "look at it as root: sudo cat " + path};
}

class RaplCounters final : public CounterProvider {
 public:
  explicit RaplCounters(const SystemFiles& files) {
    bool has_zones = false;
    for (const std::string& zone : files.names(kZones)) {
      if (!zone.starts_with("intel-rapl:")) continue;  // AMD's are called so too
      has_zones = true;
      const std::string folder = kZones + "/" + zone;
      const std::string what = files.text(folder + "/name").value_or("");
      if (is_package(what)) kinds_[0].meters.emplace_back(folder, files);
      if (is_memory(what)) kinds_[1].meters.emplace_back(folder, files);
    }
    for (Kind& kind : kinds_) offers_.push_back(try_kind(kind, has_zones));
  }

  std::string_view name() const override { return "RAPL"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void attach() override {
    each([](Meter& meter) { meter.open(); });
  }
  void start() noexcept override {
    each([](Meter& meter) { meter.start(); });
  }
  void stop() noexcept override {
    each([](Meter& meter) { meter.stop(); });
  }
  void detach() noexcept override {
    each([](Meter& meter) { meter.close(); });
  }
  std::vector<CounterReading> readings() const override {
    std::vector<CounterReading> all;
    for (std::size_t i = 0; i < kinds_.size(); ++i)
      all.push_back(offers_[i].is_readable() ? reading(kinds_[i]) : absent(offers_[i]));
    return all;
  }

 private:
  static CounterOffer try_kind(Kind& kind, bool has_zones) {
    if (kind.meters.empty()) return no_meter(kind, has_zones);
    for (Meter& meter : kind.meters) {
      const int error = meter.open();
      if (error != 0 || !meter.microjoules()) return unreadable_meter(kind, meter.path(), error);
      meter.close();
    }
    return {kind.name, "", ""};
  }

  static CounterReading reading(const Kind& kind) {
    double joules = 0;
    for (const Meter& meter : kind.meters) {
      const auto advance = meter.advance();
      if (!advance)
        return absent(
            {kind.name, meter.path() + " could not be read around the jobs", "run again"});
      joules += static_cast<double>(*advance) * 1e-6;
    }
    if (joules <= 0)
      return absent({kind.name, "the energy meter did not move while the jobs ran",
                     "take more or longer jobs; some virtual machines show a meter that stands "
                     "still"});
    const std::size_t count = kind.meters.size();
    return {kind.name, joules, "", 1,
            "RAPL, " + std::to_string(count) + " " + (count == 1 ? kind.of_one : kind.of_many) +
                ", whoever used it"};
  }

  void each(void (*act)(Meter&)) noexcept {
    for (Kind& kind : kinds_)
      for (Meter& meter : kind.meters) act(meter);
  }

  std::array<Kind, 2> kinds_{{{kPackageEnergy, "package", "packages", {}},
                              {kMemoryEnergy, "package's memory", "packages' memories", {}}}};
  std::vector<CounterOffer> offers_;
};

}  // namespace

std::optional<std::uint64_t> meter_advance(std::uint64_t before, std::uint64_t after,
                                           std::uint64_t range) {
  if (after >= before) return after - before;
  if (range < before) return std::nullopt;
  return range - before + after;
}

std::unique_ptr<CounterProvider> make_rapl_counters(const SystemFiles& files) {
  return std::make_unique<RaplCounters>(files);
}

}  // namespace pontage
