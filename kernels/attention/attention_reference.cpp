// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "kernels/attention/attend_row.hpp"
#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/layout.hpp"

namespace pontage::attention {
namespace {

template <class Stored>
void attend(const Layout& layout, const Args& args) {
  const std::int64_t dim = layout.head_dim;
  const float scale = 1 / std::sqrt(static_cast<float>(dim));
  auto* weights = args.value<float>(kScores);
  for (std::int64_t row = 0; row < layout.all_rows(); ++row) {
    const std::int64_t first_key = row / layout.rows() * layout.context * dim;
    float answer[kMostHeadDim];
    attend_row(args.value<const Stored>(kQueries) + row * dim,
               args.value<const Stored>(kKeys) + first_key,
               args.value<const Stored>(kValues) + first_key, layout.seen(row), dim, scale, weights,
               answer);
    auto* out = args.value<Stored>(kOut) + row * dim;
    for (std::int64_t i = 0; i < dim; ++i) store(answer[i], out[i]);
  }
}

}  // namespace

void attention_reference(const Args& args) {
  const Layout layout = layout_of(args.shape_as<AttentionShape>());
  if (layout.is_bf16)
    attend<Bfloat16>(layout, args);
  else
    attend<float>(layout, args);
}

}  // namespace pontage::attention
