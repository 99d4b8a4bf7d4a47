// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/composite_variants.hpp"
#include "kernels/frame_stages/row_check.hpp"

namespace pontage::frame_stages {

void composite_reference(const Args& args) {
  const auto& shape = args.shape_as<CompositeShape>();
  const auto* pieces = args.value<const Box>(kCompositePieces);
  const auto count = args.size[kCompositePieces].count() / std::int64_t{sizeof(Box)};
  const auto layers = args.size[kLayers].count() / std::int64_t{sizeof(Layer)};
  for (std::int64_t i = 0; i < count; ++i) {
    const Box& piece = pieces[i];
    RowCheck check;
    for (std::int32_t y = piece.y; y < piece.y + piece.height; ++y) {
      std::uint32_t* const row = args.value<std::uint32_t>(kCompositeFrame) + y * shape.width;
      for (std::int32_t x = piece.x; x < piece.x + piece.width; ++x)
        row[x] = composite_pixel(args.value<const std::uint32_t>(kSurfaces),
                                 args.value<const Layer>(kLayers), layers, x, y);
      add_row_plain(check, row + piece.x, piece.width);
    }
    if (args.size.size() > kCompositeChecks)
      args.value<std::uint64_t>(kCompositeChecks)[i] = check.value();
  }
}

}  // namespace pontage::frame_stages
