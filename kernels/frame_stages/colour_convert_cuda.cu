// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/block_runs.hpp"
#include "kernels/frame_stages/colour_convert_cuda.hpp"
#include "kernels/frame_stages/row_check_cuda.hpp"
#include "kernels/shared/colour/colour_item.hpp"

namespace pontage::frame_stages {
namespace {

constexpr unsigned kThreads = 256;

struct Conversion {
  const std::uint32_t* frame;
  const BlockRun* runs;
  std::uint8_t *luma, *cb, *cr;
  std::int64_t columns;  ///< of macroblocks
  std::int32_t width, height;
  std::uint64_t* checks;  ///< null: the planes are the response
};

/// Of odd rows the last one is its own partner, and what is below repeats the last row of luma and
/// of chroma: convert_rows.hpp. So square (column, row) of the padding reads the pixels of the last
/// square that the frame has, and its luma the last row.
template <class Item>
__device__ void convert_square(const Conversion& c, const BlockRun& run, std::int32_t column,
                               std::int32_t row) {
  const std::int32_t x = kBlockSide * run.first + 2 * column, y = kBlockSide * run.row + 2 * row;
  const std::int32_t left = min(x, c.width - 1), right = min(x + 1, c.width - 1);
  const auto pixel = [&](std::int32_t px, std::int32_t py) {
    return c.frame[std::int64_t{py} * c.width + px];
  };
  const std::int32_t top = min(y, c.height - 1), bottom = min(y + 1, c.height - 1);
  std::uint8_t* const luma = c.luma + y * 16 * c.columns + x;
  luma[0] = Item::luma(pixel(left, top));
  luma[1] = Item::luma(pixel(right, top));
  luma[16 * c.columns] = Item::luma(pixel(left, bottom));
  luma[16 * c.columns + 1] = Item::luma(pixel(right, bottom));
  const std::int32_t upper = min(y, (c.height - 1) / 2 * 2), lower = min(upper + 1, c.height - 1);
  const colour::Chroma chroma = Item::chroma(pixel(left, upper), pixel(right, upper),
                                             pixel(left, lower), pixel(right, lower), x / 2);
  const std::int64_t at = y / 2 * 8 * c.columns + x / 2;
  c.cb[at] = chroma.cb;
  c.cr[at] = chroma.cr;
}

/// The words of a plane of the run, `before` of all `groups` being those of planes before it.
__device__ void add_plane(RowCheck& check, const std::uint8_t* plane, std::int64_t stride,
                          std::int32_t rows, std::int32_t words, std::int64_t before,
                          std::int64_t groups) {
  for (std::int32_t i = static_cast<std::int32_t>(threadIdx.x); i < rows * words;
       i += static_cast<std::int32_t>(blockDim.x)) {
    const auto word = *reinterpret_cast<const std::uint32_t*>(plane + i / words * stride +
                                                              std::int64_t{4} * (i % words));
    add_word(check, word, i % words, before + i / words * check_groups(words), groups);
  }
}

template <class Item>
__global__ void convert_runs(Conversion c) {
  __shared__ CheckRoom room;
  RowCheck& check = check_in(room);
  const BlockRun run = c.runs[blockIdx.x];
  start_check(check);
  for (std::int32_t i = static_cast<std::int32_t>(threadIdx.x); i < 64 * run.blocks;
       i += static_cast<std::int32_t>(blockDim.x))
    convert_square<Item>(c, run, i % (8 * run.blocks), i / (8 * run.blocks));
  __syncthreads();
  if (c.checks != nullptr && run.blocks > 0) {
    const std::int64_t luma_groups = check_groups(4 * run.blocks),
                       chroma_groups = check_groups(2 * run.blocks);
    const std::int64_t groups = 16 * luma_groups + 16 * chroma_groups;
    const std::int64_t at = 8 * (run.row * 8 * c.columns + run.first);
    add_plane(check, c.luma + 16 * (run.row * 16 * c.columns + run.first), 16 * c.columns, 16,
              4 * run.blocks, 0, groups);
    add_plane(check, c.cb + at, 8 * c.columns, 8, 2 * run.blocks, 16 * luma_groups, groups);
    add_plane(check, c.cr + at, 8 * c.columns, 8, 2 * run.blocks,
              16 * luma_groups + 8 * chroma_groups, groups);
  }
  finish_check(check, c.checks);
}

}  // namespace

void colour_convert_threads(CudaStream& stream, const Args& args) {
  const auto& shape = args.shape_as<ColourConvertShape>();
  const PlaneLayout layout = PlaneLayout::of(shape.width, shape.height);
  const colour::Planes planes = layout.planes(args.value<std::uint8_t>(kPlanes));
  const Conversion c{
      args.value<const std::uint32_t>(kConvertFrame),
      args.value<const BlockRun>(kRuns),
      planes.luma,
      planes.cb,
      planes.cr,
      layout.columns,
      static_cast<std::int32_t>(shape.width),
      static_cast<std::int32_t>(shape.height),
      args.size.size() > kConvertChecks ? args.value<std::uint64_t>(kConvertChecks) : nullptr};
  const auto runs =
      static_cast<unsigned>(args.size[kRuns].count() / std::int64_t{sizeof(BlockRun)});
  const auto queue = static_cast<cudaStream_t>(stream.stream);
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  if (shape.matrix == "bt601")
    convert_runs<colour::Bt601Full><<<runs, kThreads, 0, queue>>>(c);
  else
    convert_runs<colour::Bt709Limited><<<runs, kThreads, 0, queue>>>(c);
}

}  // namespace pontage::frame_stages
