// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/stage_fields.hpp"

#include <algorithm>

#include "kernels/frame_stages/damage_ring.hpp"

namespace pontage::frame_stages {
namespace {

std::int32_t between(Rng& rng, std::int64_t low, std::int64_t high) {
  return static_cast<std::int32_t>(
      low + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(high - low + 1))));
}

std::vector<Rectangle> scattered(const StageShape& shape, Rng& rng) {
  std::vector<Rectangle> boxes;
  for (std::int64_t i = 0; i < shape.rectangles; ++i)
    boxes.push_back({between(rng, -shape.width / 4, shape.width - 1),
                     between(rng, -shape.height / 4, shape.height - 1),
                     between(rng, 0, shape.width / 3 + 1), between(rng, 0, shape.height / 3 + 1)});
  return boxes;
}

std::vector<Rectangle> update(const StageShape& shape, Rng& rng) {
  const auto width = static_cast<std::int32_t>(shape.width);
  const auto height = static_cast<std::int32_t>(shape.height);
  if (shape.damage == "full") return {{0, 0, width, height}};
  if (shape.damage == "window")
    return {{between(rng, 0, width / 3), between(rng, 0, height / 3), (width + 1) / 2,
             (height + 1) * 2 / 3}};
  if (shape.damage == "typing")
    return {{between(rng, 0, width - 1), between(rng, 0, height - 1), 61, 19},
            {between(rng, 0, width - 1), between(rng, 0, height - 1), 24, 24}};
  if (shape.damage == "scattered") return scattered(shape, rng);
  return {{-40, 5, 40, 20}, {width, 0, 100, height}, {3, height, 9, 9}, {2, 2, 0, 7}};
}

}  // namespace

std::vector<Rectangle> damaged_region(const StageShape& shape, Seed seed) {
  Rng rng(mix64(seed ^ 0x64616d616765ULL));
  DamageRing ring(static_cast<std::int32_t>(shape.width), static_cast<std::int32_t>(shape.height),
                  static_cast<std::size_t>(shape.age));
  for (std::int64_t i = 0; i < shape.age; ++i) ring.add(update(shape, rng));
  return ring.region(shape.age);
}

}  // namespace pontage::frame_stages
