// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/composite_variants.hpp"
#include "kernels/frame_stages/row_check.hpp"

namespace pontage::frame_stages {

void composite_reference(const Args& args) {
  const auto& shape = args.shape_as<CompositeShape>();
  const auto* pieces = args.value<const Piece>(kCompositePieces);
  const auto count = args.size[kCompositePieces].count() / std::int64_t{sizeof(Piece)};
  const std::span layers(args.value<const Layer>(kLayers),
                         static_cast<std::size_t>(args.size[kLayers].count()) / sizeof(Layer));
  for (std::int64_t i = 0; i < count; ++i) {
    const Rectangle& box = pieces[i].box;
    const std::int64_t stride = piece_stride(pieces[i], shape.width, is_packed(shape));
    RowCheck check;
    for (std::int32_t y = 0; y < box.height; ++y) {
      std::uint32_t* const row =
          args.value<std::uint32_t>(kCompositeFrame) + pieces[i].at + y * stride;
      composite_row(args.value<const std::uint32_t>(kSurfaces), layers, box.x, box.y + y,
                    {row, static_cast<std::size_t>(box.width)});
      add_row_plain(check, row, box.width);
    }
    if (args.size.size() > kCompositeChecks)
      args.value<std::uint64_t>(kCompositeChecks)[i] = check.value();
  }
}

}  // namespace pontage::frame_stages
