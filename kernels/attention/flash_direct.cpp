// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>

#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/flash_simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_direct.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

/// Rows that share keys read four of these at once, an order that no processor guesses; so lines
/// are asked for this far ahead, in bytes. One row reads them in order, which is best left alone.
constexpr std::int64_t kAheadBytes = 2048;

/// Asks for what a walk over `numbers` stored numbers, now at `at` and doing `count` at a time,
/// will read soon.
template <class Stored>
HWY_INLINE void prefetch_ahead(const Stored* from, std::int64_t at, std::int64_t count,
                               std::int64_t numbers) {
  constexpr std::int64_t kLine = 64 / sizeof(Stored);
  const std::int64_t ahead = at + kAheadBytes / static_cast<std::int64_t>(sizeof(Stored));
  const std::int64_t end = std::min(ahead + count, numbers);
  for (std::int64_t i = ahead; i < end; i += kLine) hwy::Prefetch(from + i);
}

/// The products of whole vectors of a query and a key, lane by lane.
template <class Stored>
HWY_INLINE Vector products(const float* query, const Stored* key, std::int64_t head_dim) {
  const std::int64_t n = lanes();
  Vector low = hn::Zero(kWide), high = low;
  std::int64_t i = 0;
  for (; i + 2 * n <= head_dim; i += 2 * n) {
    low = hn::MulAdd(hn::LoadU(kWide, query + i), load(kWide, key + i), low);
    high = hn::MulAdd(hn::LoadU(kWide, query + i + n), load(kWide, key + i + n), high);
  }
  if (i + n <= head_dim) low = hn::MulAdd(hn::LoadU(kWide, query + i), load(kWide, key + i), low);
  return hn::Add(low, high);
}

/// The scores of four keys for one row, a key after the other, so that lines are read in order;
/// then what is left of a vector.
template <class Stored>
HWY_INLINE void score_four(const float* query, const Stored* keys, std::int64_t head_dim,
                           float* scores) {
  const Stored *key1 = keys + head_dim, *key2 = key1 + head_dim, *key3 = key2 + head_dim;
  const Vector a = products(query, keys, head_dim), b = products(query, key1, head_dim);
  const Vector c = products(query, key2, head_dim), d = products(query, key3, head_dim);
  store_sums(a, b, c, d, scores);
  for (std::int64_t i = head_dim / lanes() * lanes(); i < head_dim; ++i) {
    scores[0] += query[i] * widen(keys[i]);
    scores[1] += query[i] * widen(key1[i]);
    scores[2] += query[i] * widen(key2[i]);
    scores[3] += query[i] * widen(key3[i]);
  }
}

/// The same for two rows that share the keys, which are then loaded and widened once.
template <class Stored>
HWY_INLINE void score_four_twice(const float* query, const Stored* keys, std::int64_t head_dim,
                                 float* scores) {
  const Stored *key1 = keys + head_dim, *key2 = key1 + head_dim, *key3 = key2 + head_dim;
  const float* query1 = query + head_dim;
  const std::int64_t n = lanes();
  Vector a0 = hn::Zero(kWide), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0;
  std::int64_t i = 0;
  for (; i + n <= head_dim; i += n) {
    const Vector x = hn::LoadU(kWide, query + i), y = hn::LoadU(kWide, query1 + i);
    Vector k = load(kWide, keys + i);
    a0 = hn::MulAdd(x, k, a0), a1 = hn::MulAdd(y, k, a1);
    k = load(kWide, key1 + i);
    b0 = hn::MulAdd(x, k, b0), b1 = hn::MulAdd(y, k, b1);
    k = load(kWide, key2 + i);
    c0 = hn::MulAdd(x, k, c0), c1 = hn::MulAdd(y, k, c1);
    k = load(kWide, key3 + i);
    d0 = hn::MulAdd(x, k, d0), d1 = hn::MulAdd(y, k, d1);
  }
  store_sums(a0, b0, c0, d0, scores);
  store_sums(a1, b1, c1, d1, scores + kDirectStride);
  for (; i < head_dim; ++i)
    for (std::int64_t k = 0; k < 4; ++k) {
      scores[k] += query[i] * widen(keys[k * head_dim + i]);
      scores[kDirectStride + k] += query1[i] * widen(keys[k * head_dim + i]);
    }
}

template <class Stored>
float score_one(const float* query, const Stored* key, std::int64_t head_dim) {
  Vector sum = hn::Zero(kWide);
  std::int64_t i = 0;
  for (; i + lanes() <= head_dim; i += lanes())
    sum = hn::MulAdd(hn::LoadU(kWide, query + i), load(kWide, key + i), sum);
  float score = hn::GetLane(hn::SumOfLanes(kWide, sum));
  for (; i < head_dim; ++i) score += query[i] * widen(key[i]);
  return score;
}

