// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_cuda/fake_cuda.hpp"

#include <utility>

#include "tests/support/fake_cuda/fake_parts.hpp"

namespace pontage::test {

using cuda::Code;
using cuda::kGood;

FakeCuda::FakeStream* FakeCuda::of(cuda::Stream s) { return reinterpret_cast<FakeStream*>(s); }
FakeCuda::FakeEvent* FakeCuda::of(cuda::Event e) { return reinterpret_cast<FakeEvent*>(e); }

FakeCuda::FakeCuda(Options options) : options_(std::move(options)) {}
FakeCuda::~FakeCuda() = default;

void FakeCuda::pause() {
  const Lock lock(mutex_);
  is_paused_ = true;
}
void FakeCuda::resume() {
  const Lock lock(mutex_);
  is_paused_ = false;
  changed_.notify_all();
}
void FakeCuda::lose_device_after(int operations) {
  const Lock lock(mutex_);
  operations_left_ = operations;
}
void FakeCuda::refuse_next_launch() {
  const Lock lock(mutex_);
  refuses_launch_ = true;
}
FakeCuda::Counts FakeCuda::counts() const {
  const Lock lock(mutex_);
  return counts_;
}

std::string FakeCuda::describe(Code code) const {
  switch (code) {
    case cuda::kOutOfMemory:
      return "out of memory (cudaErrorMemoryAllocation)";
    case cuda::kNoDevice:
      return "no CUDA-capable device is detected (cudaErrorNoDevice)";
    case cuda::kLaunchFailure:
      return "unspecified launch failure (cudaErrorLaunchFailure)";
    default:
      return "error " + std::to_string(code);
  }
}

Code FakeCuda::count_devices(int* count) {
  *count = options_.no_devices_because == kGood ? options_.devices : 0;
  return options_.no_devices_because;
}

Code FakeCuda::properties(int device, cuda::DeviceProperties* p) {
  if (device >= options_.devices) return cuda::kInvalidValue;
  p->name = "Fake GPU";
  p->bus = "0000:17:00.0";
  p->major = 9;
  p->multiprocessors = 2;
  p->copy_engines = 2;
  p->driver_version = p->runtime_version = 13000;
  p->maps_host_memory = options_.maps_host_memory;
  p->migrates_pages = options_.migrates_pages;
  p->reads_pageable = p->is_coherent = options_.is_coherent;
  return kGood;
}

Code FakeCuda::use(int device) {
  const Lock lock(mutex_);
  return device < options_.devices ? sticky() : cuda::kInvalidValue;
}

Code FakeCuda::free_memory(std::size_t* free, std::size_t* total) {
  const Lock lock(mutex_);
  *total = options_.memory;
  *free = options_.memory - used_;
  return sticky();
}

Code FakeCuda::take_last_error() {
  const Lock lock(mutex_);
  return is_lost_ ? cuda::kLaunchFailure : std::exchange(last_error_, kGood);
}

}  // namespace pontage::test
