// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/host_memory.hpp"

#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "backends/shared/host/id_list.hpp"
#include "backends/shared/host/page_report.hpp"

namespace pontage::host {
namespace {

constexpr Bytes kHugePage = 2_MiB;

Bytes system_page() { return Bytes{sysconf(_SC_PAGESIZE)}; }

bool huge_pages_are_off() {
  std::ifstream in("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string line;
  return !std::getline(in, line) || line.find("[never]") != std::string::npos;
}

std::string reason() { return std::strerror(errno); }

/// Reserves addresses for `length` bytes that begin at a multiple of `alignment`; null when there
/// are none.
void* map_aligned(std::size_t length, std::size_t alignment) {
  const std::size_t reserve = length + alignment;
  void* const raw =
      mmap(nullptr, reserve, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) return nullptr;
  auto* const first = static_cast<std::byte*>(raw);
  const std::size_t skip =
      (alignment - reinterpret_cast<std::uintptr_t>(raw) % alignment) % alignment;
  if (skip > 0) munmap(first, skip);
  if (skip < alignment) munmap(first + skip + length, alignment - skip);
  return first + skip;
}

void touch_pages(void* at, Bytes size) {
  volatile auto* const bytes = static_cast<std::byte*>(at);
  const std::int64_t step = system_page().count();
  for (std::int64_t i = 0; i < size.count(); i += step) bytes[i] = std::byte{0};
}

}  // namespace

Result<NumaPolicy> parse_numa_policy(std::string_view text, const Topology& topology) {
  if (text == "local") return NumaPolicy{};
  if (text == "interleave") return NumaPolicy{.kind = NumaPolicy::Kind::interleave};
  constexpr std::string_view prefix = "node:";
  const auto number = text.starts_with(prefix) ? parse_integer(text.substr(prefix.size()))
                                               : Result<std::int64_t>(-1);
  if (!number || *number < 0)
    return fail(ErrorKind::usage,
                "numa=" + std::string(text) + " is unknown; use local, interleave or node:N");
  const auto& nodes = topology.memory_nodes;
  const std::vector<int> have = nodes.empty() ? std::vector<int>{0} : nodes;
  if (std::find(have.begin(), have.end(), *number) == have.end())
    return fail(ErrorKind::refused, "numa=" + std::string(text) +
                                        ": only these nodes have memory here: " + to_id_list(have) +
                                        "; use one of those, or local");
  return NumaPolicy{.kind = NumaPolicy::Kind::node, .node = static_cast<int>(*number)};
}

std::string to_text(const NumaPolicy& policy) {
  if (policy.kind == NumaPolicy::Kind::node) return "node:" + std::to_string(policy.node);
  return policy.kind == NumaPolicy::Kind::local ? "local" : "interleave";
}

Result<std::unique_ptr<HostMemory>> HostMemory::make(HostMemoryOptions options) {
  if (options.pages != system_page() && options.pages != kHugePage)
    return fail(ErrorKind::refused, "pages=" + to_text(options.pages) +
                                        " is not possible here; use " + to_text(system_page()) +
                                        " or " + to_text(kHugePage));
  if (options.pages == kHugePage && options.pages != system_page() && huge_pages_are_off())
    return fail(ErrorKind::refused,
                "pages=2 MiB: huge pages are switched off; write madvise into "
                "/sys/kernel/mm/transparent_hugepage/enabled (as root), or use pages=" +
                    to_text(system_page()));
  return std::unique_ptr<HostMemory>(new HostMemory(std::move(options)));
}

bool HostMemory::is_huge() const { return options_.pages != system_page(); }

Bytes HostMemory::rounded(Bytes size) const {
  const std::int64_t page = options_.pages.count();
  return Bytes{(std::max<std::int64_t>(size.count(), 1) + page - 1) / page * page};
}

Result<void*> HostMemory::allocate(Bytes size) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorKind::refused,
                options_.name + ": cannot allocate " + to_text(size) + ": " + why);
  };
  if (size.count() < 0) return refuse("a size cannot be negative");
  if (const auto available = available_memory(); available && size > *available)
    return refuse("only " + to_text(*available) +
                  " of memory are available; use a smaller size or free some");
  if (size.count() > INT64_MAX / 4) return refuse("no machine has that much");
  const Bytes length = rounded(size);
  void* const at = map_aligned(static_cast<std::size_t>(length.count()),
                               static_cast<std::size_t>(options_.pages.count()));
  if (at == nullptr)
    return refuse(reason() + "; use a smaller size, or raise the limit on addresses (ulimit -v)");
  if (auto prepared = prepare(at, length); !prepared) {
    munmap(at, static_cast<std::size_t>(length.count()));
    return refuse(prepared.error().what);
  }
  touch_pages(at, length);
  note(at, length);
  return at;
}

