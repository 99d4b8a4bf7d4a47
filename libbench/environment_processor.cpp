// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sstream>

#include "libbench/environment_parts.hpp"
#include "libbench/units.hpp"

namespace pontage {
namespace {

const std::string kCpus = "/sys/devices/system/cpu";
const std::string kCpuInfo = "/proc/cpuinfo";

std::string cpu_file(int processor, const std::string& file) {
  return kCpus + "/cpu" + std::to_string(processor) + "/" + file;
}

std::optional<std::string> first_field(const SystemFiles& files,
                                       std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (auto value = files.field(kCpuInfo, key)) return value;
  }
  return std::nullopt;
}

std::string processor_name(const SystemFiles& files) {
  if (auto name = first_field(files, {"model name", "uarch", "cpu model", "cpu", "Model"}))
    return *name;
  const auto implementer = files.field(kCpuInfo, "CPU implementer");
  const auto part = files.field(kCpuInfo, "CPU part");
  if (implementer && part) return "ARM implementer " + *implementer + " part " + *part;
  return "n/a: /proc/cpuinfo names no processor";
}

/// The x86-64 levels of the psABI ("Micro-Architecture Levels", 2020) by the kernel's names of the
/// flags.
std::string x86_level(const std::string& flags) {
  const std::vector<std::string> words = words_of(flags);
  const std::set<std::string> have(words.begin(), words.end());
  const auto has_all = [&have](std::initializer_list<const char*> names) {
    return std::all_of(names.begin(), names.end(),
                       [&have](const char* name) { return have.contains(name); });
  };
  if (!has_all({"cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"})) return "x86-64";
  if (!has_all({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"}))
    return "x86-64-v2";
  if (!has_all({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})) return "x86-64-v3";
  return "x86-64-v4";
}

std::string instruction_set(const SystemFiles& files) {
  if (const auto flags = files.field(kCpuInfo, "flags")) return x86_level(*flags);
  if (const auto isa = files.field(kCpuInfo, "isa")) return *isa;
  if (const auto features = files.field(kCpuInfo, "Features")) return "arm: " + *features;
  return "n/a: /proc/cpuinfo has no flags, isa or Features";
}

/// The clock the processor is sold with. "cpu MHz" is used on a virtual machine only: elsewhere it
/// is what the clock happens to be now.
double nominal_mhz(const SystemFiles& files) {
  if (const auto khz = files.integer(cpu_file(0, "cpufreq/base_frequency")))
    return static_cast<double>(*khz) / 1000;
  if (const auto mhz = files.integer(cpu_file(0, "acpi_cppc/nominal_freq")))
    return static_cast<double>(*mhz);
  const std::string name = processor_name(files);
  const std::size_t at = name.find("@ ");
  if (at != std::string::npos && name.ends_with("GHz"))
    return 1000 * std::strtod(name.c_str() + at + 2, nullptr);
  const auto now = files.field(kCpuInfo, "cpu MHz");
  return now && read_virtualisation(files).is_virtual ? std::strtod(now->c_str(), nullptr) : 0;
}

/// "32768K" or "32M" as the kernel writes a cache's size.
std::int64_t cache_bytes(const std::string& text) {
  return parse_bytes(text).value_or(Bytes{}).count();
}

void add_caches_of(const SystemFiles& files, int processor, std::vector<CacheFact>& caches) {
  for (const std::string& index : files.names(cpu_file(processor, "cache"))) {
    const std::string folder = cpu_file(processor, "cache/" + index);
    const auto level = files.integer(folder + "/level");
    const auto type = files.text(folder + "/type"), size = files.text(folder + "/size");
    if (!level || !type || !size) continue;
    const auto sharers =
        parse_cpu_list(files.text(folder + "/shared_cpu_list").value_or("")).size();
    const CacheFact fact{*type, static_cast<int>(*level), cache_bytes(*size),
                         std::max(1, static_cast<int>(sharers))};
    const bool is_known =
        std::any_of(caches.begin(), caches.end(), [&fact](const CacheFact& other) {
          return other.type == fact.type && other.level == fact.level &&
                 other.size_bytes == fact.size_bytes && other.shared_by == fact.shared_by;
        });
    if (!is_known) caches.push_back(fact);
  }
}

int largest_sibling_group(const SystemFiles& files) {
  std::size_t most = 1;
  for (const std::string& siblings :
       distinct_over_processors(files, "topology/thread_siblings_list"))
    most = std::max(most, parse_cpu_list(siblings).size());
  return static_cast<int>(most);
}

int count_sockets(const SystemFiles& files) {
  const auto packages = distinct_over_processors(files, "topology/physical_package_id");
  return std::max(1, static_cast<int>(packages.size()));
}

}  // namespace

std::vector<int> online_processors(const SystemFiles& files) {
  std::vector<int> online = parse_cpu_list(files.text(kCpus + "/online").value_or(""));
  if (!online.empty()) return online;
  std::istringstream lines(files.text(kCpuInfo).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("processor")) online.push_back(static_cast<int>(online.size()));
  }
  return online;
}

std::vector<int> allowed_processors(const SystemFiles& files) {
  std::vector<int> allowed =
      parse_cpu_list(files.field("/proc/self/status", "Cpus_allowed_list").value_or(""));
  return allowed.empty() ? online_processors(files) : allowed;
}

std::vector<std::string> distinct_over_processors(const SystemFiles& files,
                                                  const std::string& file) {
  std::set<std::string> values;
  for (const int processor : online_processors(files)) {
    if (auto value = files.text(cpu_file(processor, file))) values.insert(std::move(*value));
  }
  return {values.begin(), values.end()};
}

void read_processor(const SystemFiles& files, Environment& environment) {
  environment.processor = processor_name(files);
  environment.instruction_set = instruction_set(files);
  environment.nominal_mhz = nominal_mhz(files);
  const std::vector<int> online = online_processors(files), allowed = allowed_processors(files);
  environment.cpus_online = std::max(1, static_cast<int>(online.size()));
  environment.cpus_allowed = std::max(1, static_cast<int>(allowed.size()));
  environment.sockets = count_sockets(files);
  environment.threads_per_core = largest_sibling_group(files);
  // The first and the last stand for all: where a machine has two kinds of core, they are one of
  // each.
  if (!online.empty()) add_caches_of(files, online.front(), environment.caches);
  if (online.size() > 1) add_caches_of(files, online.back(), environment.caches);
}

}  // namespace pontage
