// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/chase_cuda.hpp"
#include "kernels/graph_walk/chase_item.hpp"

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

}  // namespace pontage::graph_walk
