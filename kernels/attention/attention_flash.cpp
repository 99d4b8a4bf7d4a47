// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/flash_blocks.hpp"
#include "kernels/attention/flash_pairs.hpp"
#include "kernels/attention/flash_simd.hpp"
#include "kernels/attention/scratch.hpp"

namespace pontage::attention {
namespace {

FlashArrays arrays_of(const Layout& layout, const Args& args, bool may_pair) {
  return {.layout = layout,
          .in_pairs = may_pair && layout.is_bf16 && layout.head_dim % 2 == 0,
          .scale = std::log2(std::exp(1.F)) / std::sqrt(static_cast<float>(layout.head_dim)),
          .queries = args.value<const std::byte>(kQueries),
          .keys = args.value<const std::byte>(kKeys),
          .values = args.value<const std::byte>(kValues),
          .out = args.value<std::byte>(kOut),
          .partials = args.value<float>(kPartials)};
}

/// Few rows: an item is one split of one sequence; then, in a second region, a sequence's splits
/// become its answer.
void attend_few(HostTeam& team, const FlashArrays& arrays, std::int64_t splits) {
  const std::int64_t sequences = arrays.layout.sequences();
  team.for_chunks(sequences * splits, 1, [&](Index begin, Index end, int) {
    for (Index item = begin; item < end; ++item)
      attend_split(arrays, item / splits, item % splits, splits);
  });
  if (splits == 1) return;
  team.for_chunks(sequences, 1, [&](Index begin, Index end, int) {
    for (Index sequence = begin; sequence < end; ++sequence) merge_splits(arrays, sequence, splits);
  });
}

/// Many rows: an item is a block of rows of one sequence. Blocks of a sequence follow each other,
/// so that all but the first find its keys and values in a cache; the last block comes first, since
/// under a causal mask it is the longest.
void attend_many(HostTeam& team, const FlashArrays& arrays) {
  const Layout& layout = arrays.layout;
  const auto attend = arrays.in_pairs ? attend_block_in_pairs : attend_block;
  const std::int64_t rows = rows_in_block(layout);
  const std::int64_t blocks = (layout.rows() + rows - 1) / rows;
  team.for_chunks(layout.sequences() * blocks, 1, [&](Index begin, Index end, int) {
    for (Index item = begin; item < end; ++item) {
      const std::int64_t block = blocks - 1 - item % blocks;
      attend(arrays, item / blocks, block * rows, std::min(rows, layout.rows() - block * rows));
    }
  });
}

void attend(HostTeam& team, const Args& args, bool may_pair) {
  const Layout layout = layout_of(args.shape_as<AttentionShape>());
  const FlashArrays arrays = arrays_of(layout, args, may_pair);
  if (const FlashSplits way = flash_splits(layout); way.is_direct)
    attend_few(team, arrays, way.splits);
  else
    attend_many(team, arrays);
}

}  // namespace

std::string flash_target() {
  return simd_target() + (has_pair_products() ? ", bf16 multiplied in pairs" : "");
}

void attention_flash_in_pairs(HostTeam& team, const Args& args) { attend(team, args, true); }

void attention_flash(HostTeam& team, const Args& args) { attend(team, args, has_pair_products()); }

}  // namespace pontage::attention
