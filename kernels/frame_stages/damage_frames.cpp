// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/damage_frames.hpp"

#include "kernels/frame_stages/composite_shape.hpp"
#include "kernels/frame_stages/region.hpp"
#include "kernels/frame_stages/stage_fields.hpp"
#include "kernels/frame_stages/surfaces.hpp"
#include "kernels/shared/desktop/frame_source.hpp"

namespace pontage::frame_stages {
namespace {

constexpr std::uint32_t kOpaque = 0xff000000;

void change_tile(const DamageShape& shape, const Rectangle& box, Rng& rng,
                 std::vector<std::uint32_t>& frame) {
  const auto pixel = [&](std::int64_t x, std::int64_t y) -> std::uint32_t& {
    return frame[static_cast<std::size_t>((box.y + y) * shape.width + box.x + x)];
  };
  const auto any = [&](std::int32_t side) {
    return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(side)));
  };
  if (shape.change == "bit") {
    pixel(any(box.width), any(box.height)) ^= 1U << rng.below(24);
    return;
  }
  const bool is_noise = shape.change == "noise";
  for (std::int64_t y = 0; y < box.height; ++y)
    for (std::int64_t x = 0; x < box.width; ++x)
      if (is_noise || (x % 9 < 6 && y % 18 > 4 && rng.below(2) == 0))
        pixel(x, y) = kOpaque | static_cast<std::uint32_t>(rng.next() & 0xffffff);
}

}  // namespace

std::vector<std::uint32_t> make_picture(std::int64_t width, std::int64_t height, Seed seed) {
  CompositeShape shape;
  shape.width = width;
  shape.height = height;
  shape.scene = "opaque";
  std::vector<std::uint32_t> picture = make_surfaces(shape, seed).pixels;
  for (std::uint32_t& pixel : picture) pixel |= kOpaque;
  return picture;
}

FramePair make_frame_pair(const DamageShape& shape, Seed seed) {
  FramePair pair;
  pair.before = make_picture(shape.width, shape.height, seed);
  pair.now = pair.before;
  const Tiling tiling = tiling_of(shape, kTileSide);
  pair.candidates = tiles_of(damaged_region(shape, seed), tiling);
  Rng rng(mix64(seed ^ 0x6368616e6765ULL));
  for (const std::uint32_t tile : pair.candidates)
    if (static_cast<std::int64_t>(rng.below(1000)) < shape.changed)
      change_tile(shape, tiling.box(tile), rng, pair.now);
  return pair;
}

Result<FramePair> session_frame_pair(const DamageShape& shape, Seed seed) {
  const auto width = static_cast<std::int32_t>(shape.width);
  const auto height = static_cast<std::int32_t>(shape.height);
  auto source = desktop::open_frames({shape.session, width, height, seed});
  if (!source) return pass_on(source.error());
  FramePair pair;
  for (std::int64_t update = 1; update <= shape.update; ++update) {
    if (update == shape.update) pair.before = (*source)->frame().pixels;
    auto advanced = (*source)->advance();
    if (!advanced) return pass_on(advanced.error());
    if (!*advanced)
      return fail(ErrorKind::usage, "session=" + shape.session + " ends before update " +
                                        std::to_string(update) + "; give a smaller 'update'");
  }
  pair.now = (*source)->frame().pixels;
  pair.candidates =
      tiles_of(region_of((*source)->damage(), width, height), {width, height, kTileSide});
  return pair;
}

}  // namespace pontage::frame_stages
