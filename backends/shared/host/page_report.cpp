// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/page_report.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

namespace pontage::host {
namespace {

/// The number in "name:   123 kB" on a line that starts so, in bytes.
std::optional<Bytes> kilobytes_after(const std::string& line, std::string_view name) {
  if (!line.starts_with(name)) return std::nullopt;
  std::istringstream in(line.substr(name.size()));
  std::int64_t kilobytes = 0;
  if (!(in >> kilobytes)) return std::nullopt;
  return Bytes{kilobytes * 1024};
}

std::optional<Bytes> number_in(const std::string& path) {
  std::ifstream in(path);
  std::int64_t number = 0;
  if (!(in >> number)) return std::nullopt;
  return Bytes{number};
}

/// What the limit of the control group leaves; nothing without a limit ("max" is no number).
std::optional<Bytes> left_in_container(const std::string& root) {
  const auto limit = number_in(root + "/sys/fs/cgroup/memory.max");
  const auto used = number_in(root + "/sys/fs/cgroup/memory.current");
  if (!limit || !used) return std::nullopt;
  return std::max(Bytes{0}, *limit - *used);
}

struct Range {
  std::uintptr_t begin = 0, end = 0;
};

/// "7f00-7f10 rw-p …": the line that opens an area in smaps. Other lines begin with a name and a
/// colon.
std::optional<Range> parse_range(const std::string& line) {
  const auto dash = line.find('-');
  const auto space = line.find(' ');
  if (dash == std::string::npos || space == std::string::npos || dash > space ||
      line.find(':') < space)
    return std::nullopt;
  Range range;
  std::istringstream in(line);
  char separator = 0;
  if (!(in >> std::hex >> range.begin >> separator >> range.end)) return std::nullopt;
  return range;
}

}  // namespace

std::optional<Bytes> available_memory(const std::string& root) {
  std::optional<Bytes> available = left_in_container(root);
  std::ifstream in(root + "/proc/meminfo");
  for (std::string line; std::getline(in, line);)
    if (const auto bytes = kilobytes_after(line, "MemAvailable:"))
      available = std::min(*bytes, available.value_or(*bytes));
  return available;
}

Bytes huge_bytes(const std::string& smaps, std::uintptr_t begin, std::uintptr_t end) {
  Bytes total{};
  std::int64_t overlap = 0;
  std::istringstream in(smaps);
  for (std::string line; std::getline(in, line);) {
    if (const auto area = parse_range(line)) {
      const auto from = std::max(area->begin, begin), to = std::min(area->end, end);
      overlap = to > from ? static_cast<std::int64_t>(to - from) : 0;
    } else if (const auto huge = kilobytes_after(line, "AnonHugePages:")) {
      total += std::min(*huge, Bytes{overlap});
    }
  }
  return total;
}

Bytes huge_bytes(const void* at, Bytes size) {
  std::ifstream in("/proc/self/smaps");
  std::ostringstream text;
  text << in.rdbuf();
  const auto begin = reinterpret_cast<std::uintptr_t>(at);
  return huge_bytes(text.str(), begin, begin + static_cast<std::uintptr_t>(size.count()));
}

std::map<int, int> node_histogram(const void* at, Bytes size, int most) {
  const std::int64_t page = sysconf(_SC_PAGESIZE);
  const std::int64_t pages = (size.count() + page - 1) / page;
  const std::int64_t looks = std::min<std::int64_t>(pages, most);
  std::vector<const void*> where;
  for (std::int64_t i = 0; i < looks; ++i)
    where.push_back(static_cast<const char*>(at) + pages * i / looks * page);
  std::vector<int> node(where.size(), -1);
  std::map<int, int> histogram;
  if (where.empty() ||
      syscall(SYS_move_pages, 0, where.size(), where.data(), nullptr, node.data(), 0) != 0)
    return histogram;
  for (const int n : node) ++histogram[std::max(n, -1)];
  return histogram;
}

}  // namespace pontage::host
