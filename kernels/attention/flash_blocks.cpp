// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/flash_blocks.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/attention/flash_pairs.hpp"
#include "kernels/attention/flash_rows.hpp"
#include "kernels/attention/flash_simd.hpp"
#include "kernels/attention/scratch.hpp"

namespace pontage::attention {
namespace {

// A tile (128 KiB of keys and values) and a block (348 KiB of queries and sums) fill a second-level
// cache of 512 KiB; larger blocks pack less often. The rows whose scores stand side by side are few
// enough for their queries, or their scores, and a panel to stay in a first-level cache of 32 KiB.
constexpr std::int64_t kTileNumbers = std::int64_t{1} << 14;
constexpr std::int64_t kRowsAtOnce = 48;

static_assert(kDirectStride >= kSplitKeys);

/// Everything an item of many rows works on beside its inputs.
struct BlockRoom {
  alignas(64) float queries[kBlockNumbers];
  alignas(64) float sums[kBlockNumbers];
  alignas(64) float keys[kTileNumbers];
  alignas(64) float values[kTileNumbers];
  alignas(64) float scores[kRowsAtOnce * kScoreStride];
  RowStates<kMostBlockRows> states;
};

/// As many keys as fit in a tile, whole panels.
std::int64_t keys_in_tile(std::int64_t head_dim) {
  const std::int64_t most = kTileNumbers / round_up(head_dim, kMostPanel);
  return std::min(kMostTileKeys, most / kMostPanel * kMostPanel);
}

/// One tile against all rows, kRowsAtOnce at a time.
void attend_tile(BlockRoom& room, PackedTile tile, std::int64_t rows) {
  for (std::int64_t row = 0; row < rows; row += kRowsAtOnce) {
    const std::int64_t some = std::min(kRowsAtOnce, round_up(rows - row, kRowsTogether));
    const std::int64_t* seen = room.states.seen + row;
    const std::int64_t visible = std::min(tile.tile_keys, *std::max_element(seen, seen + some));
    if (visible <= 0) continue;
    tile.queries = room.queries + row * tile.head_dim;
    tile.out = room.sums + row * tile.padded_dim;
    tile.row_groups = some / kRowsTogether;
    tile.key_count = visible;
    score_packed(tile);
    online_softmax({.scores = room.scores,
                    .seen = seen,
                    .largest = room.states.largest + row,
                    .sum = room.states.sum + row,
                    .correction = room.states.correction + row,
                    .rows = some,
                    .key_count = visible});
    weigh_packed(tile, room.states.correction + row);
  }
}

/// What one split of a sequence works on beside its inputs.
struct SplitRoom {
  alignas(64) float sums[kFewRows * kMostHeadDim];
  alignas(64) float scores[kFewRows * kDirectStride];
  RowStates<kFewRows> states;
};

/// Keys `first` … of a sequence, of which `keys_left` follow, to room.sums.
struct SplitOfSequence {
  std::int64_t row_at, key_at;  ///< elements before the sequence's queries and the split's keys
  std::int64_t key_count, keys_left;
};

OnlineRows online_rows(SplitRoom& room, std::int64_t rows, std::int64_t key_count) {
  RowStates<kFewRows>& states = room.states;
  return {room.scores,       states.seen, states.largest, states.sum,
          states.correction, rows,        key_count,      kDirectStride};
}

void walk_split(const FlashArrays& arrays, const SplitOfSequence& split, SplitRoom& room) {
  const Layout& layout = arrays.layout;
  const std::int64_t rows = layout.rows(), dim = layout.head_dim, bytes = layout.element_bytes();
  alignas(64) float queries[kFewRows * kMostHeadDim];
  scale_queries({arrays.queries + split.row_at * bytes, layout.is_bf16}, rows * dim, arrays.scale,
                queries);
  std::fill_n(room.sums, rows * dim, 0.F);
  const DirectTile tile{.queries = queries,
                        .keys = {arrays.keys + split.key_at * bytes, layout.is_bf16},
                        .values = {arrays.values + split.key_at * bytes, layout.is_bf16},
                        .scores = room.scores,
                        .out = room.sums,
                        .rows = rows,
                        .key_count = split.key_count,
                        .head_dim = dim,
                        .keys_left = split.keys_left};
  score_direct(tile);
  online_softmax(online_rows(room, rows, split.key_count));
  weigh_direct(tile);
}

void walk_split_in_pairs(const FlashArrays& arrays, const SplitOfSequence& split, SplitRoom& room) {
  alignas(64) std::uint32_t weights[kFewRows * kDirectStride / 2];
  const DirectPairTile tile{
      .queries = reinterpret_cast<const Bfloat16*>(arrays.queries) + split.row_at,
      .keys = reinterpret_cast<const Bfloat16*>(arrays.keys) + split.key_at,
      .values = reinterpret_cast<const Bfloat16*>(arrays.values) + split.key_at,
      .scores = room.scores,
      .weights = weights,
      .out = room.sums,
      .scale = arrays.scale,
      .rows = arrays.layout.rows(),
      .key_count = split.key_count,
      .head_dim = arrays.layout.head_dim};
  score_direct_pairs(tile);
  online_softmax_pairs(online_rows(room, tile.rows, split.key_count), weights);
  weigh_direct_pairs(tile);
}

}  // namespace

std::int64_t rows_in_block(const Layout& layout) {
  const std::int64_t padded = round_up(layout.head_dim, kMostPanel);
  const std::int64_t most =
      std::min(kMostBlockRows, kBlockNumbers / padded / kRowsTogether * kRowsTogether);
  const std::int64_t blocks = (layout.rows() + most - 1) / most;
  return round_up((layout.rows() + blocks - 1) / blocks, kRowsTogether);
}

void attend_block(const FlashArrays& arrays, std::int64_t sequence, std::int64_t first_row,
                  std::int64_t rows) {
  const Layout& layout = arrays.layout;
  const std::int64_t dim = layout.head_dim, bytes = layout.element_bytes();
  const std::int64_t row_at = (sequence * layout.rows() + first_row) * dim * bytes;
  BlockRoom room;
  PackedTile tile{.keys = room.keys,
                  .values = room.values,
                  .scores = room.scores,
                  .head_dim = dim,
                  .padded_dim = round_up(dim, panel_width())};
  pack_queries({arrays.queries + row_at, layout.is_bf16}, rows, dim, arrays.scale, room.queries);
  std::fill_n(room.sums, round_up(rows, kRowsTogether) * tile.padded_dim, 0.F);
  start(room.states, layout, first_row, rows);
  const std::int64_t most = keys_in_tile(dim);
  const std::int64_t visible = *std::max_element(room.states.seen, room.states.seen + rows);
  for (std::int64_t key = 0; key < visible; key += most) {
    const std::int64_t at = (sequence * layout.context + key) * dim * bytes;
    tile.tile_keys = std::min(most, visible - key);
    pack_keys({arrays.keys + at, layout.is_bf16}, tile.tile_keys, dim, room.keys);
    pack_values({arrays.values + at, layout.is_bf16}, tile.tile_keys, dim, room.values);
    attend_tile(room, tile, rows);
    for (std::int64_t row = 0; row < rows; ++row) room.states.seen[row] -= tile.tile_keys;
  }
  for (std::int64_t row = 0; row < rows; ++row)
    store_row(room.sums + row * tile.padded_dim, room.states.sum[row], dim, layout.is_bf16,
              arrays.out + row_at + row * dim * bytes);
}

void attend_split(const FlashArrays& arrays, std::int64_t sequence, std::int64_t split,
                  std::int64_t splits) {
  const Layout& layout = arrays.layout;
  const std::int64_t dim = layout.head_dim, bytes = layout.element_bytes(), rows = layout.rows();
  const std::int64_t first = split * kSplitKeys, left = layout.context - first;
  SplitRoom room;
  start(room.states, layout, 0, rows);
  for (std::int64_t& seen : room.states.seen) seen -= first;
  const auto walk = arrays.in_pairs && dim % panel_width() == 0 ? walk_split_in_pairs : walk_split;
  walk(arrays,
       {.row_at = sequence * rows * dim,
        .key_at = (sequence * layout.context + first) * dim,
        .key_count = std::min(kSplitKeys, left),
        .keys_left = left},
       room);
  for (std::int64_t row = 0; row < rows; ++row) {
    if (splits == 1) {
      store_row(room.sums + row * dim, room.states.sum[row], dim, layout.is_bf16,
                arrays.out + (sequence * rows + row) * dim * bytes);
      continue;
    }
    float* partial =
        arrays.partials + ((sequence * splits + split) * rows + row) * (dim + kPartialHead);
    partial[0] = room.states.largest[row];
    partial[1] = room.states.sum[row];
    std::copy_n(room.sums + row * dim, dim, partial + kPartialHead);
  }
}

void merge_splits(const FlashArrays& arrays, std::int64_t sequence, std::int64_t splits) {
  const Layout& layout = arrays.layout;
  const std::int64_t dim = layout.head_dim, rows = layout.rows(), step = dim + kPartialHead;
  for (std::int64_t row = 0; row < rows; ++row) {
    const float* first = arrays.partials + (sequence * splits * rows + row) * step;
    float largest = -HUGE_VALF, sum = 0, sums[kMostHeadDim] = {};
    for (std::int64_t split = 0; split < splits; ++split)
      largest = std::max(largest, first[split * rows * step]);
    for (std::int64_t split = 0; split < splits; ++split) {
      const float* partial = first + split * rows * step;
      const float weight = std::exp2(partial[0] - largest);
      sum += weight * partial[1];
      for (std::int64_t i = 0; i < dim; ++i) sums[i] += weight * partial[kPartialHead + i];
    }
    store_row(sums, sum, dim, layout.is_bf16,
              arrays.out + (sequence * rows + row) * dim * layout.element_bytes());
  }
}

}  // namespace pontage::attention
