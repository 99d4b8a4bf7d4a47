// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_stages/row_check.hpp"
#include "libbench/device_code.hpp"

namespace pontage::frame_stages {

/// Groups of a row of so many words.
PONTAGE_ITEM inline std::int64_t check_groups(std::int64_t words) {
  return (words + kCheckLanes - 1) / kCheckLanes;
}

/// What a word in group `number` of `groups` adds to a check: to sum itself, and to sums once for
/// its group and each that follows. The order of words then does not matter.
PONTAGE_ITEM inline std::uint32_t times_in_sums(std::int64_t number, std::int64_t groups) {
  return static_cast<std::uint32_t>(groups - number);
}

#ifdef __CUDACC__
/// Room for a check in a block's memory, where nothing may have a constructor.
struct CheckRoom {
  alignas(RowCheck) unsigned char bytes[sizeof(RowCheck)];
};
__device__ inline RowCheck& check_in(CheckRoom& room) {
  return *reinterpret_cast<RowCheck*>(room.bytes);
}

/// A thread's share of its block's check, in registers. A thread takes words of one lane alone: of
/// each row those at threadIdx.x and every blockDim.x (a multiple of the lanes) after it.
struct CheckShare {
  std::uint32_t sum = 0, sums = 0;

  /// The word at place `x` of a row whose first group is number `before` of all `groups`.
  __device__ void add(std::uint32_t word, std::int64_t x, std::int64_t before,
                      std::int64_t groups) {
    sum += word;
    sums += word * times_in_sums(before + x / kCheckLanes, groups);
  }
};

/// The check of a block of threads, which all call this once; null: it is not wanted.
__device__ inline void finish_check(const CheckShare& share, std::uint64_t* checks) {
  __shared__ CheckRoom room;
  if (checks == nullptr) return;
  RowCheck& check = check_in(room);
  const auto thread = static_cast<int>(threadIdx.x);
  if (thread < kCheckLanes) check.sum[thread] = check.sums[thread] = 0;
  __syncthreads();
  atomicAdd(&check.sum[thread % kCheckLanes], share.sum);
  atomicAdd(&check.sums[thread % kCheckLanes], share.sums);
  __syncthreads();
  if (thread == 0) checks[blockIdx.x] = check.value();
}
#endif

}  // namespace pontage::frame_stages
