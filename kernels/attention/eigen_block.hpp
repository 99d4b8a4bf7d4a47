// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::attention {

/// The three steps of attention on a block of queries, by Eigen; everything f32 and row-major.
/// Compiled for AVX2 and FMA where the processor family has them.
struct EigenBlock {
  const float* queries = nullptr;  ///< [rows, head_dim]
  float* scores = nullptr;         ///< [rows, context]
  float* out = nullptr;            ///< [rows, head_dim]
  std::int64_t rows = 0, context = 0, head_dim = 0;
};

/// Whether this processor can run what these functions were compiled to.
bool has_eigen_block();

/// scores[:, first … first + count) = queries · keysᵀ; keys is [count, head_dim].
void eigen_scores(const EigenBlock&, const float* keys, std::int64_t first, std::int64_t count);

/// Row r of the scores becomes the softmax of scale · its first seen[r] numbers, and zeros after.
void eigen_softmax(const EigenBlock&, const std::int64_t* seen, float scale);

/// out (+)= scores[:, first … first + count) · values; values is [count, head_dim]; sets when first
/// is 0, adds else.
void eigen_weigh(const EigenBlock&, const float* values, std::int64_t first, std::int64_t count);

}  // namespace pontage::attention
