// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "libbench/units.hpp"

namespace pontage {

/// Anonymous memory of the process, aligned to 2 MiB and advised to be backed by 2 MiB pages; zero,
/// and touched page by page in the constructor so that no fault falls into a later window. For the
/// harness's own probes; a kernel's buffers come from a Memory. Whether the pages are really huge
/// is the kernel's decision: ask `huge_bytes`. Move-only.
class HugePages {
 public:
  HugePages() = default;
  /// Rounded up to whole 2 MiB pages. Empty when the machine has not that much memory.
  explicit HugePages(Bytes size);
  ~HugePages();
  HugePages(HugePages&& other) noexcept
      : at_(std::exchange(other.at_, nullptr)), size_(std::exchange(other.size_, Bytes{})) {}
  HugePages& operator=(HugePages&& other) noexcept {
    std::swap(at_, other.at_);
    std::swap(size_, other.size_);
    return *this;
  }
  HugePages(const HugePages&) = delete;
  HugePages& operator=(const HugePages&) = delete;

  void* address() const { return at_; }
  Bytes size() const { return size_; }
  std::span<std::uint64_t> words() const {
    return {static_cast<std::uint64_t*>(at_),
            static_cast<std::size_t>(size_.count()) / sizeof(std::uint64_t)};
  }
  /// How much of it is backed by huge pages, as /proc/self/smaps says ("AnonHugePages"); nothing
  /// where that cannot be read. The kernel counts by mapping and may have joined a neighbouring
  /// block to this one: exact only for a block on its own.
  std::optional<Bytes> huge_bytes() const;

 private:
  void* at_ = nullptr;
  Bytes size_{};
};

}  // namespace pontage
