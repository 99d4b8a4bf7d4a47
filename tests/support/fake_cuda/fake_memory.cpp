// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <new>

#include "tests/support/fake_cuda/fake_parts.hpp"

namespace pontage::test {

using cuda::Code;
using cuda::kGood;

namespace {

constexpr std::align_val_t kAligned{512};

}  // namespace

Code FakeCuda::allocate(cuda::MemoryKind kind, std::size_t bytes, void** at) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  const bool is_devices = kind == cuda::MemoryKind::device || kind == cuda::MemoryKind::managed;
  if (is_devices && used_ + bytes > options_.memory) return cuda::kOutOfMemory;
  *at = ::operator new(bytes, kAligned);
  std::memset(*at, 0xEE, bytes);  // nobody promised zeros
  allocations_[static_cast<const std::byte*>(*at)] = {kind, bytes};
  if (is_devices) used_ += bytes;
  ++counts_.allocations;
  return kGood;
}

Code FakeCuda::release(cuda::MemoryKind kind, void* at) {
  const Lock lock(mutex_);
  const auto found = allocations_.find(static_cast<const std::byte*>(at));
  if (found == allocations_.end() || found->second.kind != kind) return cuda::kInvalidValue;
  if (kind == cuda::MemoryKind::device || kind == cuda::MemoryKind::managed)
    used_ -= found->second.bytes;
  allocations_.erase(found);
  --counts_.allocations;
  ::operator delete(at, kAligned);
  return sticky();
}

/// The allocation that the whole range lies in.
const FakeCuda::Allocation* FakeCuda::holding(const void* at, std::size_t bytes) const {
  const auto* begin = static_cast<const std::byte*>(at);
  auto found = allocations_.upper_bound(begin);
  if (found == allocations_.begin()) return nullptr;
  --found;
  return begin + bytes <= found->first + found->second.bytes ? &found->second : nullptr;
}
bool FakeCuda::is_in_any(const void* at) const { return holding(at, 1) != nullptr; }

Code FakeCuda::copy(void* to, const void* from, std::size_t bytes, bool is_to_device,
                    cuda::Stream s) {
  Lock lock(mutex_);
  const void* there = is_to_device ? to : from;
  const void* here = is_to_device ? from : to;
  const Allocation* device = holding(there, bytes);
  if (device == nullptr || device->kind != cuda::MemoryKind::device) return cuda::kInvalidValue;
  const bool is_pageable = !is_in_any(here);
  if (!is_pageable &&
      (holding(here, bytes) == nullptr || holding(here, bytes)->kind == cuda::MemoryKind::device))
    return cuda::kInvalidValue;
  ++counts_.copies;
  FakeStream& stream = *of(s);
  if (!is_pageable || stream.recording != nullptr)
    return add(stream, watched(stream, false, [=] { std::memcpy(to, from, bytes); }));
  if (is_to_device) {  // staged before the call returns
    const auto* first = static_cast<const std::byte*>(from);
    const auto staged = [=, kept = std::vector<std::byte>(first, first + bytes)] {
      std::memcpy(to, kept.data(), bytes);
    };
    return add(stream, watched(stream, false, staged));
  }
  const Code code = add(stream, watched(stream, false, [=] { std::memcpy(to, from, bytes); }));
  changed_.wait(lock, [&] { return is_lost_ || (stream.items.empty() && !stream.is_busy); });
  return code == kGood ? sticky() : code;
}

Code FakeCuda::prefetch(void* at, std::size_t bytes, int, bool, cuda::Stream s) {
  const Lock lock(mutex_);
  const Allocation* held = holding(at, bytes);
  if (held == nullptr || held->kind != cuda::MemoryKind::managed) return cuda::kInvalidValue;
  if (of(s)->recording != nullptr) {
    of(s)->recording->is_broken = true;
    return cuda::kCaptureUnsupported;
  }
  ++counts_.prefetches;
  return add(*of(s), [] {});
}

}  // namespace pontage::test
