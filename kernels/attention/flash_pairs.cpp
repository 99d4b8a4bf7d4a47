// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/flash_pairs.hpp"

#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_pairs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/pairs-inl.h"
#include "kernels/attention/softmax-inl.h"

PONTAGE_PAIRS_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

// Six rows by two vectors of sums, as in flash_packed.cpp.

HWY_INLINE void add_row(Vector& low_sum, Vector& high_sum, std::uint32_t x, WordVector low,
                        WordVector high) {
  const WordVector all = hn::Set(kWords, x);
  low_sum = add_pair_products(low_sum, all, low);
  high_sum = add_pair_products(high_sum, all, high);
}
HWY_INLINE void store_row(float* at, Vector low, Vector high) {
  hn::StoreU(low, kWide, at);
  hn::StoreU(high, kWide, at + hn::Lanes(kWide));
}
HWY_INLINE void load_scaled(const float* at, float factor, Vector& low, Vector& high) {
  const Vector all = hn::Set(kWide, factor);
  low = hn::Mul(hn::LoadU(kWide, at), all);
  high = hn::Mul(hn::LoadU(kWide, at + hn::Lanes(kWide)), all);
}

void score_block(const std::uint32_t* queries, const std::uint32_t* keys, std::int64_t words,
                 std::int64_t panel, Vector scale, float* scores) {
  Vector a0 = hn::Zero(kWide), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  Vector d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0;
  for (std::int64_t i = 0; i < words; ++i, queries += kRowsTogether, keys += panel) {
    const WordVector low = hn::LoadU(kWords, keys), high = hn::LoadU(kWords, keys + panel / 2);
    add_row(a0, a1, queries[0], low, high);
    add_row(b0, b1, queries[1], low, high);
    add_row(c0, c1, queries[2], low, high);
    add_row(d0, d1, queries[3], low, high);
    add_row(e0, e1, queries[4], low, high);
    add_row(f0, f1, queries[5], low, high);
  }
  store_row(scores, hn::Mul(a0, scale), hn::Mul(a1, scale));
  store_row(scores + kScoreStride, hn::Mul(b0, scale), hn::Mul(b1, scale));
  store_row(scores + 2 * kScoreStride, hn::Mul(c0, scale), hn::Mul(c1, scale));
  store_row(scores + 3 * kScoreStride, hn::Mul(d0, scale), hn::Mul(d1, scale));
  store_row(scores + 4 * kScoreStride, hn::Mul(e0, scale), hn::Mul(e1, scale));
  store_row(scores + 5 * kScoreStride, hn::Mul(f0, scale), hn::Mul(f1, scale));
}

void weigh_block(const std::uint32_t* weights, const std::uint32_t* values, std::int64_t words,
                 std::int64_t panel, const float* correction, float* out, std::int64_t stride) {
  constexpr std::int64_t kNext = kScoreStride / 2;
  Vector a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1;
  load_scaled(out, correction[0], a0, a1);
  load_scaled(out + stride, correction[1], b0, b1);
  load_scaled(out + 2 * stride, correction[2], c0, c1);
  load_scaled(out + 3 * stride, correction[3], d0, d1);
  load_scaled(out + 4 * stride, correction[4], e0, e1);
  load_scaled(out + 5 * stride, correction[5], f0, f1);
  for (std::int64_t key = 0; key < words; ++key, ++weights, values += panel) {
    const WordVector low = hn::LoadU(kWords, values), high = hn::LoadU(kWords, values + panel / 2);
    add_row(a0, a1, weights[0], low, high);
    add_row(b0, b1, weights[kNext], low, high);
    add_row(c0, c1, weights[2 * kNext], low, high);
    add_row(d0, d1, weights[3 * kNext], low, high);
    add_row(e0, e1, weights[4 * kNext], low, high);
    add_row(f0, f1, weights[5 * kNext], low, high);
  }
  store_row(out, a0, a1);
  store_row(out + stride, b0, b1);
  store_row(out + 2 * stride, c0, c1);
  store_row(out + 3 * stride, d0, d1);
  store_row(out + 4 * stride, e0, e1);
  store_row(out + 5 * stride, f0, f1);
}

/// Weights go elsewhere, rounded; a row's sum is of what was stored.
struct Rounded {
  std::uint32_t* weights;
  std::int64_t stride;  ///< of the scores

  // Called, not inlined: online_rows is for the instruction set without products of pairs.
  float operator()(std::int64_t row, const float* scores, std::int64_t count, float largest) const {
    const std::int64_t n = lanes();
    const Vector top = hn::Set(kWide, largest);
    const WordVector ones = hn::Set(kWords, 0x3f803f80U);
    std::uint32_t* to = weights + row * (stride / 2);
    Vector sum = hn::Zero(kWide);
    for (std::int64_t at = 0; at < count; at += 2 * n, to += n) {
      const Vector low = exp2_of(hn::Sub(hn::LoadU(kWide, scores + at), top));
      const Vector high = exp2_of(hn::Sub(hn::LoadU(kWide, scores + at + n), top));
      store_rounded(low, high, to);
      sum = add_pair_products(sum, hn::LoadU(kWords, to), ones);
    }
    return hn::GetLane(hn::SumOfLanes(kWide, sum));
  }
};

/// A word of two numbers that stand `apart` numbers from each other.
HWY_INLINE std::uint32_t word_of(const Bfloat16* from, std::int64_t apart) {
  return std::uint32_t{from[0].bits} | std::uint32_t{from[apart].bits} << 16;
}

