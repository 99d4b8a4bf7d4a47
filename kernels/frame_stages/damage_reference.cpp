// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "kernels/frame_stages/damage_shape.hpp"
#include "kernels/frame_stages/damage_variants.hpp"
#include "kernels/frame_stages/region.hpp"

namespace pontage::frame_stages {

void damage_reference(const Args& args) {
  const auto& shape = args.shape_as<DamageShape>();
  const Tiling tiling = tiling_of(shape, kTileSide);
  const auto* candidates = args.value<const std::uint32_t>(kCandidates);
  auto* dirty = args.value<std::uint8_t>(kDirty);
  std::memset(dirty, 0, static_cast<std::size_t>(tiling.tiles()));
  for (std::uint32_t i = 1; i <= candidates[0]; ++i) {
    const Rectangle box = tiling.box(candidates[i]);
    for (std::int64_t y = box.y; y < box.y + box.height; ++y)
      for (std::int64_t x = box.x; x < box.x + box.width; ++x)
        if (args.value<const std::uint32_t>(kDamageFrame)[y * shape.width + x] !=
            args.value<const std::uint32_t>(kPrevious)[y * shape.width + x])
          dirty[candidates[i]] = 1;
  }
}

}  // namespace pontage::frame_stages
