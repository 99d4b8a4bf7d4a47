// SPDX-License-Identifier: Apache-2.0
// Checks of sharing: who else uses the processors, and what they leave.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "libbench/environment_parts.hpp"
#include "libbench/machine_checks.hpp"
#include "libbench/machine_checks_parts.hpp"

namespace pontage {
namespace {

constexpr double kStealSuspicious = 0.01, kStealBad = 0.10;  // of the time processors wanted to run
constexpr double kLoadSuspicious = 0.5;
constexpr double kPressureSuspicious = 1.0;  // percent of the last ten seconds

std::string percent_text(double share) { return number_text(100 * share, 2) + " %"; }

Check check_load(const SystemFiles& files) {
  const std::string name = "load", path = "/proc/loadavg";
  const auto words = words_of(files.text(path).value_or(""));
  if (words.size() < 4) return unreadable(name, path, "look at it with: uptime");
  const double load = std::strtod(words[0].c_str(), nullptr);
  // The fourth word is "<runnable>/<all>"; this thread is one of the runnable.
  const long others = std::max(0L, std::strtol(words[3].c_str(), nullptr, 10) - 1);
  const auto processors = std::max<std::size_t>(1, online_processors(files).size());
  const std::string finding = "load " + number_text(load) + " over the last minute on " +
                              std::to_string(processors) + " processors, " +
                              std::to_string(others) + " other threads runnable now";
  const std::string remedy = "wait, or end what runs: ps -eo pcpu,pid,comm --sort=-pcpu | head";
  if (load >= static_cast<double>(processors) || others >= static_cast<long>(processors))
    return bad(name, finding, remedy);
  if (load >= kLoadSuspicious || others > 0) return suspicious(name, finding, remedy);
  return good(name, finding);
}

Check check_pressure(const SystemFiles& files) {
  const std::string name = "processor pressure", path = "/proc/pressure/cpu";
  const auto words = words_of(files.text(path).value_or(""));
  if (words.size() < 2 || !words[1].starts_with("avg10="))
    return unreadable(name, path, "boot with psi=1 to see it");
  const double waiting = std::strtod(words[1].c_str() + 6, nullptr);
  const std::string finding = "for " + number_text(waiting) +
                              " % of the last ten seconds some thread waited for a processor";
  if (waiting < kPressureSuspicious) return good(name, finding);
  return suspicious(name, finding,
                    "wait, or end what runs: ps -eo pcpu,pid,comm --sort=-pcpu | head");
}

Check check_steal(const SystemFiles& files) {
  const std::string name = "steal";
  const auto times = read_processor_times(files);
  if (!times)
    return unreadable(name, "the cpu line of /proc/stat", "look at it with: vmstat 1 (column st)");
  const double share = times->steal == 0 ? 0
                                         : static_cast<double>(times->steal) /
                                               static_cast<double>(times->ran + times->steal);
  const std::string finding =
      "the hypervisor gave away " + percent_text(share) +
      " of the time that processors wanted to run, since the machine started";
  const std::string remedy =
      "measure when neighbours are quiet (vmstat 1, column st), or on a dedicated host; each run "
      "records its own steal";
  if (share >= kStealBad) return bad(name, finding, remedy);
  if (share >= kStealSuspicious) return suspicious(name, finding, remedy);
  return good(name, times->steal == 0 ? "none since the machine started" : finding);
}

Check check_hypervisor(const SystemFiles& files) {
  const std::string name = "hypervisor";
  const Virtualisation machine = read_virtualisation(files);
  if (!machine.is_known)
    return unknown(name, "neither processor flags nor firmware tell",
                   "ask systemd: systemd-detect-virt");
  if (!machine.is_virtual) return good(name, "none: real hardware");
  return suspicious(name,
                    "a virtual machine" + (machine.name.empty() ? "" : " on " + machine.name) +
                        ": neighbours share caches, memory bus and clock, unseen",
                    "believe ratios of interleaved runs, not absolute figures of one; for those "
                    "use a dedicated or metal host");
}

Check check_container(const SystemFiles& files) {
  const std::string kind = container_kind(files);
  return good("container",
              kind.empty() ? "none seen" : kind + "; its limits are the next two checks");
}

Check check_quota(const SystemFiles& files) {
  const std::string name = "processor quota";
  const ProcessorQuota quota = read_quota(files);
  if (!quota.is_known)
    return unreadable(name, "/proc/self/cgroup", "look at it with: cat /sys/fs/cgroup/cpu.max");
  if (!quota.processors && quota.throttled_periods == 0) return good(name, "none");
  const auto allowed = static_cast<double>(allowed_processors(files).size());
  const std::string stops =
      quota.throttled_periods == 0
          ? ""
          : "; it has stopped this group " + std::to_string(quota.throttled_periods) + " times";
  const std::string finding = quota.processors
                                  ? "a quota of " + number_text(*quota.processors) +
                                        " processors on " + number_text(allowed) + stops
                                  : "no quota now, but one stopped this group " +
                                        std::to_string(quota.throttled_periods) + " times";
  const std::string remedy =
      "give whole processors instead of a quota: docker run --cpuset-cpus=0-1 (not --cpus), "
      "systemctl set-property <unit> CPUQuota=";
  if (quota.processors && *quota.processors < allowed)
    return bad(name, finding + ": threads are stopped for up to 100 ms when it is used up", remedy);
  return suspicious(name, finding, remedy);
}

Check check_allowed(const SystemFiles& files) {
  const std::string name = "allowed processors";
  const auto list = files.field("/proc/self/status", "Cpus_allowed_list");
  const auto online = online_processors(files);
  if (!list || online.empty())
    return unreadable(
        name, !list ? "Cpus_allowed_list in /proc/self/status" : "/sys/devices/system/cpu/online",
        "look at it with: taskset -p $$");
  const auto allowed = parse_cpu_list(*list);
  const std::string finding =
      std::to_string(allowed.size()) + " of " + std::to_string(online.size()) + " (" + *list + ")";
  if (allowed.size() == 1)
    return bad(
        name,
        finding + ": two threads cannot run at the same time, and a spinning one stops the other",
        "taskset -c " + files.text("/sys/devices/system/cpu/online").value_or("0-1") +
            " pontage …, or a wider cpuset");
  if (allowed.size() >= online.size()) return good(name, finding);
  return suspicious(name, finding + ": an affinity mask or a cpuset leaves others to somebody else",
                    "if that was not meant: taskset -c " +
                        files.text("/sys/devices/system/cpu/online").value_or("") + " pontage …");
}

}  // namespace

void check_sharing(const SystemFiles& files, std::vector<Check>& checks) {
  for (const auto check : {check_load, check_pressure, check_steal, check_hypervisor,
                           check_container, check_quota, check_allowed})
    checks.push_back(check(files));
}

}  // namespace pontage
