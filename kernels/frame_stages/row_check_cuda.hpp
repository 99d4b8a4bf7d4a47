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

/// What a word adds to a check that it is the `number`th group of `groups` of: to sum itself, and
/// to sums once for its group and each that follows. The order of words then does not matter.
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

/// The check of a block of threads, which all call these.
__device__ inline void start_check(RowCheck& check) {
  for (int lane = static_cast<int>(threadIdx.x); lane < kCheckLanes;
       lane += static_cast<int>(blockDim.x))
    check.sum[lane] = check.sums[lane] = 0;
  __syncthreads();
}

/// The word at place `x` of a row whose first group is number `before` of all `groups`.
__device__ inline void add_word(RowCheck& check, std::uint32_t word, std::int64_t x,
                                std::int64_t before, std::int64_t groups) {
  const auto lane = static_cast<int>(x % kCheckLanes);
  atomicAdd(&check.sum[lane], word);
  atomicAdd(&check.sums[lane], word * times_in_sums(before + x / kCheckLanes, groups));
}

__device__ inline void finish_check(RowCheck& check, std::uint64_t* checks) {
  __syncthreads();
  if (threadIdx.x == 0 && checks != nullptr) checks[blockIdx.x] = check.value();
}
#endif

}  // namespace pontage::frame_stages
