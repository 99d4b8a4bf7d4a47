// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/block_runs.hpp"
#include "kernels/frame_stages/colour_convert_cuda.hpp"
#include "kernels/frame_stages/row_check_cuda.hpp"
#include "kernels/shared/colour/colour_item.hpp"

namespace pontage::frame_stages {
namespace {

constexpr unsigned kThreads = 256;
static_assert(kThreads % kCheckLanes == 0);

struct Conversion {
  const std::uint32_t* frame;
  const BlockRun* runs;
  std::uint8_t* planes;
  PlaneLayout layout;
  std::int32_t width, height;
  std::uint64_t* checks;  ///< null: the planes are the response
};

/// Of odd rows the last one is its own partner, and what is below repeats the last row of luma and
/// of chroma: convert_rows.hpp. So square (column, row) of the padding reads the pixels of the last
/// square that the frame has, and its luma the last row.
template <class Item>
__device__ void convert_square(const Conversion& c, const BlockRun& run, const colour::Planes& to,
                               std::int32_t column, std::int32_t row) {
  const std::int32_t x = kBlockSide * run.first + 2 * column, y = kBlockSide * run.row + 2 * row;
  const std::int32_t left = min(x, c.width - 1), right = min(x + 1, c.width - 1);
  const auto pixel = [&](std::int32_t px, std::int32_t py) {
    return c.frame[std::int64_t{py} * c.width + px];
  };
  const std::int32_t top = min(y, c.height - 1), bottom = min(y + 1, c.height - 1);
  std::uint8_t* const luma = to.luma + 2 * (row * to.luma_stride + column);
  luma[0] = Item::luma(pixel(left, top));
  luma[1] = Item::luma(pixel(right, top));
  luma[to.luma_stride] = Item::luma(pixel(left, bottom));
  luma[to.luma_stride + 1] = Item::luma(pixel(right, bottom));
  const std::int32_t upper = min(y, (c.height - 1) / 2 * 2), lower = min(upper + 1, c.height - 1);
  const colour::Chroma chroma = Item::chroma(pixel(left, upper), pixel(right, upper),
                                             pixel(left, lower), pixel(right, lower), x / 2);
  const std::int64_t at = row * to.chroma_stride + column;
  to.cb[at] = chroma.cb;
  to.cr[at] = chroma.cr;
}

/// The words of a plane of the run, `before` of all `groups` being those of planes before it. Rows
/// count as whole groups here, so that a thread keeps its lane.
__device__ void add_plane(CheckShare& share, const std::uint8_t* plane, std::int64_t stride,
                          std::int32_t rows, std::int32_t words, std::int64_t before,
                          std::int64_t groups) {
  const std::int64_t row_groups = check_groups(words);
  const auto places = static_cast<std::int32_t>(row_groups * kCheckLanes);
  for (std::int32_t i = static_cast<std::int32_t>(threadIdx.x); i < rows * places;
       i += static_cast<std::int32_t>(blockDim.x)) {
    const std::int32_t row = i / places, x = i % places;
    if (x < words)
      share.add(*reinterpret_cast<const std::uint32_t*>(plane + row * stride + std::int64_t{4} * x),
                x, before + row * row_groups, groups);
  }
}

template <class Item>
__global__ void convert_runs(Conversion c) {
  const BlockRun run = c.runs[blockIdx.x];
  const colour::Planes to = c.layout.planes(c.planes, run);
  for (std::int32_t i = static_cast<std::int32_t>(threadIdx.x); i < 64 * run.blocks;
       i += static_cast<std::int32_t>(blockDim.x))
    convert_square<Item>(c, run, to, i % (8 * run.blocks), i / (8 * run.blocks));
  __syncthreads();
  CheckShare share;
  if (c.checks != nullptr && run.blocks > 0) {
    const std::int64_t luma_groups = check_groups(4 * run.blocks),
                       chroma_groups = check_groups(2 * run.blocks);
    const std::int64_t groups = 16 * luma_groups + 16 * chroma_groups;
    add_plane(share, to.luma, to.luma_stride, 16, 4 * run.blocks, 0, groups);
    add_plane(share, to.cb, to.chroma_stride, 8, 2 * run.blocks, 16 * luma_groups, groups);
    add_plane(share, to.cr, to.chroma_stride, 8, 2 * run.blocks,
              16 * luma_groups + 8 * chroma_groups, groups);
  }
  finish_check(share, c.checks);
}

}  // namespace

void colour_convert_threads(CudaStream& stream, const Args& args) {
  const auto& shape = args.shape_as<ColourConvertShape>();
  const Conversion c{
      args.value<const std::uint32_t>(kConvertFrame),
      args.value<const BlockRun>(kRuns),
      args.value<std::uint8_t>(kPlanes),
      PlaneLayout::of(shape),
      static_cast<std::int32_t>(shape.width),
      static_cast<std::int32_t>(shape.height),
      args.size.size() > kConvertChecks ? args.value<std::uint64_t>(kConvertChecks) : nullptr};
  const auto runs =
      static_cast<unsigned>(args.size[kRuns].count() / std::int64_t{sizeof(BlockRun)});
  const auto queue = static_cast<cudaStream_t>(stream.stream);
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  if (matrix_of(shape) == colour::Matrix::bt601_full)
    convert_runs<colour::Bt601Full><<<runs, kThreads, 0, queue>>>(c);
  else
    convert_runs<colour::Bt709Limited><<<runs, kThreads, 0, queue>>>(c);
}

}  // namespace pontage::frame_stages
