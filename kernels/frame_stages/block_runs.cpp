// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/block_runs.hpp"

#include "kernels/frame_stages/region.hpp"

namespace pontage::frame_stages {

std::vector<BlockRun> runs_of(std::span<const Rectangle> region, std::int32_t width,
                              std::int32_t height) {
  const Tiling tiling{width, height, kBlockSide};
  std::vector<BlockRun> runs;
  std::int32_t before = 0;
  for (const std::uint32_t block : tiles_of(region, tiling)) {
    const auto number = static_cast<std::int32_t>(block);
    const std::int32_t row = number / tiling.columns(), column = number % tiling.columns();
    if (!runs.empty() && runs.back().row == row &&
        runs.back().first + runs.back().blocks == column && runs.back().blocks < kMostRunBlocks)
      ++runs.back().blocks;
    else
      runs.push_back({row, column, 1, before});
    ++before;
  }
  return runs;
}

}  // namespace pontage::frame_stages
