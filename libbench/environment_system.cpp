// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

#include "libbench/environment_parts.hpp"

namespace pontage {
namespace {

const std::string kCgroups = "/sys/fs/cgroup";

std::string or_not_available(const std::optional<std::string>& value, const std::string& path) {
  if (!value) return "n/a: " + path + " is not there or may not be read";
  return value->empty() ? "n/a: " + path + " is empty" : *value;
}

std::string file_or_not(const SystemFiles& files, const std::string& path) {
  return or_not_available(files.text(path), path);
}

std::string bracketed_or_not(const SystemFiles& files, const std::string& path) {
  const auto text = files.text(path);
  return or_not_available(text ? std::optional(bracketed_word(*text)) : std::nullopt, path);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::string distinct_or_not(const SystemFiles& files, const std::string& file) {
  const auto values = distinct_over_processors(files, file);
  return values.empty() ? "n/a: no processor has " + file : joined(values);
}

/// A "kB" line of /proc/meminfo in bytes.
std::string memory_bytes(const SystemFiles& files, std::string_view key) {
  const auto value = files.field("/proc/meminfo", key);
  if (!value) return "n/a: /proc/meminfo has no " + std::string(key);
  return std::to_string(1024 * std::strtoll(value->c_str(), nullptr, 10));
}

int count_numa_nodes(const SystemFiles& files) {
  const auto names = files.names("/sys/devices/system/node");
  const auto is_node = [](const std::string& name) {
    return name.starts_with("node") &&
           name.find_first_not_of("0123456789", 4) == std::string::npos && name.size() > 4;
  };
  return static_cast<int>(std::count_if(names.begin(), names.end(), is_node));
}

std::string virtualisation_text(const SystemFiles& files) {
  const Virtualisation found = read_virtualisation(files);
  if (!found.is_known) return "n/a: neither processor flags nor firmware tell";
  if (!found.is_virtual) return "none";
  return found.name.empty() ? "yes, of unknown kind" : found.name;
}

std::string quota_text(const SystemFiles& files) {
  const ProcessorQuota quota = read_quota(files);
  if (!quota.is_known) return "n/a: /proc/self/cgroup is not there or may not be read";
  if (!quota.processors) return "none";
  std::ostringstream text;
  text << *quota.processors;
  return text.str();
}

void add_facts(const SystemFiles& files, Environment& environment) {
  const std::string pages = "/sys/kernel/mm/transparent_hugepage/";
  const std::string container = container_kind(files);
  const std::vector<Fact> facts{
      {"governor", distinct_or_not(files, "cpufreq/scaling_governor")},
      {"frequency_driver", distinct_or_not(files, "cpufreq/scaling_driver")},
      {"microcode",
       or_not_available(files.field("/proc/cpuinfo", "microcode"), "microcode in /proc/cpuinfo")},
      {"clock_source",
       file_or_not(files, "/sys/devices/system/clocksource/clocksource0/current_clocksource")},
      {"transparent_huge_pages", bracketed_or_not(files, pages + "enabled")},
      {"transparent_huge_page_defrag", bracketed_or_not(files, pages + "defrag")},
      {"huge_page_pool_count", file_or_not(files, "/proc/sys/vm/nr_hugepages")},
      {"memory_bytes", memory_bytes(files, "MemTotal")},
      {"memory_available_bytes", memory_bytes(files, "MemAvailable")},
      {"swap_bytes", memory_bytes(files, "SwapTotal")},
      {"numa_balancing", file_or_not(files, "/proc/sys/kernel/numa_balancing")},
      {"hypervisor", virtualisation_text(files)},
      {"container", container.empty() ? "none" : container},
      {"cpu_quota_cpus", quota_text(files)},
      {"cpus_allowed_list", or_not_available(files.field("/proc/self/status", "Cpus_allowed_list"),
                                             "/proc/self/status")},
      {"memory_nodes_allowed_list",
       or_not_available(files.field("/proc/self/status", "Mems_allowed_list"),
                        "/proc/self/status")},
      {"perf_event_paranoid", file_or_not(files, "/proc/sys/kernel/perf_event_paranoid")}};
  environment.facts.insert(environment.facts.end(), facts.begin(), facts.end());
  if (count_numa_nodes(files) == 0)
    environment.facts.push_back(
        {"numa", "n/a: /sys/devices/system/node lists no node; one is assumed"});
}

/// Lowest quota of one group and all above it, in processors. `read` gives quota and period of a
/// group's folder.
template <class Read>
void tighten(const std::string& mount, std::string group, const Read& read, ProcessorQuota& quota) {
  for (;;) {
    const std::optional<double> here = read(mount + (group == "/" ? "" : group));
    if (here && (!quota.processors || *here < *quota.processors)) quota.processors = here;
    if (group.size() <= 1) return;
    const std::size_t slash = group.rfind('/');
    group.erase(slash == std::string::npos || slash == 0 ? 1 : slash);
  }
}

/// Version 2: cpu.max holds "<quota> <period>" in µs, or "max <period>".
std::optional<double> quota_of_v2(const SystemFiles& files, const std::string& folder) {
  const auto words = words_of(files.text(folder + "/cpu.max").value_or(""));
  if (words.size() != 2 || words[0] == "max") return std::nullopt;
  const double limit = std::strtod(words[0].c_str(), nullptr),
               period = std::strtod(words[1].c_str(), nullptr);
  return limit > 0 && period > 0 ? std::optional(limit / period) : std::nullopt;
}

/// Version 1: cpu.cfs_quota_us is -1 without a quota.
std::optional<double> quota_of_v1(const SystemFiles& files, const std::string& folder) {
  const auto limit = files.integer(folder + "/cpu.cfs_quota_us"),
             period = files.integer(folder + "/cpu.cfs_period_us");
  if (!limit || !period || *limit <= 0 || *period <= 0) return std::nullopt;
  return static_cast<double>(*limit) / static_cast<double>(*period);
}

std::int64_t throttled_periods(const SystemFiles& files, const std::string& folder) {
  std::istringstream stat(files.text(folder + "/cpu.stat").value_or(""));
  std::string key;
  for (std::int64_t value = 0; stat >> key >> value;) {
    if (key == "nr_throttled") return value;
  }
  return 0;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string product_name(const SystemFiles& files) {
  const std::string vendor = files.text("/sys/class/dmi/id/sys_vendor").value_or("");
  const std::string product = files.text("/sys/class/dmi/id/product_name").value_or("");
  return vendor + (vendor.empty() || product.empty() ? "" : " ") + product;
}

}  // namespace

Virtualisation read_virtualisation(const SystemFiles& files) {
  const auto flags = files.field("/proc/cpuinfo", "flags");
  const std::string product = product_name(files);
  Virtualisation found;
  if (flags) {
    const auto words = words_of(*flags);
    found.is_known = true;
    found.is_virtual = std::find(words.begin(), words.end(), "hypervisor") != words.end();
  } else if (!product.empty()) {
    found.is_known = true;
    for (const char* mark :
         {"QEMU", "KVM", "Virtual", "VMware", "Amazon EC2", "Google Compute Engine"})
      found.is_virtual =
          found.is_virtual || (contains(product, mark) && !contains(product, "metal"));
  }
  if (!found.is_virtual) return found;
  const std::string clocks =
      files.text("/sys/devices/system/clocksource/clocksource0/available_clocksource").value_or("");
  constexpr std::array<std::array<std::string_view, 2>, 3> kinds{
      {{"kvm-clock", "KVM"}, {"hyperv", "Hyper-V"}, {"xen", "Xen"}}};
  found.name = product;
  for (const auto& [clock, kind] : kinds) {
    if (contains(clocks, clock))
      found.name = std::string(kind) + (product.empty() ? "" : " (" + product + ")");
  }
  return found;
}

std::string container_kind(const SystemFiles& files) {
  if (files.exists("/.dockerenv")) return "docker";
  if (files.exists("/run/.containerenv")) return "podman";
  const auto variables = files.variables("container=");
  if (!variables.empty()) return variables.front().substr(variables.front().find('=') + 1);
  const std::string groups = files.text("/proc/self/cgroup").value_or("");
  constexpr std::array<std::array<std::string_view, 2>, 4> kinds{
      {{"kubepods", "kubernetes"}, {"docker", "docker"}, {"libpod", "podman"}, {"lxc", "lxc"}}};
  for (const auto& [mark, kind] : kinds) {
    if (contains(groups, mark)) return std::string(kind);
  }
  return "";
}

ProcessorQuota read_quota(const SystemFiles& files) {
  ProcessorQuota quota;
  const auto groups = files.text("/proc/self/cgroup");
  if (!groups) return quota;
  quota.is_known = true;
  std::istringstream lines(*groups);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    std::string controllers = line.substr(first, second - first);  // ":cpuacct,cpu"
    std::replace(controllers.begin(), controllers.end(), ':', ',');
    controllers += ',';
    const std::string group = line.substr(second + 1);
    if (controllers == ",,") {
      tighten(
          kCgroups, group, [&](const std::string& folder) { return quota_of_v2(files, folder); },
          quota);
      quota.throttled_periods += throttled_periods(files, kCgroups + group);
    } else if (contains(controllers, ",cpu,")) {
      tighten(
          kCgroups + "/cpu", group,
          [&](const std::string& folder) { return quota_of_v1(files, folder); }, quota);
      quota.throttled_periods += throttled_periods(files, kCgroups + "/cpu" + group);
    }
  }
  return quota;
}

void read_system(const SystemFiles& files, Environment& environment) {
  environment.host_name = file_or_not(files, "/proc/sys/kernel/hostname");
  const auto release = files.text("/proc/sys/kernel/osrelease"),
             type = files.text("/proc/sys/kernel/ostype");
  environment.kernel = release ? type.value_or("Linux") + " " + *release
                               : or_not_available(release, "/proc/sys/kernel/osrelease");
  environment.numa_nodes = std::max(1, count_numa_nodes(files));
  const auto load = words_of(files.text("/proc/loadavg").value_or(""));
  for (std::size_t i = 0; i < std::min<std::size_t>(3, load.size()); ++i)
    environment.load_average.push_back(std::strtod(load[i].c_str(), nullptr));
  add_facts(files, environment);
}

}  // namespace pontage
