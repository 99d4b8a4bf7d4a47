// SPDX-License-Identifier: Apache-2.0
// Checks of the clock and of the cores: what changes how long one instruction takes.
#include <algorithm>
#include <optional>

#include "libbench/environment_parts.hpp"
#include "libbench/machine_checks_parts.hpp"

namespace pontage {
namespace {

const std::string kClocks = "/sys/devices/system/clocksource/clocksource0/";
const std::string kCpus = "/sys/devices/system/cpu/";

bool has_word(const std::string& text, const std::string& word) {
  const auto words = words_of(text);
  return std::find(words.begin(), words.end(), word) != words.end();
}

Check check_clock_source(const SystemFiles& files) {
  const std::string name = "clock source";
  const auto current = files.text(kClocks + "current_clocksource");
  if (!current)
    return unreadable(name, kClocks + "current_clocksource",
                      "look for it in the kernel's log: sudo dmesg | grep -i clocksource");
  if (has_word("tsc arch_sys_counter riscv_clocksource timebase", *current))
    return good(name, "the kernel's clock is " + *current);
  const bool has_tsc = has_word(files.text(kClocks + "available_clocksource").value_or(""), "tsc");
  const std::string remedy = has_tsc ? "echo tsc | sudo tee " + kClocks + "current_clocksource"
                                     : "boot with tsc=reliable if the machine's TSC is sound; why "
                                       "it was refused: sudo dmesg | grep -i tsc";
  const std::string finding = "the kernel's clock is " + *current;
  if (has_word("hpet acpi_pm jiffies refined-jiffies pit", *current))
    return bad(name, finding + ": it does not trust the TSC, and each reading costs a microsecond",
               remedy);
  return suspicious(name, finding + ": a paravirtual clock, whose rate the hypervisor may correct",
                    remedy);
}

Check check_clock_invariance(const SystemFiles& files) {
  const std::string name = "clock invariance";
  const auto flags = files.field("/proc/cpuinfo", "flags");
  if (!flags)
    return unknown(
        name, "/proc/cpuinfo has no x86 flags",
        "on ARM and RISC-V the architecture fixes the rate; the self-test measures the order");
  std::vector<std::string> missing;
  for (const char* flag : {"constant_tsc", "nonstop_tsc"}) {
    if (!has_word(*flags, flag)) missing.emplace_back(flag);
  }
  if (missing.empty())
    return good(name, "the TSC has one rate in every state (constant_tsc, nonstop_tsc)");
  return bad(name,
             "the processor does not promise " + joined(missing) +
                 ": stamps change their rate with its state",
             "sudo cpupower frequency-set -g performance; on a virtual machine ask for the "
             "invariant TSC (QEMU: -cpu host,+invtsc)");
}

Check check_governor(const SystemFiles& files) {
  const std::string name = "governor";
  const auto governors = distinct_over_processors(files, "cpufreq/scaling_governor");
  if (governors.empty())
    return unknown(name,
                   "no processor has cpufreq/scaling_governor: the frequency is set by firmware or "
                   "by the hypervisor",
                   "on the host: sudo cpupower frequency-set -g performance; here watch the "
                   "sentinel's addition");
  if (governors.size() == 1 && governors.front() == "performance")
    return good(name, "performance on every processor");
  return suspicious(name,
                    "governor " + joined(governors) + ": the clock frequency follows the load",
                    "sudo cpupower frequency-set -g performance");
}

Check check_turbo(const SystemFiles& files) {
  const std::string name = "turbo";
  const std::string intel = kCpus + "intel_pstate/no_turbo", other = kCpus + "cpufreq/boost";
  const auto no_turbo = files.integer(intel), boost = files.integer(other);
  if (!no_turbo && !boost)
    return unknown(name, "neither " + intel + " nor " + other + " is there",
                   "switch it off in the firmware, or watch the sentinel's addition");
  if (no_turbo ? *no_turbo == 1 : *boost == 0) return good(name, "off");
  return suspicious(name,
                    "on: the clock frequency falls as more cores work and as the chip warms up",
                    no_turbo ? "echo 1 | sudo tee " + intel : "echo 0 | sudo tee " + other);
}

Check check_siblings(const SystemFiles& files) {
  const std::string name = "sibling threads";
  const auto active = files.integer(kCpus + "smt/active");
  const auto groups = distinct_over_processors(files, "topology/thread_siblings_list");
  if (!active && groups.empty())
    return unreadable(name, kCpus + "smt/active", "look at it with: lscpu | grep Thread");
  const auto shares = [](const std::string& group) { return parse_cpu_list(group).size() > 1; };
  if (!(active && *active == 1) && std::none_of(groups.begin(), groups.end(), shares)) {
    const bool is_virtual = read_virtualisation(files).is_virtual;
    return good(name, std::string("one hardware thread a core") +
                          (is_virtual ? ", as far as a virtual machine is told" : ""));
  }
  return suspicious(
      name,
      "cores have several hardware threads: two workers may share one core's units and caches",
      "pin one worker a core, or: echo off | sudo tee " + kCpus + "smt/control");
}

Check check_core_kinds(const SystemFiles& files) {
  const std::string name = "kinds of core";
  const auto capacities = distinct_over_processors(files, "cpu_capacity");
  const auto fast = files.text("/sys/devices/cpu_core/cpus"),
             slow = files.text("/sys/devices/cpu_atom/cpus");
  if (fast && slow)
    return suspicious(name, "two kinds of core: " + *fast + " are fast, " + *slow + " are slow",
                      "taskset -c " + *fast + " pontage …");
  if (capacities.size() > 1)
    return suspicious(name, "cores of different capacity: " + joined(capacities),
                      "find the fast ones with grep . " + kCpus +
                          "cpu*/cpu_capacity and pin to them with taskset -c");
  if (capacities.empty() && !files.exists(kCpus + "online"))
    return unreadable(name, kCpus, "look at them with: lscpu -e");
  return good(name, "all cores are of one kind");
}

Check check_caches(const SystemFiles& files) {
  const std::string name = "reported caches";
  const std::string folder = kCpus + "cpu0/cache/index3/size";
  const auto size = files.text(folder);
  const Virtualisation machine = read_virtualisation(files);
  if (!size)
    return unreadable(name, folder,
                      "trust the steps in the latency of the chase over sizes, not a data sheet");
  if (!machine.is_virtual) return good(name, "last-level cache " + *size + ", on real hardware");
  return suspicious(
      name,
      "last-level cache " + *size +
          " is what a virtual machine reports: it shares it with neighbours and gets less",
      "trust the steps in the latency of the chase over sizes; count as uncached only what is many "
      "times that size");
}

Check check_isolation(const SystemFiles& files) {
  const std::string name = "isolated processors";
  const auto list = files.text(kCpus + "isolated");
  if (!list) return unreadable(name, kCpus + "isolated", "look for isolcpus in: cat /proc/cmdline");
  const auto isolated = parse_cpu_list(*list), allowed = allowed_processors(files);
  const auto is_isolated = [&isolated](int p) {
    return std::find(isolated.begin(), isolated.end(), p) != isolated.end();
  };
  const auto used = std::count_if(allowed.begin(), allowed.end(), is_isolated);
  if (isolated.empty()) return good(name, "none; ordinary scheduling on all processors");
  if (used == 0) return good(name, *list + " are isolated and not used here");
  if (used == static_cast<std::ptrdiff_t>(allowed.size()))
    return good(name, "all processors allowed here are isolated (" + *list +
                          "): pin every worker, the kernel does not spread them");
  return suspicious(
      name,
      "some of the processors allowed here are isolated (" + *list +
          "): unpinned threads never reach them",
      "pin every worker, or use isolated ones only: taskset -c " + *list + " pontage …");
}

Check check_power(const SystemFiles& files) {
  const std::string name = "power supply", folder = "/sys/class/power_supply";
  bool has_mains = false, is_fed = false;
  for (const std::string& supply : files.names(folder)) {
    if (files.text(folder + "/" + supply + "/type") != "Mains") continue;
    has_mains = true;
    is_fed = is_fed || files.integer(folder + "/" + supply + "/online") == 1;
  }
  if (!has_mains)
    return files.exists(folder) ? good(name, "no battery takes part")
                                : unreadable(name, folder, "on a laptop, plug it in");
  if (is_fed) return good(name, "mains");
  return bad(name, "running on battery: the firmware holds the clock down", "plug it in");
}

Check check_throttling(const SystemFiles& files) {
  const std::string name = "thermal throttling", file = "thermal_throttle/core_throttle_count";
  const auto counts = distinct_over_processors(files, file);
  if (counts.empty())
    return unknown(name, "no processor has " + file, "watch the temperature with: sensors");
  if (counts.size() == 1 && counts.front() == "0")
    return good(name, "never since the machine started");
  return suspicious(
      name, "cores were throttled since the machine started (counts: " + joined(counts) + ")",
      "improve the cooling or lower the limit; compare before and after a run: grep . " + kCpus +
          "cpu*/" + file);
}

}  // namespace

void check_clock_and_cores(const SystemFiles& files, std::vector<Check>& checks) {
  for (const auto check :
       {check_clock_source, check_clock_invariance, check_governor, check_turbo, check_siblings,
        check_core_kinds, check_caches, check_isolation, check_power, check_throttling})
    checks.push_back(check(files));
}

}  // namespace pontage
