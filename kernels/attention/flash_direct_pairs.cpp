// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>

#include "kernels/attention/flash_pairs.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_direct_pairs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/pairs-inl.h"
#include "kernels/attention/sums-inl.h"

PONTAGE_PAIRS_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
#if HWY_TARGET == HWY_SCALAR  // has no room for a pair of bf16; pairs_can_run() says so

void score_direct_pairs_here(const DirectPairTile&) {}
void weigh_direct_pairs_here(const DirectPairTile&) {}

#else
namespace {

constexpr hn::Repartition<std::uint16_t, Words> kNumbers;
using NumberVector = hn::Vec<hn::Repartition<std::uint16_t, Words> >;

HWY_INLINE NumberVector load_numbers(const Bfloat16* from) {
  return hn::LoadU(kNumbers, reinterpret_cast<const std::uint16_t*>(from));
}
HWY_INLINE WordVector load_words(const Bfloat16* from) {
  return hn::BitCast(kWords, load_numbers(from));
}

/// What one row's words add to its sums with four keys.
HWY_INLINE void add_keys(Vector& a, Vector& b, Vector& c, Vector& d, WordVector query,
                         WordVector key0, WordVector key1, WordVector key2, WordVector key3) {
  a = add_pair_products(a, query, key0);
  b = add_pair_products(b, query, key1);
  c = add_pair_products(c, query, key2);
  d = add_pair_products(d, query, key3);
}

HWY_INLINE void store_scaled(Vector a, Vector b, Vector c, Vector d, Vector scale, float* scores) {
  store_sums(hn::Mul(a, scale), hn::Mul(b, scale), hn::Mul(c, scale), hn::Mul(d, scale), scores);
}

/// The products of a query and a key, lane by lane.
HWY_INLINE Vector products(const Bfloat16* query, const Bfloat16* key, std::int64_t head_dim) {
  const std::int64_t panel = 2 * lanes();
  Vector sum = hn::Zero(kWide);
  for (std::int64_t i = 0; i < head_dim; i += panel)
    sum = add_pair_products(sum, load_words(query + i), load_words(key + i));
  return sum;
}

/// The scores of four keys for one row, a key after the other, so that lines are read in order.
void score_four(const DirectPairTile& tile, std::int64_t row, std::int64_t key) {
  const std::int64_t dim = tile.head_dim;
  const Bfloat16 *query = tile.queries + row * dim, *keys = tile.keys + key * dim;
  const Vector a = products(query, keys, dim), b = products(query, keys + dim, dim);
  const Vector c = products(query, keys + 2 * dim, dim), d = products(query, keys + 3 * dim, dim);
  store_scaled(a, b, c, d, hn::Set(kWide, tile.scale), tile.scores + row * kDirectStride + key);
}

/// The same for four rows, which read the keys once.
void score_four_by_four(const DirectPairTile& tile, std::int64_t row, std::int64_t key) {
  const std::int64_t dim = tile.head_dim, panel = 2 * lanes();
  const Bfloat16 *query = tile.queries + row * dim, *keys = tile.keys + key * dim;
  Vector a0 = hn::Zero(kWide), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0;
  Vector a2 = a0, b2 = a0, c2 = a0, d2 = a0, a3 = a0, b3 = a0, c3 = a0, d3 = a0;
  for (std::int64_t i = 0; i < dim; i += panel, query += panel, keys += panel) {
    const WordVector key0 = load_words(keys), key1 = load_words(keys + dim);
    const WordVector key2 = load_words(keys + 2 * dim), key3 = load_words(keys + 3 * dim);
    add_keys(a0, b0, c0, d0, load_words(query), key0, key1, key2, key3);
    add_keys(a1, b1, c1, d1, load_words(query + dim), key0, key1, key2, key3);
    add_keys(a2, b2, c2, d2, load_words(query + 2 * dim), key0, key1, key2, key3);
    add_keys(a3, b3, c3, d3, load_words(query + 3 * dim), key0, key1, key2, key3);
  }
  const Vector scale = hn::Set(kWide, tile.scale);
  float* scores = tile.scores + row * kDirectStride + key;
  store_scaled(a0, b0, c0, d0, scale, scores);
  store_scaled(a1, b1, c1, d1, scale, scores + kDirectStride);
  store_scaled(a2, b2, c2, d2, scale, scores + 2 * kDirectStride);
  store_scaled(a3, b3, c3, d3, scale, scores + 3 * kDirectStride);
}

float score_one(const DirectPairTile& tile, std::int64_t row, std::int64_t key) {
  const std::int64_t dim = tile.head_dim;
  const Vector sum = products(tile.queries + row * dim, tile.keys + key * dim, dim);
  return tile.scale * hn::GetLane(hn::SumOfLanes(kWide, sum));
}

/// What two words of weights (four keys) add to a row's sums for a panel's numbers, which stand in
/// the order that interleaving leaves.
HWY_INLINE void add_values(float* out, std::uint32_t first, std::uint32_t second, WordVector low0,
                           WordVector high0, WordVector low1, WordVector high1) {
  const WordVector weights0 = hn::Set(kWords, first), weights1 = hn::Set(kWords, second);
  Vector low = add_pair_products(hn::LoadU(kWide, out), weights0, low0);
  Vector high = add_pair_products(hn::LoadU(kWide, out + lanes()), weights0, high0);
  hn::StoreU(add_pair_products(low, weights1, low1), kWide, out);
  hn::StoreU(add_pair_products(high, weights1, high1), kWide, out + lanes());
}

HWY_INLINE WordVector lower_words(NumberVector a, NumberVector b) {
  return hn::BitCast(kWords, hn::InterleaveLower(kNumbers, a, b));
}
HWY_INLINE WordVector upper_words(NumberVector a, NumberVector b) {
  return hn::BitCast(kWords, hn::InterleaveUpper(kNumbers, a, b));
}

/// out += weights · values for four keys and all rows. `words` are the weights of the first row.
HWY_INLINE void weigh_four(const DirectPairTile& tile, const Bfloat16* values,
                           const std::uint32_t* words) {
  const std::int64_t dim = tile.head_dim, panel = 2 * lanes();
  for (std::int64_t i = 0; i < dim; i += panel) {
    const NumberVector v0 = load_numbers(values + i), v1 = load_numbers(values + dim + i);
    const NumberVector v2 = load_numbers(values + 2 * dim + i);
    const NumberVector v3 = load_numbers(values + 3 * dim + i);
    const WordVector low0 = lower_words(v0, v1), high0 = upper_words(v0, v1);
    const WordVector low1 = lower_words(v2, v3), high1 = upper_words(v2, v3);
    for (std::int64_t row = 0; row < tile.rows; ++row) {
      const std::uint32_t* word = words + row * (kDirectStride / 2);
      add_values(tile.out + row * dim + i, word[0], word[1], low0, high0, low1, high1);
    }
  }
}

/// Puts the sums of a row from the order that interleaving leaves (by eights: all first fours, then
/// all second fours) into their own.
void put_in_order(float* out, std::int64_t head_dim) {
  const std::int64_t n = lanes(), four = std::min<std::int64_t>(4, n);
  float in_order[2 * 16];
  for (std::int64_t panel = 0; panel < head_dim; panel += 2 * n) {
    for (std::int64_t i = 0; i < n; ++i) {
      in_order[i / four * 2 * four + i % four] = out[panel + i];
      in_order[i / four * 2 * four + four + i % four] = out[panel + n + i];
    }
    std::copy_n(in_order, 2 * n, out + panel);
  }
}

}  // namespace

