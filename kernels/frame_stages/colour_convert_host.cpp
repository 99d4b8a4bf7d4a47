// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/block_runs.hpp"
#include "kernels/frame_stages/colour_convert_variants.hpp"
#include "kernels/frame_stages/row_check.hpp"

namespace pontage::frame_stages {
namespace {

using ConvertRows = void (*)(colour::Matrix, const colour::Pixels&, colour::Padded,
                             const colour::Planes&);
using AddRow = void (*)(RowCheck&, const void*, std::int64_t);

/// One run after the other, from `begin` to `end`.
void convert_runs(const Args& args, Index begin, Index end, ConvertRows convert, AddRow add) {
  const auto& shape = args.shape_as<ColourConvertShape>();
  const PlaneLayout layout = PlaneLayout::of(shape);
  const auto* runs = args.value<const BlockRun>(kRuns);
  for (Index i = begin; i < end; ++i) {
    const BlockRun& run = runs[i];
    const colour::Planes to = layout.planes(args.value<std::uint8_t>(kPlanes), run);
    if (run.blocks > 0)
      convert(
          matrix_of(shape),
          pixels_of(args.value<const std::uint32_t>(kConvertFrame), shape.width, shape.height, run),
          {kBlockSide * run.blocks, kBlockSide}, to);
    if (args.size.size() <= kConvertChecks) continue;
    RowCheck check;
    each_row(to, run,
             [&](const std::uint8_t* row, std::int64_t bytes) { add(check, row, bytes / 4); });
    args.value<std::uint64_t>(kConvertChecks)[i] = check.value();
  }
}

Index runs_in(const Args& args) {
  return args.size[kRuns].count() / static_cast<Index>(sizeof(BlockRun));
}

}  // namespace

void colour_convert_reference(const Args& args) {
  convert_runs(args, 0, runs_in(args), colour::convert_rows_plain, add_row_plain);
}

void colour_convert_plain(HostTeam& team, const Args& args) {
  team.for_chunks(runs_in(args), 1, [&](Index begin, Index end, int) {
    convert_runs(args, begin, end, colour::convert_rows_plain, add_row_plain);
  });
}

#ifdef PONTAGE_HAS_HIGHWAY
void colour_convert_vectors(HostTeam& team, const Args& args) {
  team.for_chunks(runs_in(args), 1, [&](Index begin, Index end, int) {
    convert_runs(args, begin, end, colour::convert_rows, add_row);
  });
}
#endif

}  // namespace pontage::frame_stages
