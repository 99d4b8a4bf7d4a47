// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cooperative_groups.h>

#include <cuda/atomic>

#include "libbench/resident.hpp"

namespace pontage {

/// All threads of a cooperative launch, as libbench/resident.hpp wants them.
class ResidentGrid {
 public:
  __device__ std::uint64_t rank() const { return cooperative_groups::this_grid().thread_rank(); }
  __device__ std::uint64_t size() const { return cooperative_groups::this_grid().size(); }
  __device__ void sync() { cooperative_groups::this_grid().sync(); }
  __device__ void publish() { __threadfence_system(); }
  __device__ void relax() {}
  __device__ std::uint64_t now_ns() const {
    std::uint64_t ns;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(ns));
    return ns;
  }
  __device__ std::uint64_t load(const std::uint64_t* word) const {
    return shared(word).load(::cuda::memory_order_acquire);
  }
  __device__ void store(std::uint64_t* word, std::uint64_t value) const {
    shared(word).store(value, ::cuda::memory_order_release);
  }

 private:
  static __device__ ::cuda::atomic_ref<std::uint64_t, ::cuda::thread_scope_system> shared(
      const std::uint64_t* word) {
    return ::cuda::atomic_ref<std::uint64_t, ::cuda::thread_scope_system>(
        *const_cast<std::uint64_t*>(word));
  }
};

template <int Block, class Work>
__global__ void __launch_bounds__(Block)
    resident(const __grid_constant__ ResidentBoard board, const __grid_constant__ Work work) {
  ResidentGrid grid;
  stay(grid, board, work);
}

/// Starts it on the stream, with no more threads than are of use for a job or can stay at once.
/// What a launch refuses is left in the runtime's last error, where the queue looks.
/// `Work` has `operator()(ResidentGrid&, int slot) const` on the device.
template <int Block, class Work>
void launch_resident(CudaStream& stream, ResidentBoard board, Work work, std::uint64_t threads) {
  static const int of_multiprocessor = [] {
    int blocks = 0;
    (void)cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, resident<Block, Work>, Block, 0);
    return blocks;
  }();
  constexpr std::uint64_t kBytesOfThread = 64;  // of a copy: four loads of 16 bytes
  const std::uint64_t copying = board.most_bytes() / kBytesOfThread;
  const std::uint64_t useful = ((threads > copying ? threads : copying) + Block - 1) / Block;
  const std::uint64_t most =
      std::uint64_t(of_multiprocessor) * std::uint64_t(stream.multiprocessors);
  const std::uint64_t blocks = useful < most ? useful : most;
  void* parameters[] = {&board, &work};
  (void)cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(&resident<Block, Work>),
                                    dim3(blocks > 0 ? unsigned(blocks) : 1), dim3(Block),
                                    parameters, 0, static_cast<cudaStream_t>(stream.stream));
}

}  // namespace pontage
