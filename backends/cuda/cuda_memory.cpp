// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cuda_memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace pontage::cuda {
namespace {

constexpr std::align_val_t kPage{4096};

std::size_t size_of(Bytes bytes) {
  return static_cast<std::size_t>(std::max<std::int64_t>(bytes.count(), 1));
}

}  // namespace

Result<void*> CudaMemory::allocate(Bytes bytes) {
  if (most_.count() > 0 && used_ + bytes > most_)
    return fail(ErrorKind::refused,
                name_ + ": " + to_text(used_ + bytes) + " are more than the " + to_text(most_) +
                    " allowed (a quarter of what was free on the device when it was opened); make "
                    "the problem smaller");
  void* at = nullptr;
  if (const Code code = runtime_->allocate(kind_, size_of(bytes), &at); code != kGood)
    return pass_on(trouble(*runtime_, code, "allocating " + to_text(bytes) + " in " + name_));
  if (host_reach_ == Reach::native) std::memset(at, 0, size_of(bytes));
  used_ += bytes;
  return at;
}

void CudaMemory::release(void* at, Bytes bytes) noexcept {
  // Nobody can be told here; a device that is lost says so at its next use.
  (void)runtime_->release(kind_, at);
  used_ -= bytes;
}

Result<void*> OrdinaryMemory::allocate(Bytes bytes) {
  void* at = ::operator new(size_of(bytes), kPage, std::nothrow);
  if (at == nullptr)
    return fail(ErrorKind::refused,
                name_ + ": there is no room for " + to_text(bytes) + "; make the problem smaller");
  std::memset(at, 0, size_of(bytes));
  return at;
}

void OrdinaryMemory::release(void* at, Bytes) noexcept { ::operator delete(at, kPage); }

}  // namespace pontage::cuda
