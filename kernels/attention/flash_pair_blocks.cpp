// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/attention/flash_blocks.hpp"
#include "kernels/attention/flash_pairs.hpp"
#include "kernels/attention/flash_rows.hpp"

namespace pontage::attention {
namespace {

// As in flash_blocks.cpp, but a number is two bytes: a tile has 128 KiB of keys and values.
constexpr std::int64_t kTileWords = std::int64_t{1} << 14;
constexpr std::int64_t kRowsAtOnce = 24;

/// Everything an item works on beside its inputs.
struct PairRoom {
  alignas(64) std::uint32_t queries[kBlockNumbers / 2];
  alignas(64) float sums[kBlockNumbers];
  alignas(64) std::uint32_t keys[kTileWords];
  alignas(64) std::uint32_t values[kTileWords];
  alignas(64) float scores[kRowsAtOnce * kScoreStride];
  alignas(64) std::uint32_t weights[kRowsAtOnce * kScoreStride / 2];
  RowStates<kMostBlockRows> states;
};

/// As many keys as fit in a tile, whole panels.
std::int64_t keys_in_tile(std::int64_t head_dim) {
  const std::int64_t most = 2 * kTileWords / round_up(head_dim, kMostPanel);
  return std::min(kMostTileKeys, most / kMostPanel * kMostPanel);
}

/// One tile against all rows, kRowsAtOnce at a time.
void attend_tile(PairRoom& room, PairTile tile, std::int64_t rows) {
  for (std::int64_t row = 0; row < rows; row += kRowsAtOnce) {
    const std::int64_t some = std::min(kRowsAtOnce, round_up(rows - row, kRowsTogether));
    const std::int64_t* seen = room.states.seen + row;
    const std::int64_t visible = std::min(tile.tile_keys, *std::max_element(seen, seen + some));
    if (visible <= 0) continue;
    tile.queries = room.queries + row * tile.head_dim / 2;
    tile.out = room.sums + row * tile.padded_dim;
    tile.row_groups = some / kRowsTogether;
    tile.key_count = visible;
    score_pairs(tile);
    online_softmax_pairs({.scores = room.scores,
                          .seen = seen,
                          .largest = room.states.largest + row,
                          .sum = room.states.sum + row,
                          .correction = room.states.correction + row,
                          .rows = some,
                          .key_count = visible},
                         room.weights);
    weigh_pairs(tile, room.states.correction + row);
  }
}

const Bfloat16* numbers(const std::byte* from, std::int64_t at) {
  return reinterpret_cast<const Bfloat16*>(from) + at;
}

}  // namespace

void attend_block_in_pairs(const FlashArrays& arrays, std::int64_t sequence, std::int64_t first_row,
                           std::int64_t rows) {
  const Layout& layout = arrays.layout;
  const std::int64_t dim = layout.head_dim;
  const std::int64_t row_at = (sequence * layout.rows() + first_row) * dim;
  PairRoom room;
  PairTile tile{.keys = room.keys,
                .values = room.values,
                .scores = room.scores,
                .weights = room.weights,
                .scale = arrays.scale,
                .head_dim = dim,
                .padded_dim = round_up(dim, panel_width())};
  pack_query_pairs(numbers(arrays.queries, row_at), rows, dim, room.queries);
  std::fill_n(room.sums, round_up(rows, kRowsTogether) * tile.padded_dim, 0.F);
  start(room.states, layout, first_row, rows);
  const std::int64_t most = keys_in_tile(dim);
  const std::int64_t visible = *std::max_element(room.states.seen, room.states.seen + rows);
  for (std::int64_t key = 0; key < visible; key += most) {
    const std::int64_t at = (sequence * layout.context + key) * dim;
    tile.tile_keys = std::min(most, visible - key);
    pack_key_pairs(numbers(arrays.keys, at), tile.tile_keys, dim, room.keys);
    pack_value_pairs(numbers(arrays.values, at), tile.tile_keys, dim, room.values);
    attend_tile(room, tile, rows);
    for (std::int64_t row = 0; row < rows; ++row) room.states.seen[row] -= tile.tile_keys;
  }
  for (std::int64_t row = 0; row < rows; ++row)
    store_row(room.sums + row * tile.padded_dim, room.states.sum[row], dim, true,
              arrays.out + (row_at + row * dim) * layout.element_bytes());
}

}  // namespace pontage::attention
