// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "libbench/result.hpp"
#include "libbench/units.hpp"

namespace pontage {

/// What a reader of a memory pays: it cannot (copy first), nothing, a link on each access, or page
/// migration.
enum class Reach : std::uint8_t { none, native, remote, migrates };

/// A place bytes live in; its identity is the object's address. Owned by its device, or by the run
/// for the host's own.
class Memory {
 public:
  virtual ~Memory() = default;
  virtual std::string_view name() const = 0;  ///< "host", "cpu_split.device", "cpu_split.pinned", …
  virtual Reach host_reach() const = 0;       ///< what the host pays to touch it
  /// Bytes aligned to at least 64; only in setup. Refused with a sentence when there is not enough.
  virtual Result<void*> allocate(Bytes) = 0;
  virtual void release(void*, Bytes) noexcept = 0;
};

/// Bytes in one memory, which must outlive it. Owned by the Execution, never by a plan, kernel or
/// device.
class Buffer {
 public:
  static Result<Buffer> make(Memory& memory, Bytes size) {
    auto at = memory.allocate(size);
    if (!at) return pass_on(at.error());
    return Buffer(memory, *at, size);
  }
  Buffer(Buffer&& other) noexcept
      : memory_(other.memory_), at_(std::exchange(other.at_, nullptr)), size_(other.size_) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(at_, other.at_);
    std::swap(size_, other.size_);
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() {
    if (at_ != nullptr) memory_->release(at_, size_);
  }

  void* address() const {
    return at_;
  }  ///< valid inside the dialects of a device that reaches the memory
  Bytes size() const { return size_; }
  Memory& memory() const { return *memory_; }
  /// The bytes as the host sees them, or nothing where it cannot touch them.
  std::optional<std::span<std::byte>> host_view() const {
    if (memory_->host_reach() == Reach::none) return std::nullopt;
    return std::span{static_cast<std::byte*>(at_), static_cast<std::size_t>(size_.count())};
  }

 private:
  Buffer(Memory& memory, void* at, Bytes size) : memory_(&memory), at_(at), size_(size) {}
  Memory* memory_;
  void* at_;
  Bytes size_;
};

}  // namespace pontage
