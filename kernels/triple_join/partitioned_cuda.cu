// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/partitioned_cuda.hpp"
#include "kernels/triple_join/partitioned_grid.hpp"
#include "libbench/resident.cuh"

namespace pontage::triple_join {
namespace {

using Count = unsigned long long;  // what atomicAdd takes
static_assert(sizeof(Count) == sizeof(std::uint64_t));

constexpr unsigned kBlock = 256, kWarp = 32;

class DeviceGrid : public ResidentGrid {
 public:
  __device__ std::uint64_t add(std::uint64_t& total, std::uint64_t own) {
    return own == 0 ? 0 : atomicAdd(reinterpret_cast<Count*>(&total), Count{own});
  }
  /// Every thread calls this: a warp's tallies are added up first.
  __device__ void add(GridTally& total, GridTally own) {
    for (unsigned step = kWarp / 2; step > 0; step /= 2) {
      own.rows += __shfl_down_sync(0xffffffff, own.rows, step);
      const RowSum other{__shfl_down_sync(0xffffffff, own.sum.low, step),
                         __shfl_down_sync(0xffffffff, own.sum.high, step)};
      own.sum += other;
    }
    if (threadIdx.x % kWarp != 0) return;
    add_tally(*this, total, own);
  }
};

__global__ void __launch_bounds__(kBlock) join(GridValues values) {
  DeviceGrid grid;
  NullProbe probe;
  join_by_grid(grid, probe, values);
}

/// A grid that is wholly resident, as its barriers need, and no larger than the graph.
unsigned blocks_for(const CudaStream& stream, Count triples) {
  static const int of_multiprocessor = [] {
    int blocks = 0;
    (void)cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, join, kBlock, 0);
    return blocks;
  }();
  const Count resident = Count(of_multiprocessor) * Count(stream.multiprocessors);
  const Count useful = (triples + kBlock - 1) / kBlock;
  const Count blocks = useful < resident ? useful : resident;
  return blocks > 0 ? unsigned(blocks) : 1;
}

}  // namespace

void partitioned_grid(CudaStream& stream, const Args& args) {
  GridValues values = grid_values_of(args);
  void* parameters[] = {&values};
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  (void)cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(&join),
                                    dim3(blocks_for(stream, values.most_triples)), dim3(kBlock),
                                    parameters, 0, static_cast<cudaStream_t>(stream.stream));
}

}  // namespace pontage::triple_join
