// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pontage {

class SystemFiles;  // libbench/system_files.hpp

/// One hardware counter or energy meter: a total over a window as a provider gives it, per job as a
/// record holds it. Without a value, `reason` says why not and what to do about it.
struct CounterReading {
  std::string name;  ///< ends in its unit: "cycles_count", "package_energy_joules", …
  std::optional<double> value;
  std::string reason;
  double counted_share = 1;  ///< of the window; below 1 the counter took turns with others and the
                             ///< value is scaled up from what it saw
  std::string source;  ///< "perf_event, user and kernel mode, 5 threads", …; empty without a value
};

/// Whether a reading can be had on this machine. `why_not` is empty when it can; `remedy` then is
/// too.
struct CounterOffer {
  std::string name;
  std::string why_not, remedy;
  bool is_readable() const { return why_not.empty(); }
};
/// The offer as the reading it leads to when it cannot be had: the sentence and its remedy.
CounterReading absent(const CounterOffer&);

/// Where hardware counters and energy come from. A machine without them has a provider too: every
/// reading then is absent with the reason, so a record always has the same fields.
///
/// Counters are never on while jobs are timed: `attach`, `start`, jobs, `stop`, `readings`,
/// `detach` is a pass of its own (libbench/replay.hpp), all of it on the thread that drives the
/// jobs. `start` and `stop` stand around the window; they allocate nothing and cannot fail: what
/// went wrong is the reason of a reading.
class CounterProvider {
 public:
  virtual ~CounterProvider() = default;
  virtual std::string_view name() const = 0;
  /// Decided when the provider was made; the names and their order never change.
  virtual const std::vector<CounterOffer>& offers() const = 0;
  /// The GPUs that the next jobs run on, by PCI bus address; none: they run on none. Called before
  /// `attach`.
  virtual void watch(const std::vector<std::string>& gpu_buses) { (void)gpu_buses; }
  /// Prepares to count the threads that the process has now.
  virtual void attach() {}
  virtual void start() noexcept {}
  virtual void stop() noexcept {}
  /// Of the last window, as totals; the names of `offers`, in their order.
  virtual std::vector<CounterReading> readings() const = 0;
  /// Gives back what `attach` took, so that nothing counts while the next case is timed.
  virtual void detach() noexcept {}
};

/// The fact (`Device::facts`) by which a device that is a GPU says its PCI bus address.
inline constexpr std::string_view kBusFact = "pci_bus";

/// Whether it can read anything at all here.
bool offers_any(const CounterProvider&);

/// The counters that every measured record has a field for.
std::vector<std::string> counter_names();
/// The provider of a machine without counters: all readings are absent for the one reason given.
std::unique_ptr<CounterProvider> make_null_counters(const std::string& why_not,
                                                    const std::string& remedy);
/// Several providers as one.
std::unique_ptr<CounterProvider> join_counters(std::vector<std::unique_ptr<CounterProvider>>);
/// All that this machine has: perf_event, RAPL and NVML. Tries each once, which takes a while where
/// a graphics driver must wake up.
std::unique_ptr<CounterProvider> make_counters(const SystemFiles&);

}  // namespace pontage
