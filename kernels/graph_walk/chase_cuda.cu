// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/chase_cuda.hpp"
#include "kernels/graph_walk/chase_item.hpp"
#include "libbench/resident.cuh"

namespace pontage::graph_walk {
namespace {

constexpr unsigned kBlock = 128;

template <int K>
__global__ void follow(Walk walk) {
  const std::int64_t item = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  NullProbe probe;
  if (item < walk.items) follow_item<K>(probe, walk, item);
}

/// What a launch refuses is left in the runtime's last error, where the queue looks.
void launch(void (*kernel)(Walk), CudaStream& stream, const Walk& walk) {
  const auto blocks = static_cast<unsigned>((walk.items + kBlock - 1) / kBlock);
  kernel<<<blocks, kBlock, 0, static_cast<cudaStream_t>(stream.stream)>>>(walk);
}

/// The same for a kernel that stays.
template <int K>
struct FollowStaying {
  Walk of_slot[kMostResidentSlots];
  __device__ void operator()(ResidentGrid& grid, int slot) const {
    const Walk walk = of_slot[slot];
    NullProbe probe;
    for (auto item = std::int64_t(grid.rank()); item < walk.items;
         item += std::int64_t(grid.size()))
      follow_item<K>(probe, walk, item);
  }
};

template <int K>
void stay(CudaStream& stream, const ResidentBoard& board, std::span<const Args> slots,
          std::int64_t items) {
  FollowStaying<K> follow;
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    follow.of_slot[slot] = walk_of(slots[slot], items);
  launch_resident<kBlock>(stream, board, follow, std::uint64_t(items));
}

}  // namespace

void chase_threads(CudaStream& stream, const Args& args) {
  const auto& shape = args.shape_as<ChaseShape>();
  launch(follow<1>, stream, walk_of(args, shape.banks * shape.chains));
}

void chase_registers(CudaStream& stream, const Args& args) {
  constexpr void (*kFollow[kMostInThread])(Walk) = {follow<1>, follow<2>, follow<3>, follow<4>,
                                                    follow<5>, follow<6>, follow<7>, follow<8>};
  const auto& shape = args.shape_as<ChaseShape>();
  launch(kFollow[shape.chains - 1], stream, walk_of(args, shape.banks));
}

void chase_threads_stay(CudaStream& stream, const ResidentBoard& board,
                        std::span<const Args> slots) {
  const auto& shape = slots.front().shape_as<ChaseShape>();
  stay<1>(stream, board, slots, shape.banks * shape.chains);
}

void chase_registers_stay(CudaStream& stream, const ResidentBoard& board,
                          std::span<const Args> slots) {
  constexpr void (*kStay[kMostInThread])(CudaStream&, const ResidentBoard&, std::span<const Args>,
                                         std::int64_t) = {stay<1>, stay<2>, stay<3>, stay<4>,
                                                          stay<5>, stay<6>, stay<7>, stay<8>};
  const auto& shape = slots.front().shape_as<ChaseShape>();
  kStay[shape.chains - 1](stream, board, slots, shape.banks);
}

}  // namespace pontage::graph_walk
