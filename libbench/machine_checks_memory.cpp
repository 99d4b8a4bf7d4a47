// SPDX-License-Identifier: Apache-2.0
// Checks of memory: what changes how long one access takes.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "libbench/environment_parts.hpp"
#include "libbench/machine_checks_parts.hpp"

namespace pontage {
namespace {

const std::string kHugePages = "/sys/kernel/mm/transparent_hugepage/";

Check check_huge_pages(const SystemFiles& files, std::optional<Bytes> got) {
  const std::string name = "huge pages";
  const std::string remedy = "echo madvise | sudo tee " + kHugePages + "enabled";
  const auto enabled = files.text(kHugePages + "enabled");
  if (!enabled)
    return unreadable(name, kHugePages + "enabled",
                      "random access beyond the caches then pays for page walks; use a kernel with "
                      "transparent huge pages");
  const std::string mode = bracketed_word(*enabled);
  if (mode == "never")
    return suspicious(name, "transparent huge pages are off: random access pays for page walks",
                      remedy);
  if (!got)
    return unknown(
        name,
        "transparent huge pages are set to " + mode + "; whether one is really given was not tried",
        "look at a running process: grep AnonHugePages /proc/<pid>/smaps");
  if (got->count() >= (2 << 20))
    return good(name, "set to " + mode + ", and a trial allocation really got 2 MiB");
  return suspicious(name,
                    "set to " + mode + ", but a trial allocation of 2 MiB got " + to_text(*got) +
                        " in huge pages: memory is fragmented or they are refused",
                    "echo 1 | sudo tee /proc/sys/vm/compact_memory");
}

Check check_defrag(const SystemFiles& files) {
  const std::string name = "huge page defragmentation";
  const auto defrag = files.text(kHugePages + "defrag");
  if (!defrag)
    return unreadable(name, kHugePages + "defrag",
                      "see whether pages were huge in the facts of each case");
  const std::string mode = bracketed_word(*defrag);
  if (mode == "always")
    return suspicious(name, "always: any page fault of any process may stop to defragment memory",
                      "echo madvise | sudo tee " + kHugePages + "defrag");
  if (mode == "never" || mode == "defer")
    return suspicious(
        name,
        mode + ": a fault takes a huge page only when one lies ready, so a run may get small ones",
        "echo madvise | sudo tee " + kHugePages + "defrag");
  return good(name, "set to " + mode);
}

int count_nodes(const SystemFiles& files) {
  return static_cast<int>(
      parse_cpu_list(files.text("/sys/devices/system/node/online").value_or("")).size());
}

Check check_nodes(const SystemFiles& files) {
  const std::string name = "memory nodes", path = "/sys/devices/system/node/online";
  const int nodes = count_nodes(files);
  if (nodes == 0)
    return unreadable(
        name, path,
        "one node is assumed; on a machine with several sockets look with: numactl --hardware");
  if (nodes == 1) return good(name, "one");
  return suspicious(
      name, std::to_string(nodes) + " nodes: where memory was first touched decides how far it is",
      "choose with the memory policy axis (local, interleave, node), or: numactl --cpunodebind=0 "
      "--membind=0 pontage …");
}

Check check_numa_balancing(const SystemFiles& files) {
  const std::string name = "NUMA balancing", path = "/proc/sys/kernel/numa_balancing";
  const auto setting = files.integer(path);
  if (!setting) return unreadable(name, path, "a kernel without it moves no pages: nothing to do");
  if (*setting == 0) return good(name, "off");
  if (count_nodes(files) == 1) return good(name, "on, but there is one node only");
  return suspicious(name,
                    "on: the kernel unmaps pages to see who uses them and moves them during a run",
                    "echo 0 | sudo tee " + path);
}

Check check_swap(const SystemFiles& files) {
  const std::string name = "swap", path = "/proc/swaps";
  const auto swaps = files.text(path);
  if (!swaps) return unreadable(name, path, "look at it with: free -m");
  std::istringstream lines(*swaps);
  std::int64_t size = 0, used = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto words = words_of(line);
    if (words.size() < 4 || words[0] == "Filename") continue;
    size += std::strtoll(words[2].c_str(), nullptr, 10);
    used += std::strtoll(words[3].c_str(), nullptr, 10);
  }
  if (size == 0) return good(name, "none");
  if (used == 0) return good(name, to_text(Bytes{size * 1024}) + ", none of it in use");
  return suspicious(name,
                    to_text(Bytes{used * 1024}) +
                        " in use: a page of the harness may have to come back from disk",
                    "sudo swapoff -a");
}

Check check_available_memory(const SystemFiles& files) {
  const std::string name = "free memory";
  const auto total = files.field("/proc/meminfo", "MemTotal"),
             available = files.field("/proc/meminfo", "MemAvailable");
  if (!total || !available)
    return unreadable(name, "MemTotal or MemAvailable in /proc/meminfo",
                      "look at it with: free -m");
  const Bytes all{1024 * std::strtoll(total->c_str(), nullptr, 10)},
      left{1024 * std::strtoll(available->c_str(), nullptr, 10)};
  const std::string finding = to_text(left) + " of " + to_text(all) + " available";
  if (left * 4 >= all) return good(name, finding);
  return suspicious(name,
                    finding + ": large problems may be refused or reclaim memory while they run",
                    "end what uses it: ps aux --sort=-rss | head");
}

Check check_overcommit(const SystemFiles& files) {
  const std::string name = "overcommit", path = "/proc/sys/vm/overcommit_memory";
  const auto setting = files.integer(path);
  if (!setting) return unreadable(name, path, "look at it with: sysctl vm.overcommit_memory");
  if (*setting != 2) return good(name, "set to " + std::to_string(*setting));
  return suspicious(name, "set to 2: large reservations may be refused though memory is free",
                    "sudo sysctl vm.overcommit_memory=0");
}

Check check_page_merging(const SystemFiles& files) {
  const std::string name = "page merging", path = "/sys/kernel/mm/ksm/run";
  const auto setting = files.integer(path);
  if (!setting) return unreadable(name, path, "a kernel without it merges nothing: nothing to do");
  if (*setting != 1) return good(name, "off");
  return suspicious(name, "on: the kernel scans memory and merges equal pages",
                    "echo 0 | sudo tee " + path);
}

}  // namespace

void check_memory(const SystemFiles& files, std::optional<Bytes> huge_page,
                  std::vector<Check>& checks) {
  checks.push_back(check_huge_pages(files, huge_page));
  for (const auto check : {check_defrag, check_nodes, check_numa_balancing, check_swap,
                           check_available_memory, check_overcommit, check_page_merging})
    checks.push_back(check(files));
}

}  // namespace pontage
