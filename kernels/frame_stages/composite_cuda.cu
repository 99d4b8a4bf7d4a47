// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite_cuda.hpp"
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/row_check_cuda.hpp"

namespace pontage::frame_stages {
namespace {

constexpr unsigned kThreads = 256;
static_assert(kThreads % kCheckLanes == 0);

/// A block a piece. A thread takes places of rows, so that neighbours load neighbours; it keeps
/// its share of the check in registers.
__global__ void compose_pieces(const std::uint32_t* surfaces, const Layer* layers,
                               std::int64_t count, const Piece* pieces, std::uint32_t* frame,
                               std::int64_t frame_width, bool is_packed, std::uint64_t* checks) {
  const Piece piece = pieces[blockIdx.x];
  const Rectangle box = piece.box;
  const std::int64_t stride = piece_stride(piece, frame_width, is_packed);
  const std::int64_t groups = check_groups(box.width);
  CheckShare share;
  for (std::int32_t y = 0; y < box.height; ++y)
    for (std::int32_t x = static_cast<std::int32_t>(threadIdx.x); x < box.width;
         x += static_cast<std::int32_t>(blockDim.x)) {
      const std::uint32_t pixel = composite_pixel(surfaces, layers, count, box.x + x, box.y + y);
      frame[static_cast<std::int64_t>(piece.at) + y * stride + x] = pixel;
      share.add(pixel, x, y * groups, groups * box.height);
    }
  finish_check(share, checks);
}

}  // namespace

void composite_threads(CudaStream& stream, const Args& args) {
  const auto pieces = args.size[kCompositePieces].count() / std::int64_t{sizeof(Piece)};
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  compose_pieces<<<static_cast<unsigned>(pieces), kThreads, 0,
                   static_cast<cudaStream_t>(stream.stream)>>>(
      args.value<const std::uint32_t>(kSurfaces), args.value<const Layer>(kLayers),
      args.size[kLayers].count() / std::int64_t{sizeof(Layer)},
      args.value<const Piece>(kCompositePieces), args.value<std::uint32_t>(kCompositeFrame),
      args.shape_as<CompositeShape>().width, is_packed(args.shape_as<CompositeShape>()),
      args.size.size() > kCompositeChecks ? args.value<std::uint64_t>(kCompositeChecks) : nullptr);
}

}  // namespace pontage::frame_stages
