// SPDX-License-Identifier: Apache-2.0
#include <cooperative_groups.h>

#include "kernels/graph_walk/bfs_cuda.hpp"
#include "kernels/graph_walk/bfs_item.hpp"
#include "libbench/resident.cuh"

namespace pontage::graph_walk {
namespace {

namespace cg = cooperative_groups;
using Count = unsigned long long;  // what atomicAdd takes
static_assert(sizeof(Count) == sizeof(std::uint64_t));

constexpr int kBlock = 256;

/// Where the frontier ends. One for each device: searches follow each other, as launches on one
/// stream or as jobs of one kernel that stays.
__device__ Count frontier_end;

/// The whole grid of a cooperative launch, and where its frontier ends.
class DeviceGrid : public ResidentGrid {
 public:
  __device__ std::uint64_t end() const { return *static_cast<volatile Count*>(&frontier_end); }
  __device__ void set_end(std::uint64_t end) { frontier_end = end; }
  __device__ std::uint64_t next_place() {
    const auto together = cg::coalesced_threads();  // one addition for all that are here
    Count at = 0;
    if (together.thread_rank() == 0) at = atomicAdd(&frontier_end, Count{together.size()});
    return together.shfl(at, 0) + together.thread_rank();
  }
};

template <unsigned Lanes>
__global__ void __launch_bounds__(kBlock) search(Searches s) {
  DeviceGrid grid;
  NullProbe probe;
  search_all<Lanes>(grid, probe, s);
}

/// A grid that is wholly resident, as its barriers need, and no larger than the graph.
template <unsigned Lanes>
unsigned blocks_for(const CudaStream& stream, Count vertices) {
  static const int of_multiprocessor = [] {
    int blocks = 0;
    (void)cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, search<Lanes>, kBlock, 0);
    return blocks;
  }();
  const Count resident = Count(of_multiprocessor) * Count(stream.multiprocessors);
  const Count useful = (vertices * Lanes + kBlock - 1) / kBlock;
  const Count blocks = useful < resident ? useful : resident;
  return blocks > 0 ? unsigned(blocks) : 1;
}

template <unsigned Lanes>
void launch(CudaStream& stream, const Args& args) {
  Searches s = searches_of(args);
  void* parameters[] = {&s};
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  (void)cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(&search<Lanes>),
                                    dim3(blocks_for<Lanes>(stream, s.vertices)), dim3(kBlock),
                                    parameters, 0, static_cast<cudaStream_t>(stream.stream));
}

/// The same for a kernel that stays.
template <unsigned Lanes>
struct SearchStaying {
  Searches of_slot[kMostResidentSlots];
  __device__ void operator()(ResidentGrid&, int slot) const {
    DeviceGrid grid;
    NullProbe probe;
    search_all<Lanes>(grid, probe, of_slot[slot]);
  }
};

template <unsigned Lanes>
void stay(CudaStream& stream, const ResidentBoard& board, std::span<const Args> slots) {
  SearchStaying<Lanes> search;
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    search.of_slot[slot] = searches_of(slots[slot]);
  launch_resident<kBlock>(stream, board, search, search.of_slot[0].vertices * Lanes);
}

}  // namespace

void bfs_threads(CudaStream& stream, const Args& args) { launch<1>(stream, args); }
void bfs_warps(CudaStream& stream, const Args& args) { launch<32>(stream, args); }
void bfs_threads_stay(CudaStream& stream, const ResidentBoard& board, std::span<const Args> slots) {
  stay<1>(stream, board, slots);
}
void bfs_warps_stay(CudaStream& stream, const ResidentBoard& board, std::span<const Args> slots) {
  stay<32>(stream, board, slots);
}

}  // namespace pontage::graph_walk
