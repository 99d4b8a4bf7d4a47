// SPDX-License-Identifier: Apache-2.0
#include <cstddef>

#include "kernels/attention/flash_simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_packed.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

// Six rows by two vectors of sums stay in registers: twelve of the sixteen that AVX2 has, with two
// for the panel and one for a row's number. Named one by one: scalable vectors know no arrays.

HWY_INLINE void add_row(Vector& low_sum, Vector& high_sum, float x, Vector low, Vector high) {
  const Vector all = hn::Set(kWide, x);
  low_sum = hn::MulAdd(all, low, low_sum);
  high_sum = hn::MulAdd(all, high, high_sum);
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

void score_block(const float* queries, const float* keys, std::int64_t head_dim, std::int64_t panel,
                 float* scores) {
  Vector a0 = hn::Zero(kWide), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  Vector d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0;
  for (std::int64_t i = 0; i < head_dim; ++i, queries += kRowsTogether, keys += panel) {
    const Vector low = hn::LoadU(kWide, keys), high = hn::LoadU(kWide, keys + panel / 2);
    add_row(a0, a1, queries[0], low, high);
    add_row(b0, b1, queries[1], low, high);
    add_row(c0, c1, queries[2], low, high);
    add_row(d0, d1, queries[3], low, high);
    add_row(e0, e1, queries[4], low, high);
    add_row(f0, f1, queries[5], low, high);
  }
  store_row(scores, a0, a1);
  store_row(scores + kScoreStride, b0, b1);
  store_row(scores + 2 * kScoreStride, c0, c1);
  store_row(scores + 3 * kScoreStride, d0, d1);
  store_row(scores + 4 * kScoreStride, e0, e1);
  store_row(scores + 5 * kScoreStride, f0, f1);
}

void weigh_block(const float* weights, const float* values, std::int64_t keys, std::int64_t panel,
                 const float* correction, float* out, std::int64_t stride) {
  Vector a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1;
  load_scaled(out, correction[0], a0, a1);
  load_scaled(out + stride, correction[1], b0, b1);
  load_scaled(out + 2 * stride, correction[2], c0, c1);
  load_scaled(out + 3 * stride, correction[3], d0, d1);
  load_scaled(out + 4 * stride, correction[4], e0, e1);
  load_scaled(out + 5 * stride, correction[5], f0, f1);
  for (std::int64_t key = 0; key < keys; ++key, ++weights, values += panel) {
    const Vector low = hn::LoadU(kWide, values), high = hn::LoadU(kWide, values + panel / 2);
    add_row(a0, a1, weights[0], low, high);
    add_row(b0, b1, weights[kScoreStride], low, high);
    add_row(c0, c1, weights[2 * kScoreStride], low, high);
    add_row(d0, d1, weights[3 * kScoreStride], low, high);
    add_row(e0, e1, weights[4 * kScoreStride], low, high);
    add_row(f0, f1, weights[5 * kScoreStride], low, high);
  }
  store_row(out, a0, a1);
  store_row(out + stride, b0, b1);
  store_row(out + 2 * stride, c0, c1);
  store_row(out + 3 * stride, d0, d1);
  store_row(out + 4 * stride, e0, e1);
  store_row(out + 5 * stride, f0, f1);
}

}  // namespace

void score_packed_here(const PackedTile& tile) {
  const std::int64_t panel = 2 * lanes();
  for (std::int64_t key = 0; key < tile.key_count; key += panel)
    for (std::int64_t group = 0; group < tile.row_groups; ++group)
      score_block(tile.queries + group * kRowsTogether * tile.head_dim,
                  tile.keys + key * tile.head_dim, tile.head_dim, panel,
                  tile.scores + group * kRowsTogether * kScoreStride + key);
}

void weigh_packed_here(const PackedTile& tile, const float* correction) {
  const std::int64_t panel = 2 * lanes();
  for (std::int64_t i = 0; i < tile.padded_dim; i += panel)
    for (std::int64_t row = 0; row < tile.row_groups * kRowsTogether; row += kRowsTogether)
      weigh_block(tile.scores + row * kScoreStride, tile.values + i * tile.tile_keys,
                  tile.key_count, panel, correction + row, tile.out + row * tile.padded_dim + i,
                  tile.padded_dim);
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(score_packed_here);
HWY_EXPORT(weigh_packed_here);

void score_packed(const PackedTile& tile) { HWY_DYNAMIC_DISPATCH(score_packed_here)(tile); }
void weigh_packed(const PackedTile& tile, const float* correction) {
  HWY_DYNAMIC_DISPATCH(weigh_packed_here)(tile, correction);
}

}  // namespace pontage::attention
#endif
