// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace pontage::attention {

/// The arithmetic of `flash`, compiled once for every instruction set that Highway knows of this
/// processor family; the best one that the processor has is chosen at run time.
///
/// Two ways through a tile of keys. *Packed*, for many rows: queries, keys and values are widened
/// to f32 and laid out so that a block of 6 rows × 2 vectors stays in registers while both products
/// stream through it (flash_pairs.hpp: the same with bf16 as it is). *Direct*, for few rows: keys
/// and values are read once, as they stand.

inline constexpr std::int64_t kRowsTogether = 6;
/// Numbers from one row of scores to the next; not a power of two, so that rows share no cache set.
inline constexpr std::int64_t kScoreStride = 272;
inline constexpr std::int64_t kMostTileKeys = 256;
/// A panel is two vectors wide; no instruction set has a wider one here.
inline constexpr std::int64_t kMostPanel = 32;

/// The chosen instruction set, and the numbers in one of its panels.
std::string simd_target();
std::int64_t panel_width();

/// Stored numbers, f32 or bf16.
struct StoredNumbers {
  const void* at = nullptr;
  bool is_bf16 = false;
};

/// to[group][i][row in group] = scale · from[row][i], groups of kRowsTogether; missing rows are 0.
void pack_queries(const StoredNumbers& from, std::int64_t rows, std::int64_t head_dim, float scale,
                  float* to);
/// to[i] = scale · from[i]: the queries of the direct way.
void scale_queries(const StoredNumbers& from, std::int64_t count, float scale, float* to);
/// to[panel][i][key in panel] = from[key][i]; missing keys are 0.
void pack_keys(const StoredNumbers& from, std::int64_t keys, std::int64_t head_dim, float* to);
/// to[panel][key][i in panel] = from[key][i]; missing elements are 0.
void pack_values(const StoredNumbers& from, std::int64_t keys, std::int64_t head_dim, float* to);

/// Packed rows against a packed tile. `row_groups` groups of rows; `keys` keys of the tile count.
struct PackedTile {
  const float* queries = nullptr;  ///< from pack_queries
  const float* keys = nullptr;     ///< from pack_keys
  const float* values = nullptr;   ///< from pack_values, of `tile_keys` keys
  float* scores = nullptr;         ///< [rows][kScoreStride]
  float* out = nullptr;            ///< [rows][padded_dim]
  std::int64_t row_groups = 0, key_count = 0, tile_keys = 0, head_dim = 0, padded_dim = 0;
};
/// scores = queries · keysᵀ for the first key_count keys (whole panels are written).
void score_packed(const PackedTile&);
/// out = correction · out + scores · values.
void weigh_packed(const PackedTile&, const float* correction);

/// Numbers from one row of scores to the next in the direct way: those of a whole split.
inline constexpr std::int64_t kDirectStride = 1040;

/// Rows against keys and values as they stand, each read in one stream.
struct DirectTile {
  const float* queries = nullptr;  ///< [rows][head_dim], scaled
  StoredNumbers keys, values;      ///< [key_count][head_dim]
  float* scores = nullptr;         ///< [rows][kDirectStride]
  float* out = nullptr;            ///< [rows][head_dim]
  std::int64_t rows = 0, key_count = 0, head_dim = 0;
  std::int64_t keys_left = 0;  ///< in memory from the first key of this tile on; at least key_count
};
/// scores = queries · keysᵀ.
void score_direct(const DirectTile&);
/// out += scores (now weights) · values.
void weigh_direct(const DirectTile&);

/// One step of the online softmax (Milakov and Gimelshein 2018) in base 2 on each row of scores:
/// the largest score so far and the sum of weights so far take in `key_count` scores, of which row
/// r sees the first `seen[r]` (zero or less: none); the scores become weights, zeros from seen[r]
/// up to the last panel; correction[r] is what older weights are to be multiplied by.
struct OnlineRows {
  float* scores = nullptr;  ///< [rows][stride]
  const std::int64_t* seen = nullptr;
  float* largest = nullptr;     ///< −infinity at first
  float* sum = nullptr;         ///< 0 at first
  float* correction = nullptr;  ///< out
  std::int64_t rows = 0, key_count = 0;
  std::int64_t stride = kScoreStride;
};
void online_softmax(const OnlineRows&);

/// to[i] = 2^from[i] for from[i] ≤ 0, relative error at most 3e-7; 0 below −126.5.
void exp2_all(const float* from, std::int64_t count, float* to);

}  // namespace pontage::attention
