// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/eigen_block.hpp"

#include <Eigen/Core>

namespace pontage::attention {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Strided = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;

Eigen::Map<const Matrix> matrix(const float* at, std::int64_t rows, std::int64_t columns) {
  return {at, rows, columns};
}
Strided columns_of(const EigenBlock& block, std::int64_t first, std::int64_t count) {
  return {block.scores + first, block.rows, count, Eigen::OuterStride<>(block.context)};
}

}  // namespace

#if defined(__AVX2__) && defined(__FMA__)
bool has_eigen_block() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
}
#else
bool has_eigen_block() { return true; }
#endif

void eigen_scores(const EigenBlock& block, const float* keys, std::int64_t first,
                  std::int64_t count) {
  columns_of(block, first, count).noalias() = matrix(block.queries, block.rows, block.head_dim) *
                                              matrix(keys, count, block.head_dim).transpose();
}

void eigen_softmax(const EigenBlock& block, const std::int64_t* seen, float scale) {
  for (std::int64_t row = 0; row < block.rows; ++row) {
    Eigen::Map<Eigen::ArrayXf> scores(block.scores + row * block.context, block.context);
    auto visible = scores.head(seen[row]);
    const float largest = visible.maxCoeff();
    visible = ((visible - largest) * scale).exp();
    visible *= 1 / visible.sum();
    scores.tail(block.context - seen[row]).setZero();
  }
}

void eigen_weigh(const EigenBlock& block, const float* values, std::int64_t first,
                 std::int64_t count) {
  Eigen::Map<Matrix> out(block.out, block.rows, block.head_dim);
  const auto weights = columns_of(block, first, count);
  if (first == 0)
    out.noalias() = weights * matrix(values, count, block.head_dim);
  else
    out.noalias() += weights * matrix(values, count, block.head_dim);
}

}  // namespace pontage::attention
