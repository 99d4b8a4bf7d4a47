// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/damage_ring.hpp"

#include <algorithm>

#include "kernels/frame_stages/region.hpp"

namespace pontage::frame_stages {

DamageRing::DamageRing(std::int32_t width, std::int32_t height, std::size_t updates)
    : width_(width), height_(height), updates_(updates) {}

void DamageRing::add(std::span<const Rectangle> rectangles) {
  updates_[added_ % updates_.size()] = region_of(rectangles, width_, height_);
  ++added_;
}

std::vector<Rectangle> DamageRing::region(std::int64_t age) const {
  const std::size_t known = std::min(added_, updates_.size());
  if (age < 1 || static_cast<std::size_t>(age) > known) {
    const Rectangle frame{0, 0, width_, height_};
    return region_of(std::span(&frame, 1), width_, height_);
  }
  std::vector<Rectangle> all;
  for (std::size_t ago = 1; ago <= static_cast<std::size_t>(age); ++ago) {
    const auto& update = updates_[(added_ - ago) % updates_.size()];
    all.insert(all.end(), update.begin(), update.end());
  }
  return region_of(all, width_, height_);
}

}  // namespace pontage::frame_stages
