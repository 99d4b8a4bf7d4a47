// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/flash_simd.hpp"

namespace pontage::attention {

/// The packed way for bf16 on processors that multiply bf16 themselves: a *word* is two
/// neighbouring numbers, and one instruction adds both products of two words to an f32 (x86:
/// VDPBF16PS). Scores are exact products summed in f32, as in the other ways; weights are rounded
/// to bf16 before they meet the values, and the sum that divides is that of the rounded ones, so an
/// answer stays an average of values.

/// Whether this processor has such an instruction and this code uses it. Highway 1.0 knows none.
bool has_pair_products();
/// Whether the functions below run on the chosen instruction set: where it is too wide for a
/// processor without them, they do not. Elsewhere they are emulated, for tests.
bool pairs_can_run();

/// to[group][i / 2][row in group], groups of kRowsTogether; missing rows are 0. head_dim is even.
void pack_query_pairs(const Bfloat16* from, std::int64_t rows, std::int64_t head_dim,
                      std::uint32_t* to);
/// to[panel][i / 2][key in panel]; missing keys are 0. head_dim is even.
void pack_key_pairs(const Bfloat16* from, std::int64_t keys, std::int64_t head_dim,
                    std::uint32_t* to);
/// to[panel][key / 2][i in panel], the words of two neighbouring keys; what is missing is 0.
void pack_value_pairs(const Bfloat16* from, std::int64_t keys, std::int64_t head_dim,
                      std::uint32_t* to);

/// Packed rows against a packed tile, as PackedTile.
struct PairTile {
  const std::uint32_t* queries = nullptr;  ///< from pack_query_pairs
  const std::uint32_t* keys = nullptr;     ///< from pack_key_pairs
  const std::uint32_t* values = nullptr;   ///< from pack_value_pairs, of `tile_keys` keys
  float* scores = nullptr;                 ///< [rows][kScoreStride]
  std::uint32_t* weights = nullptr;        ///< [rows][kScoreStride / 2]
  float* out = nullptr;                    ///< [rows][padded_dim]
  float scale = 0;                         ///< what scores are multiplied by
  std::int64_t row_groups = 0, key_count = 0, tile_keys = 0, head_dim = 0, padded_dim = 0;
};
/// scores = scale · queries · keysᵀ for the first key_count keys (whole panels are written).
void score_pairs(const PairTile&);
/// As online_softmax; the weights go to `weights`, rounded to bf16, and so does their sum.
void online_softmax_pairs(const OnlineRows&, std::uint32_t* weights);
/// out = correction · out + weights · values.
void weigh_pairs(const PairTile&, const float* correction);

/// Few rows against keys and values as they stand; as DirectTile. head_dim is a multiple of
/// panel_width().
struct DirectPairTile {
  const Bfloat16* queries = nullptr;  ///< [rows][head_dim], as stored
  const Bfloat16* keys = nullptr;
  const Bfloat16* values = nullptr;
  float* scores = nullptr;           ///< [rows][kDirectStride]
  std::uint32_t* weights = nullptr;  ///< [rows][kDirectStride / 2]
  float* out = nullptr;              ///< [rows][head_dim]
  float scale = 0;
  std::int64_t rows = 0, key_count = 0, head_dim = 0;
};
/// scores = scale · queries · keysᵀ.
void score_direct_pairs(const DirectPairTile&);
/// out = weights · values.
void weigh_direct_pairs(const DirectPairTile&);

}  // namespace pontage::attention
