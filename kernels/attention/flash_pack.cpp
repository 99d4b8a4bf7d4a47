// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>

#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/flash_simd.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/flash_pack.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/attention/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::attention::HWY_NAMESPACE {
namespace {

using Four = hn::CappedTag<float, 4>;
constexpr Four kFour;

/// Four keys' four numbers, turned so that each number's four keys stand together.
template <class Stored>
HWY_INLINE void turn_four(const Stored* from, std::int64_t stride, float* to,
                          std::int64_t to_stride) {
  const auto a = load(kFour, from), b = load(kFour, from + stride);
  const auto c = load(kFour, from + 2 * stride), d = load(kFour, from + 3 * stride);
  const auto ac_low = hn::InterleaveLower(kFour, a, c), ac_high = hn::InterleaveUpper(kFour, a, c);
  const auto bd_low = hn::InterleaveLower(kFour, b, d), bd_high = hn::InterleaveUpper(kFour, b, d);
  hn::StoreU(hn::InterleaveLower(kFour, ac_low, bd_low), kFour, to);
  hn::StoreU(hn::InterleaveUpper(kFour, ac_low, bd_low), kFour, to + to_stride);
  hn::StoreU(hn::InterleaveLower(kFour, ac_high, bd_high), kFour, to + 2 * to_stride);
  hn::StoreU(hn::InterleaveUpper(kFour, ac_high, bd_high), kFour, to + 3 * to_stride);
}

template <class Stored>
void pack_panel_of_keys(const Stored* from, std::int64_t keys, std::int64_t head_dim,
                        std::int64_t panel, float* to) {
  const std::int64_t by_fours = hn::Lanes(kFour) == 4 ? 4 : 0;
  std::int64_t key = 0;
  for (; by_fours != 0 && key + 4 <= keys; key += 4) {
    std::int64_t i = 0;
    for (; i + 4 <= head_dim; i += 4)
      turn_four(from + key * head_dim + i, head_dim, to + i * panel + key, panel);
    for (; i < head_dim; ++i)
      for (std::int64_t k = key; k < key + 4; ++k)
        to[i * panel + k] = widen(from[k * head_dim + i]);
  }
  for (; key < panel; ++key)
    for (std::int64_t i = 0; i < head_dim; ++i)
      to[i * panel + key] = key < keys ? widen(from[key * head_dim + i]) : 0.F;
}

template <class Stored>
void pack_keys_as(const Stored* from, std::int64_t keys, std::int64_t head_dim, float* to) {
  const std::int64_t panel = 2 * lanes();
  for (std::int64_t first = 0; first < keys; first += panel)
    pack_panel_of_keys(from + first * head_dim, std::min(panel, keys - first), head_dim, panel,
                       to + first * head_dim);
}

template <class Stored>
void pack_values_as(const Stored* from, std::int64_t keys, std::int64_t head_dim, float* to) {
  const std::int64_t n = lanes(), panel = 2 * n;
  for (std::int64_t first = 0; first < head_dim; first += panel) {
    float* row = to + first * keys;
    const Stored* value = from + first;
    if (first + panel <= head_dim) {
      for (std::int64_t key = 0; key < keys; ++key, row += panel, value += head_dim) {
        hn::StoreU(load(kWide, value), kWide, row);
        hn::StoreU(load(kWide, value + n), kWide, row + n);
      }
      continue;
    }
    for (std::int64_t key = 0; key < keys; ++key, row += panel, value += head_dim)
      for (std::int64_t i = 0; i < panel; ++i)
        row[i] = first + i < head_dim ? widen(value[i]) : 0.F;
  }
}

}  // namespace

const char* target_name() { return hwy::TargetName(HWY_TARGET); }
std::int64_t two_vectors() { return 2 * lanes(); }

void pack_keys_here(const StoredNumbers& from, std::int64_t keys, std::int64_t dim, float* to) {
  if (from.is_bf16) return pack_keys_as(static_cast<const Bfloat16*>(from.at), keys, dim, to);
  pack_keys_as(static_cast<const float*>(from.at), keys, dim, to);
}

void pack_values_here(const StoredNumbers& from, std::int64_t keys, std::int64_t dim, float* to) {
  if (from.is_bf16) return pack_values_as(static_cast<const Bfloat16*>(from.at), keys, dim, to);
  pack_values_as(static_cast<const float*>(from.at), keys, dim, to);
}

}  // namespace pontage::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::attention {

HWY_EXPORT(target_name);
HWY_EXPORT(two_vectors);
HWY_EXPORT(pack_keys_here);
HWY_EXPORT(pack_values_here);

std::string simd_target() { return HWY_DYNAMIC_DISPATCH(target_name)(); }
std::int64_t panel_width() { return HWY_DYNAMIC_DISPATCH(two_vectors)(); }

namespace {

template <class Stored>
void pack_queries_as(const Stored* from, std::int64_t rows, std::int64_t head_dim, float scale,
                     float* to) {
  for (std::int64_t group = 0; group < rows; group += kRowsTogether)
    for (std::int64_t i = 0; i < head_dim; ++i)
      for (std::int64_t row = group; row < group + kRowsTogether; ++row)
        *to++ = row < rows ? scale * widen(from[row * head_dim + i]) : 0.F;
}

template <class Stored>
void scale_queries_as(const Stored* from, std::int64_t count, float scale, float* to) {
  for (std::int64_t i = 0; i < count; ++i) to[i] = scale * widen(from[i]);
}

}  // namespace

void scale_queries(const StoredNumbers& from, std::int64_t count, float scale, float* to) {
  if (from.is_bf16)
    scale_queries_as(static_cast<const Bfloat16*>(from.at), count, scale, to);
  else
    scale_queries_as(static_cast<const float*>(from.at), count, scale, to);
}
void pack_queries(const StoredNumbers& from, std::int64_t rows, std::int64_t head_dim, float scale,
                  float* to) {
  if (from.is_bf16)
    pack_queries_as(static_cast<const Bfloat16*>(from.at), rows, head_dim, scale, to);
  else
    pack_queries_as(static_cast<const float*>(from.at), rows, head_dim, scale, to);
}
void pack_keys(const StoredNumbers& from, std::int64_t keys, std::int64_t head_dim, float* to) {
  HWY_DYNAMIC_DISPATCH(pack_keys_here)(from, keys, head_dim, to);
}
void pack_values(const StoredNumbers& from, std::int64_t keys, std::int64_t head_dim, float* to) {
  HWY_DYNAMIC_DISPATCH(pack_values_here)(from, keys, head_dim, to);
}

}  // namespace pontage::attention
#endif