template <class Stored>
void score_tile(const DirectTile& tile, const Stored* keys) {
  const std::int64_t dim = tile.head_dim;
  std::int64_t key = 0;
  for (; key + 4 <= tile.key_count; key += 4) {
    if (tile.rows > 1) prefetch_ahead(keys, key * dim, 4 * dim, tile.keys_left * dim);
    std::int64_t row = 0;
    for (; row + 2 <= tile.rows; row += 2)
      score_four_twice(tile.queries + row * dim, keys + key * dim, dim,
                       tile.scores + row * kDirectStride + key);
    if (row < tile.rows)
      score_four(tile.queries + row * dim, keys + key * dim, dim,
                 tile.scores + row * kDirectStride + key);
  }
  for (; key < tile.key_count; ++key)
    for (std::int64_t row = 0; row < tile.rows; ++row)
      tile.scores[row * kDirectStride + key] =
          score_one(tile.queries + row * dim, keys + key * dim, dim);
}

/// out += weight · value.
template <class Stored>
HWY_INLINE void weigh_one(float weight, const Stored* value, std::int64_t head_dim, float* out) {
  const Vector all = hn::Set(kWide, weight);
  const std::int64_t n = lanes();
  std::int64_t i = 0;
  for (; i + n <= head_dim; i += n)
    hn::StoreU(hn::MulAdd(all, load(kWide, value + i), hn::LoadU(kWide, out + i)), kWide, out + i);
  for (; i < head_dim; ++i) out[i] += weight * widen(value[i]);
}

/// The same for two rows that share the values.
template <class Stored>
HWY_INLINE void weigh_four_twice(const float* weights, const Stored* values, std::int64_t head_dim,
                                 float* out) {
  const Stored *value1 = values + head_dim, *value2 = value1 + head_dim;
  const Stored* value3 = value2 + head_dim;
  const float* weights1 = weights + kDirectStride;
  const Vector a0 = hn::Set(kWide, weights[0]), b0 = hn::Set(kWide, weights[1]);
  const Vector c0 = hn::Set(kWide, weights[2]), d0 = hn::Set(kWide, weights[3]);
  const Vector a1 = hn::Set(kWide, weights1[0]), b1 = hn::Set(kWide, weights1[1]);
  const Vector c1 = hn::Set(kWide, weights1[2]), d1 = hn::Set(kWide, weights1[3]);
  float* out1 = out + head_dim;
  const std::int64_t n = lanes();
  std::int64_t i = 0;
  for (; i + n <= head_dim; i += n) {
    Vector value = load(kWide, values + i);
    Vector x = hn::MulAdd(a0, value, hn::LoadU(kWide, out + i));
    Vector y = hn::MulAdd(a1, value, hn::LoadU(kWide, out1 + i));
    value = load(kWide, value1 + i);
    x = hn::MulAdd(b0, value, x), y = hn::MulAdd(b1, value, y);
    value = load(kWide, value2 + i);
    x = hn::MulAdd(c0, value, x), y = hn::MulAdd(c1, value, y);
    value = load(kWide, value3 + i);
    hn::StoreU(hn::MulAdd(d0, value, x), kWide, out + i);
    hn::StoreU(hn::MulAdd(d1, value, y), kWide, out1 + i);
  }
  for (; i < head_dim; ++i)
    for (std::int64_t k = 0; k < 4; ++k) {
      out[i] += weights[k] * widen(values[k * head_dim + i]);
      out1[i] += weights1[k] * widen(values[k * head_dim + i]);
    }
}

template <class Stored>
void weigh_tile(const DirectTile& tile, const Stored* values) {
  const std::int64_t dim = tile.head_dim;
  std::int64_t key = 0;
  for (; key + 4 <= tile.key_count; key += 4) {
    if (tile.rows > 1) prefetch_ahead(values, key * dim, 4 * dim, tile.keys_left * dim);
    std::int64_t row = 0;
    for (; row + 2 <= tile.rows; row += 2)
      weigh_four_twice(tile.scores + row * kDirectStride + key, values + key * dim, dim,
                       tile.out + row * dim);
    if (row < tile.rows)
      for (std::int64_t k = key; k < key + 4; ++k)
        weigh_one(tile.scores[row * kDirectStride + k], values + k * dim, dim,
                  tile.out + row * dim);
  }
  for (; key < tile.key_count; ++key)
    for (std::int64_t row = 0; row < tile.rows; ++row)
      weigh_one(tile.scores[row * kDirectStride + key], values + key * dim, dim,
                tile.out + row * dim);
}

}  // namespace

void score_direct_here(const DirectTile& tile) {
  if (tile.keys.is_bf16)
    score_tile(tile, static_cast<const Bfloat16*>(tile.keys.at));
  else
    score_tile(tile, static_cast<const float*>(tile.keys.at));
}

void weigh_direct_here(const DirectTile& tile) {
  if (tile.keys.is_bf16)
    weigh_tile(tile, static_cast<const Bfloat16*>(tile.values.at));
  else
    weigh_tile(tile, static_cast<const float*>(tile.values.at));
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(score_direct_here);
HWY_EXPORT(weigh_direct_here);

void score_direct(const DirectTile& tile) { HWY_DYNAMIC_DISPATCH(score_direct_here)(tile); }
void weigh_direct(const DirectTile& tile) { HWY_DYNAMIC_DISPATCH(weigh_direct_here)(tile); }

}  // namespace pontage::attention
#endif