void pack_two_values(const Bfloat16* from, std::int64_t head_dim, std::int64_t to_panels,
                     std::uint32_t* to) {
  const std::int64_t n = lanes(), panel = 2 * n;
  const hn::Rebind<std::uint16_t, Words> halves;
  const auto* first = reinterpret_cast<const std::uint16_t*>(from);
  std::int64_t i = 0;
  for (; i + n <= head_dim; i += n) {
    const auto low = hn::PromoteTo(kWords, hn::LoadU(halves, first + i));
    const auto high = hn::PromoteTo(kWords, hn::LoadU(halves, first + head_dim + i));
    hn::StoreU(hn::Or(low, hn::ShiftLeft<16>(high)), kWords,
               to + i / panel * to_panels + i % panel);
  }
  for (; i < head_dim; ++i) to[i / panel * to_panels + i % panel] = word_of(from + i, head_dim);
}

}  // namespace

bool has_pairs_here() { return kPairsAreNative && processor_has_pairs(); }
bool can_run_here() {
  return HWY_TARGET != HWY_SCALAR && (!kPairsAreNative || processor_has_pairs());
}

void pack_value_pairs_here(const Bfloat16* from, std::int64_t keys, std::int64_t head_dim,
                           std::uint32_t* to) {
  const std::int64_t panel = 2 * lanes(), words = (keys + 1) / 2;
  for (std::int64_t i = head_dim / panel * panel; i < head_dim; i += panel)
    std::fill_n(to + i * words, words * panel, 0U);
  for (std::int64_t word = 0; word < keys / 2; ++word)
    pack_two_values(from + 2 * word * head_dim, head_dim, words * panel, to + word * panel);
  if (keys % 2 == 0) return;
  const Bfloat16* last = from + (keys - 1) * head_dim;
  for (std::int64_t i = 0; i < head_dim; ++i)
    to[(i / panel * words + words - 1) * panel + i % panel] = last[i].bits;
}

void score_pairs_here(const PairTile& tile) {
  const std::int64_t panel = 2 * lanes(), words = tile.head_dim / 2;
  const Vector scale = hn::Set(kWide, tile.scale);
  for (std::int64_t key = 0; key < tile.key_count; key += panel)
    for (std::int64_t group = 0; group < tile.row_groups; ++group)
      score_block(tile.queries + group * kRowsTogether * words, tile.keys + key * words, words,
                  panel, scale, tile.scores + group * kRowsTogether * kScoreStride + key);
}

void online_softmax_pairs_here(const OnlineRows& rows, std::uint32_t* weights) {
  online_rows(rows, Rounded{weights, rows.stride});
}

void weigh_pairs_here(const PairTile& tile, const float* correction) {
  const std::int64_t panel = 2 * lanes();
  for (std::int64_t i = 0; i < tile.padded_dim; i += panel)
    for (std::int64_t row = 0; row < tile.row_groups * kRowsTogether; row += kRowsTogether)
      weigh_block(tile.weights + row * (kScoreStride / 2),
                  tile.values + i * ((tile.tile_keys + 1) / 2), (tile.key_count + 1) / 2, panel,
                  correction + row, tile.out + row * tile.padded_dim + i, tile.padded_dim);
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(has_pairs_here);
HWY_EXPORT(can_run_here);
HWY_EXPORT(pack_value_pairs_here);
HWY_EXPORT(score_pairs_here);
HWY_EXPORT(online_softmax_pairs_here);
HWY_EXPORT(weigh_pairs_here);

bool has_pair_products() { return HWY_DYNAMIC_DISPATCH(has_pairs_here)(); }
bool pairs_can_run() { return HWY_DYNAMIC_DISPATCH(can_run_here)(); }

void pack_query_pairs(const Bfloat16* from, std::int64_t rows, std::int64_t head_dim,
                      std::uint32_t* to) {
  for (std::int64_t group = 0; group < rows; group += kRowsTogether)
    for (std::int64_t i = 0; i < head_dim; i += 2)
      for (std::int64_t row = group; row < group + kRowsTogether; ++row) {
        std::uint32_t word = 0;
        if (row < rows) std::memcpy(&word, from + row * head_dim + i, sizeof word);
        *to++ = word;
      }
}
void pack_key_pairs(const Bfloat16* from, std::int64_t keys, std::int64_t head_dim,
                    std::uint32_t* to) {
  // Words are moved as pack_keys moves f32 numbers, which it does not look into.
  pack_keys({from, false}, keys, head_dim / 2, reinterpret_cast<float*>(to));
}
void pack_value_pairs(const Bfloat16* from, std::int64_t keys, std::int64_t head_dim,
                      std::uint32_t* to) {
  HWY_DYNAMIC_DISPATCH(pack_value_pairs_here)(from, keys, head_dim, to);
}
void score_pairs(const PairTile& tile) { HWY_DYNAMIC_DISPATCH(score_pairs_here)(tile); }
void online_softmax_pairs(const OnlineRows& rows, std::uint32_t* weights) {
  HWY_DYNAMIC_DISPATCH(online_softmax_pairs_here)(rows, weights);
}
void weigh_pairs(const PairTile& tile, const float* correction) {
  HWY_DYNAMIC_DISPATCH(weigh_pairs_here)(tile, correction);
}

}  // namespace pontage::attention
#endif
