// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/shared/host/topology.hpp"
#include "libbench/memory.hpp"

namespace pontage::host {

/// Which NUMA node pages come from.
struct NumaPolicy {
  enum class Kind : std::uint8_t { local, interleave, node } kind = Kind::local;
  int node = 0;  ///< of `node`
};
/// "local", "interleave" or "node:N". A node that the machine has not is refused with a sentence.
Result<NumaPolicy> parse_numa_policy(std::string_view, const Topology&);
std::string to_text(const NumaPolicy&);

struct HostMemoryOptions {
  std::string name;
  Bytes pages = 4_KiB;  ///< the system's own page size, or 2 MiB
  NumaPolicy numa = {};
  std::vector<int> nodes = {};       ///< with memory, for interleave
  Reach host_reach = Reach::native;  ///< `none` for memory that stands in for a device's own
};

/// Memory of this process by mmap. Every page is touched when it is allocated, by the allocating
/// thread, so that no fault falls into a window. Not for several threads at once.
class HostMemory final : public Memory {
 public:
  /// Refused with a sentence when the machine cannot: a page size it has not, huge pages switched
  /// off.
  static Result<std::unique_ptr<HostMemory>> make(HostMemoryOptions);

  std::string_view name() const override { return options_.name; }
  Reach host_reach() const override { return options_.host_reach; }
  /// Aligned to a page of the size asked for.
  Result<void*> allocate(Bytes) override;
  void release(void*, Bytes) noexcept override;

  /// What came of all allocations so far: pages asked for and really huge, NUMA policy and where
  /// sampled pages lie.
  std::vector<std::pair<std::string, std::string>> facts() const;

 private:
  explicit HostMemory(HostMemoryOptions options) : options_(std::move(options)) {}
  bool is_huge() const;
  Bytes rounded(Bytes) const;
  Result<void> prepare(void*, Bytes) const;
  Result<void> bind(void*, Bytes) const;
  void note(const void*, Bytes);

  HostMemoryOptions options_;
  Bytes allocated_{}, huge_{};
  std::map<int, int> pages_on_node_;  // sampled
};

}  // namespace pontage::host
