// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/damage_cuda.hpp"
#include "kernels/frame_stages/damage_shape.hpp"

namespace pontage::frame_stages {
namespace {

constexpr unsigned kThreads = 128, kWarp = 32;

struct Frames {
  const std::uint32_t* frame;
  const TileHash* hashes;
  const std::uint32_t* keys;
  const std::uint32_t* candidates;
  TileHash* new_hashes;
  std::uint8_t* dirty;
  std::int32_t width, height, columns;
};

/// A warp a candidate; a lane takes a row, so that the sums of a lane are those of whole pairs.
__global__ void hash_candidates(Frames f) {
  const unsigned number = (blockIdx.x * blockDim.x + threadIdx.x) / kWarp;
  const auto lane = static_cast<std::int32_t>(threadIdx.x % kWarp);
  if (number >= f.candidates[0]) return;
  const std::uint32_t tile = f.candidates[1 + number];
  const std::int32_t x = static_cast<std::int32_t>(tile) % f.columns * kTileSide,
                     y = static_cast<std::int32_t>(tile) / f.columns * kTileSide;
  const std::int32_t width = min(kTileSide, f.width - x), height = min(kTileSide, f.height - y);
  TileHash sums;
  if (lane < height)
    sums = tile_hash_plain(f.frame + std::int64_t{y + lane} * f.width + x, f.width, width, 1,
                           f.keys + lane * kTileSide);
  for (int step = kWarp / 2; step > 0; step /= 2) {
    sums.first += __shfl_down_sync(0xffffffff, sums.first, step);
    sums.second += __shfl_down_sync(0xffffffff, sums.second, step);
  }
  if (lane != 0) return;
  f.new_hashes[tile] = sums;
  f.dirty[tile] =
      sums.first != f.hashes[tile].first || sums.second != f.hashes[tile].second ? 1 : 0;
}

}  // namespace

void damage_threads(CudaStream& stream, const Args& args) {
  const auto& shape = args.shape_as<DamageShape>();
  const auto queue = static_cast<cudaStream_t>(stream.stream);
  // The number of candidates lies on the device; the value's size says how many there can be.
  const auto candidates = args.size[kCandidates].count() / 4 - 1;
  cudaMemsetAsync(args.at[kDirty], 0, static_cast<std::size_t>(args.size[kDirty].count()), queue);
  if (candidates == 0) return;
  const Frames f{args.value<const std::uint32_t>(kDamageFrame),
                 args.value<const TileHash>(kHashes),
                 args.value<const std::uint32_t>(kKeys),
                 args.value<const std::uint32_t>(kCandidates),
                 args.value<TileHash>(kNewHashes),
                 args.value<std::uint8_t>(kDirty),
                 static_cast<std::int32_t>(shape.width),
                 static_cast<std::int32_t>(shape.height),
                 static_cast<std::int32_t>((shape.width + kTileSide - 1) / kTileSide)};
  const auto blocks = static_cast<unsigned>((candidates * kWarp + kThreads - 1) / kThreads);
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  hash_candidates<<<blocks, kThreads, 0, queue>>>(f);
}

}  // namespace pontage::frame_stages