Result<void> HostMemory::prepare(void* at, Bytes length) const {
  const int advice = is_huge() ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
  const bool is_advised = madvise(at, static_cast<std::size_t>(length.count()), advice) == 0;
  // Without huge pages in the kernel, asking for small ones fails and changes nothing.
  if (!is_advised && is_huge())
    return fail(ErrorKind::refused,
                "no huge pages (" + reason() + "); use pages=" + to_text(system_page()));
  return options_.nodes.size() > 1 ? bind(at, length) : Result<void>{};
}

Result<void> HostMemory::bind(void* at, Bytes length) const {
  constexpr std::size_t word_bits = sizeof(unsigned long) * 8;
  std::vector<unsigned long> mask(static_cast<std::size_t>(options_.nodes.back()) / word_bits + 1);
  const auto add = [&](int node) {
    mask[static_cast<std::size_t>(node) / word_bits] |=
        1UL << (static_cast<std::size_t>(node) % word_bits);
  };
  int mode = MPOL_LOCAL;
  if (options_.numa.kind == NumaPolicy::Kind::interleave) {
    mode = MPOL_INTERLEAVE;
    for (const int node : options_.nodes) add(node);
  } else if (options_.numa.kind == NumaPolicy::Kind::node) {
    mode = MPOL_BIND;
    add(options_.numa.node);
  }
  const bool names_nodes = mode != MPOL_LOCAL;
  const auto bits = names_nodes ? mask.size() * word_bits + 1
                                : 0;  // the kernel reads one bit less than it is told
  const long bound = syscall(SYS_mbind, at, static_cast<unsigned long>(length.count()), mode,
                             names_nodes ? mask.data() : nullptr, bits, 0);
  if (bound == 0 || mode == MPOL_LOCAL) return {};
  return fail(ErrorKind::refused, "numa=" + to_text(options_.numa) + " is not granted (" +
                                      reason() +
                                      "); containers often forbid mbind, use numa=local");
}

void HostMemory::release(void* at, Bytes size) noexcept {
  munmap(at, static_cast<std::size_t>(rounded(size).count()));
}

void HostMemory::note(const void* at, Bytes length) {
  allocated_ += length;
  if (is_huge()) huge_ += huge_bytes(at, length);
  for (const auto& [node, pages] : node_histogram(at, length)) pages_on_node_[node] += pages;
}

std::vector<std::pair<std::string, std::string>> HostMemory::facts() const {
  std::string nodes;
  for (const auto& [node, pages] : pages_on_node_)
    nodes += (nodes.empty() ? "" : ", ") + (node < 0 ? "nowhere" : "node " + std::to_string(node)) +
             ": " + std::to_string(pages);
  return {{"pages_asked_bytes", std::to_string(options_.pages.count())},
          {"allocated_bytes", std::to_string(allocated_.count())},
          {"huge_bytes", std::to_string(huge_.count())},
          {"numa", to_text(options_.numa)},
          {"numa_sampled_pages", nodes.empty() ? "n/a" : nodes}};
}

}  // namespace pontage::host
