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

#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

/// The lines of `count` numbers, which will be read soon.
template <class Stored>
HWY_INLINE void prefetch(const Stored* from, std::int64_t count) {
  constexpr std::int64_t kLine = 64 / sizeof(Stored);
  for (std::int64_t i = 0; i < count; i += kLine) hwy::Prefetch(from + i);
}

/// The scores of four keys for one row: four sums, then what is left of a vector, one by one.
template <class Stored>
HWY_INLINE void score_four(const float* query, const Stored* keys, std::int64_t head_dim,
                           float* scores) {
  const Stored *key1 = keys + head_dim, *key2 = key1 + head_dim, *key3 = key2 + head_dim;
  const std::int64_t n = lanes();
  Vector a = hn::Zero(kWide), b = a, c = a, d = a;
  std::int64_t i = 0;
  for (; i + n <= head_dim; i += n) {
    const Vector x = hn::LoadU(kWide, query + i);
    a = hn::MulAdd(x, load(kWide, keys + i), a);
    b = hn::MulAdd(x, load(kWide, key1 + i), b);
    c = hn::MulAdd(x, load(kWide, key2 + i), c);
    d = hn::MulAdd(x, load(kWide, key3 + i), d);
  }
  scores[0] = hn::GetLane(hn::SumOfLanes(kWide, a));
  scores[1] = hn::GetLane(hn::SumOfLanes(kWide, b));
  scores[2] = hn::GetLane(hn::SumOfLanes(kWide, c));
  scores[3] = hn::GetLane(hn::SumOfLanes(kWide, d));
  for (; i < head_dim; ++i) {
    scores[0] += query[i] * widen(keys[i]);
    scores[1] += query[i] * widen(key1[i]);
    scores[2] += query[i] * widen(key2[i]);
    scores[3] += query[i] * widen(key3[i]);
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

/// While keys are read the values of the same tile are prefetched, and while values are read the
/// keys of the next tile: both lie elsewhere than what the processor's own prefetcher follows.
template <class Stored>
void score_tile(const DirectTile& tile, const Stored* keys, const Stored* next) {
  std::int64_t key = 0;
  for (; key + 4 <= tile.key_count; key += 4) {
    prefetch(next + key * tile.head_dim, 4 * tile.head_dim);
    for (std::int64_t row = 0; row < tile.rows; ++row)
      score_four(tile.queries + row * tile.head_dim, keys + key * tile.head_dim, tile.head_dim,
                 tile.scores + row * kScoreStride + key);
  }
  for (; key < tile.key_count; ++key)
    for (std::int64_t row = 0; row < tile.rows; ++row)
      tile.scores[row * kScoreStride + key] =
          score_one(tile.queries + row * tile.head_dim, keys + key * tile.head_dim, tile.head_dim);
}

/// Four vectors of a row's sum at a time, over all keys of the tile.
template <class Stored>
HWY_INLINE void weigh_four(const float* weights, const Stored* values, std::int64_t keys,
                           std::int64_t head_dim, float correction, float* out) {
  const std::int64_t n = lanes();
  const Vector factor = hn::Set(kWide, correction);
  Vector a = hn::Mul(hn::LoadU(kWide, out), factor);
  Vector b = hn::Mul(hn::LoadU(kWide, out + n), factor);
  Vector c = hn::Mul(hn::LoadU(kWide, out + 2 * n), factor);
  Vector d = hn::Mul(hn::LoadU(kWide, out + 3 * n), factor);
  for (std::int64_t key = 0; key < keys; ++key, values += head_dim) {
    const Vector weight = hn::Set(kWide, weights[key]);
    a = hn::MulAdd(weight, load(kWide, values), a);
    b = hn::MulAdd(weight, load(kWide, values + n), b);
    c = hn::MulAdd(weight, load(kWide, values + 2 * n), c);
    d = hn::MulAdd(weight, load(kWide, values + 3 * n), d);
  }
  hn::StoreU(a, kWide, out);
  hn::StoreU(b, kWide, out + n);
  hn::StoreU(c, kWide, out + 2 * n);
  hn::StoreU(d, kWide, out + 3 * n);
}

template <class Stored>
void weigh_rest(const float* weights, const Stored* values, std::int64_t keys,
                std::int64_t head_dim, std::int64_t first, float correction, float* out) {
  for (std::int64_t i = first; i < head_dim; ++i) {
    float sum = out[i] * correction;
    for (std::int64_t key = 0; key < keys; ++key)
      sum += weights[key] * widen(values[key * head_dim + i]);
    out[i] = sum;
  }
}

template <class Stored>
void weigh_tile(const DirectTile& tile, const Stored* values, const Stored* next,
                const float* correction) {
  const std::int64_t n = lanes(), dim = tile.head_dim;
  if (tile.has_next) prefetch(next, tile.key_count * dim);
  for (std::int64_t row = 0; row < tile.rows; ++row) {
    const float* weights = tile.scores + row * kScoreStride;
    float* out = tile.out + row * dim;
    std::int64_t i = 0;
    for (; i + 4 * n <= dim; i += 4 * n)
      weigh_four(weights, values + i, tile.key_count, dim, correction[row], out + i);
    weigh_rest(weights, values, tile.key_count, dim, i, correction[row], out);
  }
}

}  // namespace

void score_direct_here(const DirectTile& tile) {
  if (tile.keys.is_bf16)
    score_tile(tile, static_cast<const Bfloat16*>(tile.keys.at),
               static_cast<const Bfloat16*>(tile.values.at));
  else
    score_tile(tile, static_cast<const float*>(tile.keys.at),
               static_cast<const float*>(tile.values.at));
}

void weigh_direct_here(const DirectTile& tile, const float* correction) {
  const std::int64_t numbers = tile.key_count * tile.head_dim;
  if (tile.keys.is_bf16)
    weigh_tile(tile, static_cast<const Bfloat16*>(tile.values.at),
               static_cast<const Bfloat16*>(tile.keys.at) + numbers, correction);
  else
    weigh_tile(tile, static_cast<const float*>(tile.values.at),
               static_cast<const float*>(tile.keys.at) + numbers, correction);
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(score_direct_here);
HWY_EXPORT(weigh_direct_here);

void score_direct(const DirectTile& tile) { HWY_DYNAMIC_DISPATCH(score_direct_here)(tile); }
void weigh_direct(const DirectTile& tile, const float* correction) {
  HWY_DYNAMIC_DISPATCH(weigh_direct_here)(tile, correction);
}

}  // namespace pontage::attention
#endif
