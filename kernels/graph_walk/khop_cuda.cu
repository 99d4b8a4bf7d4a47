// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/khop_cuda.hpp"
#include "kernels/graph_walk/khop_item.hpp"

namespace pontage::graph_walk {
namespace {

constexpr unsigned kBlock = 128;

__global__ void run_items(Neighbourhoods all, std::int64_t items) {
  const std::int64_t item = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  NullProbe probe;
  if (item < items) khop_item(probe, all, item);
}

}  // namespace

void khop_threads(CudaStream& stream, const Args& args) {
  const std::int64_t items = args.shape_as<KhopShape>().seeds;
  const auto blocks = static_cast<unsigned>((items + kBlock - 1) / kBlock);
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  run_items<<<blocks, kBlock, 0, static_cast<cudaStream_t>(stream.stream)>>>(
      neighbourhoods_of(args), items);
}

}  // namespace pontage::graph_walk
