// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/layout.hpp"

namespace pontage::attention {

inline std::int64_t round_up(std::int64_t x, std::int64_t step) {
  return (x + step - 1) / step * step;
}

/// The state of the online softmax for each row of an item.
template <std::int64_t kRows>
struct RowStates {
  float largest[kRows], sum[kRows], correction[kRows];
  std::int64_t seen[kRows];  ///< keys that the row sees, counted from the first of the current tile
};

template <std::int64_t kRows>
void start(RowStates<kRows>& states, const Layout& layout, std::int64_t first_row,
           std::int64_t rows) {
  std::fill_n(states.largest, kRows, -HUGE_VALF);
  std::fill_n(states.sum, kRows, 0.F);
  for (std::int64_t row = 0; row < kRows; ++row)
    states.seen[row] = row < rows ? layout.seen(first_row + row) : 0;
}

/// out[i] = sums[i] / sum, in the storage type.
inline void store_row(const float* sums, float sum, std::int64_t head_dim, bool is_bf16,
                      std::byte* out) {
  const float share = 1 / sum;
  if (is_bf16) {
    auto* to = reinterpret_cast<Bfloat16*>(out);
    for (std::int64_t i = 0; i < head_dim; ++i) to[i] = to_bfloat16(sums[i] * share);
  } else {
    auto* to = reinterpret_cast<float*>(out);
    for (std::int64_t i = 0; i < head_dim; ++i) to[i] = sums[i] * share;
  }
}

}  // namespace pontage::attention