void score_direct_pairs_here(const DirectPairTile& tile) {
  std::int64_t key = 0;
  for (; key + 4 <= tile.key_count; key += 4) {
    std::int64_t row = 0;
    for (; row + 4 <= tile.rows; row += 4) score_four_by_four(tile, row, key);
    for (; row < tile.rows; ++row) score_four(tile, row, key);
  }
  for (; key < tile.key_count; ++key)
    for (std::int64_t row = 0; row < tile.rows; ++row)
      tile.scores[row * kDirectStride + key] = score_one(tile, row, key);
}

void weigh_direct_pairs_here(const DirectPairTile& tile) {
  const std::int64_t dim = tile.head_dim;
  std::fill_n(tile.out, tile.rows * dim, 0.F);
  std::int64_t key = 0;
  for (; key + 4 <= tile.key_count; key += 4) {
    weigh_four(tile, tile.values + key * dim, tile.weights + key / 2);
  }
  for (std::int64_t row = 0; row < tile.rows; ++row) put_in_order(tile.out + row * dim, dim);
  const auto* weights = reinterpret_cast<const Bfloat16*>(tile.weights);
  for (; key < tile.key_count; ++key)
    for (std::int64_t row = 0; row < tile.rows; ++row)
      for (std::int64_t i = 0; i < dim; ++i)
        tile.out[row * dim + i] +=
            widen(weights[row * kDirectStride + key]) * widen(tile.values[key * dim + i]);
}

#endif
}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(score_direct_pairs_here);
HWY_EXPORT(weigh_direct_pairs_here);

void score_direct_pairs(const DirectPairTile& tile) {
  HWY_DYNAMIC_DISPATCH(score_direct_pairs_here)(tile);
}
void weigh_direct_pairs(const DirectPairTile& tile) {
  HWY_DYNAMIC_DISPATCH(weigh_direct_pairs_here)(tile);
}

}  // namespace pontage::attention
#endif
