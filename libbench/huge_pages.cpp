// SPDX-License-Identifier: Apache-2.0
#include "libbench/huge_pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

namespace pontage {
namespace {

constexpr std::int64_t kHugePage = 2 << 20;
constexpr std::int64_t kSmallPage =
    4096;  // the smallest page of any machine: what alignment comes in at least

/// A mapping of `size` bytes at a multiple of 2 MiB: maps as much more as that may need and gives
/// the rest back.
void* map_aligned(std::int64_t size) {
  constexpr std::int64_t kSlack = kHugePage - kSmallPage;
  const auto length = static_cast<std::size_t>(size + kSlack);
  void* const mapped =
      mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  char* const begin = static_cast<char*>(mapped);
  const auto past = static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(mapped) % kHugePage);
  const std::int64_t head = past == 0 ? 0 : kHugePage - past;
  if (head > 0) munmap(begin, static_cast<std::size_t>(head));
  if (head < kSlack) munmap(begin + head + size, static_cast<std::size_t>(kSlack - head));
  return begin + head;
}

struct Range {
  std::uintptr_t begin = 0, end = 0;
};

/// The range of an smaps header line ("7f00…-7f20… rw-p …"), or nothing for its "Key: value kB"
/// lines.
std::optional<Range> range_of(const std::string& line) {
  unsigned long long begin = 0, end = 0;
  if (std::sscanf(line.c_str(), "%llx-%llx ", &begin, &end) != 2) return std::nullopt;
  return Range{static_cast<std::uintptr_t>(begin), static_cast<std::uintptr_t>(end)};
}

}  // namespace

HugePages::HugePages(Bytes size) {
  const std::int64_t rounded = (size.count() + kHugePage - 1) / kHugePage * kHugePage;
  at_ = map_aligned(rounded);
  if (at_ == nullptr) return;
  size_ = Bytes{rounded};
#if defined(MADV_HUGEPAGE)
  madvise(at_, static_cast<std::size_t>(rounded), MADV_HUGEPAGE);
#endif
  volatile char* const bytes = static_cast<char*>(at_);
  for (std::int64_t i = 0; i < rounded; i += kSmallPage) bytes[i] = 0;
}

HugePages::~HugePages() {
  if (at_ != nullptr) munmap(at_, static_cast<std::size_t>(size_.count()));
}

std::optional<Bytes> HugePages::huge_bytes() const {
  std::ifstream smaps("/proc/self/smaps");
  const auto address = reinterpret_cast<std::uintptr_t>(at_);
  std::string line;
  bool is_ours = false;
  while (std::getline(smaps, line)) {
    if (const auto range = range_of(line))
      is_ours = range->begin <= address && address < range->end;
    long long kilobytes = 0;
    if (is_ours && std::sscanf(line.c_str(), "AnonHugePages: %lld", &kilobytes) == 1) {
      return std::min(size_, Bytes{kilobytes * 1024});
    }
  }
  return std::nullopt;
}

}  // namespace pontage
