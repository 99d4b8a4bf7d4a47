// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/attention/bfloat16.hpp"

namespace pontage::attention {

/// One row of attention as the formula has it: the text to read first. The weights of `seen` keys
/// are exp(score − largest score), then out = Σ weight · value / Σ weight. `Real` is the type of
/// the arithmetic: float in the reference variant, double in the judge, a counting one in a test.
/// `weights` is room for `seen` numbers, `out` for `head_dim`; `scale` is 1/√head_dim.
template <class Real, class Stored>
void attend_row(const Stored* query, const Stored* keys, const Stored* values, std::int64_t seen,
                std::int64_t head_dim, Real scale, Real* weights, Real* out) {
  using std::exp;
  for (std::int64_t key = 0; key < seen; ++key) {
    Real score = Real(0);
    for (std::int64_t i = 0; i < head_dim; ++i)
      score = score + Real(widen(query[i])) * Real(widen(keys[key * head_dim + i]));
    weights[key] = score * scale;
  }
  Real largest = weights[0];
  for (std::int64_t key = 1; key < seen; ++key)
    if (largest < weights[key]) largest = weights[key];
  Real sum = Real(0);
  for (std::int64_t i = 0; i < head_dim; ++i) out[i] = Real(0);
  for (std::int64_t key = 0; key < seen; ++key) {
    const Real weight = exp(weights[key] - largest);
    sum = sum + weight;
    for (std::int64_t i = 0; i < head_dim; ++i)
      out[i] = out[i] + weight * Real(widen(values[key * head_dim + i]));
  }
  for (std::int64_t i = 0; i < head_dim; ++i) out[i] = out[i] / sum;
}

}  // namespace pontage::attention
