// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/attention/layout.hpp"
#include "libbench/judge.hpp"
#include "libbench/rng.hpp"

namespace pontage::attention {

/// Rows are answered in double while that takes at most this many products; beyond, a sample is.
inline constexpr std::int64_t kMostProductsJudged = std::int64_t{1} << 27;

/// Which rows, counted over all sequences, are compared with an answer in double, ascending: all of
/// them, or at least one of every head, spread over its tokens and drawn by the seed.
std::vector<std::int64_t> rows_to_judge(const Layout&, Seed);

/// What a right answer looks like. Made once a problem, outside every window.
class Expected {
 public:
  /// Makes the inputs anew, answers the rows to judge in double, and forgets the inputs.
  Expected(const Layout&, std::string_view pattern, Seed);
  /// Judges all of `out`, in the storage type, as attention_shape.hpp says.
  Verdict judge(std::span<const std::byte> out) const;
  /// Rows that are compared with an answer in double.
  std::span<const std::int64_t> rows() const { return rows_; }

 private:
  template <class Stored>
  void answer(std::string_view pattern, Seed);
  template <class Stored>
  Verdict judge_as(const Stored* out) const;
  template <class Stored>
  Verdict judge_everything(const Stored* out) const;
  std::string name_of(std::int64_t row) const;

  Layout layout_;
  std::vector<std::int64_t> rows_;
  std::vector<double> answers_;          // [rows_, head_dim]
  std::vector<float> least_, greatest_;  // of the values, [sequences, head_dim]
  double magnitude_ = 0;                 // the largest of the answers, without its sign
};

}  // namespace pontage::attention
