// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/unify_cuda.hpp"
#include "kernels/unify/union_find_item.hpp"

namespace pontage::unify {
namespace {

constexpr unsigned kThreads = 128;

/// The limits lie on the device, so it is there that the lanes are laid out.
__global__ void run_lanes(const UnifyLimits* limits, const Cell* cells, const TermPair* pairs,
                          std::uint32_t* outcomes, Cell* bindings, std::byte* room) {
  const Unifications all = unifications_of(limits, cells, pairs, outcomes, bindings, room);
  const std::uint64_t number = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (number >= all.limits.lanes) return;
  const Lane lane = all.lane(number);
  NullProbe probe;
  // Neighbours in a warp take neighbours among the pairs.
  for (std::uint64_t pair = number; pair < all.limits.pairs; pair += all.limits.lanes)
    union_find_item(probe, all, lane, pair);
}

}  // namespace

void unify_threads(CudaStream& stream, const Args& args) {
  const auto lanes = static_cast<std::uint64_t>(args.shape_as<UnifyShape>().lanes);
  const auto blocks = static_cast<unsigned>((lanes + kThreads - 1) / kThreads);
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  run_lanes<<<blocks, kThreads, 0, static_cast<cudaStream_t>(stream.stream)>>>(
      args.value<const UnifyLimits>(kLimits), args.value<const Cell>(kTermCells),
      args.value<const TermPair>(kTermPairs), args.value<std::uint32_t>(kOutcomes),
      args.value<Cell>(kBindings), args.value<std::byte>(kRoom));
}

}  // namespace pontage::unify
