// SPDX-License-Identifier: Apache-2.0
// Checks of what can be counted beside time: the processor's counters and energy.
#include <algorithm>

#include "libbench/counters_nvml.hpp"
#include "libbench/counters_rapl.hpp"
#include "libbench/machine_checks_parts.hpp"
#include "libbench/perf_calls.hpp"

namespace pontage {
namespace {

const std::string kAbsent = ": it stands as n/a in the record";

using Offers = std::vector<CounterOffer>;

std::string names_of(const Offers& offers) {
  std::vector<std::string> names;
  for (const CounterOffer& offer : offers) names.push_back(offer.name);
  return joined(names);
}

/// Good with what can be read, and what cannot beside it; unknown when nothing can.
Check from_offers(const std::string& name, const Offers& offers) {
  Offers readable, absent;
  std::ranges::partition_copy(offers, std::back_inserter(readable), std::back_inserter(absent),
                              &CounterOffer::is_readable);
  if (readable.empty())
    return unknown(name, absent.front().why_not + kAbsent, absent.front().remedy);
  std::string finding = "readable: " + names_of(readable);
  if (!absent.empty()) finding += "; not " + names_of(absent) + ": " + absent.front().why_not;
  return good(name, finding);
}

/// Those of the tried counters that `is_of` takes; empty when none was tried.
template <class Filter>
Offers picked(const Offers& tried, Filter is_of) {
  Offers some;
  std::ranges::copy_if(tried, std::back_inserter(some), is_of);
  return some;
}

/// What the files alone can say of a machine that nobody tried.
Check hardware_counters_by_files(const std::string& name, const SystemFiles& files) {
  const std::string sources = "/sys/bus/event_source/devices";
  const auto paranoid = files.integer("/proc/sys/kernel/perf_event_paranoid");
  const auto units = files.names(sources);
  const auto is_core_unit = [](const std::string& unit) {
    return unit == "cpu" || unit == "cpu_core" || unit.starts_with("armv");
  };
  if (units.empty() || !paranoid)
    return unreadable(name, units.empty() ? sources : "/proc/sys/kernel/perf_event_paranoid",
                      "counters stand as n/a in the record");
  if (std::none_of(units.begin(), units.end(), is_core_unit))
    return unknown(
        name, "the kernel offers no counters of the processor: counters stand as n/a in the record",
        "on a virtual machine ask for a virtual PMU (QEMU: -cpu host,pmu=on)");
  if (*paranoid <= 2)
    return good(name, "there, perf_event_paranoid is " + std::to_string(*paranoid));
  return unknown(name, "forbidden to users: perf_event_paranoid is " + std::to_string(*paranoid),
                 "sudo sysctl kernel.perf_event_paranoid=1");
}

Check check_hardware_counters(const SystemFiles& files, const Offers& tried) {
  const std::string name = "hardware counters";
  const Offers mine = picked(tried, [](const CounterOffer& offer) {
    return std::ranges::any_of(perf_events(),
                               [&](const PerfEvent& event) { return offer.name == event.name; });
  });
  return mine.empty() ? hardware_counters_by_files(name, files) : from_offers(name, mine);
}

/// Files are all there is to energy meters, so they are asked on every machine.
Check check_energy_meters(const SystemFiles& files, const Offers&) {
  return from_offers("energy meters", make_rapl_counters(files)->offers());
}

Check check_gpu_energy(const SystemFiles& files, const Offers& tried) {
  const std::string name = "GPU energy meter";
  const Offers mine =
      picked(tried, [](const CounterOffer& offer) { return offer.name == kGpuEnergy; });
  if (!mine.empty()) return from_offers(name, mine);
  const std::string driver = "/proc/driver/nvidia/version";
  if (!files.exists(driver))
    return unreadable(name, driver, "NVIDIA's driver has a meter; other GPUs have none here");
  return unknown(name, "NVIDIA's driver is there; nobody tried to read it",
                 "nvidia-smi -q -d POWER");
}

}  // namespace

void check_counters(const SystemFiles& files, const std::vector<CounterOffer>& tried,
                    std::vector<Check>& checks) {
  for (const auto check : {check_hardware_counters, check_energy_meters, check_gpu_energy})
    checks.push_back(check(files, tried));
}

}  // namespace pontage
