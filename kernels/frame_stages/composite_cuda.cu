// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite_cuda.hpp"
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/row_check_cuda.hpp"

namespace pontage::frame_stages {
namespace {

constexpr unsigned kThreads = 256;

/// A block a piece. A thread takes places of rows, so that neighbours load neighbours; its share of
/// the check is added up in the block's memory.
__global__ void compose_pieces(const std::uint32_t* surfaces, const Layer* layers,
                               std::int64_t count, const Box* pieces, std::uint32_t* frame,
                               std::int64_t frame_width, std::uint64_t* checks) {
  __shared__ CheckRoom room;
  RowCheck& check = check_in(room);
  const Box piece = pieces[blockIdx.x];
  start_check(check);
  const std::int64_t groups = check_groups(piece.width);
  for (std::int32_t y = 0; y < piece.height; ++y)
    for (std::int32_t x = static_cast<std::int32_t>(threadIdx.x); x < piece.width;
         x += static_cast<std::int32_t>(blockDim.x)) {
      const std::uint32_t pixel =
          composite_pixel(surfaces, layers, count, piece.x + x, piece.y + y);
      frame[(piece.y + y) * frame_width + piece.x + x] = pixel;
      add_word(check, pixel, x, y * groups, groups * piece.height);
    }
  finish_check(check, checks);
}

}  // namespace

void composite_threads(CudaStream& stream, const Args& args) {
  const auto pieces = args.size[kCompositePieces].count() / std::int64_t{sizeof(Box)};
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  compose_pieces<<<static_cast<unsigned>(pieces), kThreads, 0,
                   static_cast<cudaStream_t>(stream.stream)>>>(
      args.value<const std::uint32_t>(kSurfaces), args.value<const Layer>(kLayers),
      args.size[kLayers].count() / std::int64_t{sizeof(Layer)},
      args.value<const Box>(kCompositePieces), args.value<std::uint32_t>(kCompositeFrame),
      args.shape_as<CompositeShape>().width,
      args.size.size() > kCompositeChecks ? args.value<std::uint64_t>(kCompositeChecks) : nullptr);
}

}  // namespace pontage::frame_stages
