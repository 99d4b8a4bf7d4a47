// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/attention/attention_shape.hpp"

namespace pontage::attention {

/// A shape as arithmetic: every size resolved, and where things stand. A *sequence* is one key head
/// of one batch entry; the queries that read it, `group()` heads of `tokens` each, stand one after
/// the other in q and out, so they are *rows* 0 … rows() − 1 of the sequence.
struct Layout {
  std::int64_t batch = 0, heads = 0, kv_heads = 0, tokens = 0, context = 0, head_dim = 0;
  bool is_causal = false, is_bf16 = false;

  std::int64_t group() const { return heads / kv_heads; }
  std::int64_t sequences() const { return batch * kv_heads; }
  std::int64_t rows() const { return group() * tokens; }
  std::int64_t all_rows() const { return sequences() * rows(); }
  std::int64_t element_bytes() const { return is_bf16 ? 2 : 4; }
  /// Elements of q (and of out), and of k (and of v).
  std::int64_t query_elements() const { return all_rows() * head_dim; }
  std::int64_t key_elements() const { return sequences() * context * head_dim; }
  /// How many keys, from the first, a row of a sequence sees; at least one.
  std::int64_t seen(std::int64_t row) const {
    return is_causal ? context - tokens + row % tokens + 1 : context;
  }
  /// Couples of a query and a key that it sees, over everything.
  std::int64_t pairs() const {
    const std::int64_t hidden = is_causal ? tokens * (tokens - 1) / 2 : 0;
    return batch * heads * (tokens * context - hidden);
  }
};

/// The layout of a shape whose sizes are good (make_problem has checked it).
inline Layout layout_of(const AttentionShape& shape) {
  return {.batch = shape.batch,
          .heads = shape.heads,
          .kv_heads = shape.kv_heads == 0 ? shape.heads : shape.kv_heads,
          .tokens = shape.tokens,
          .context = shape.context == 0 ? shape.tokens : shape.context,
          .head_dim = shape.head_dim,
          .is_causal = shape.mask == "causal",
          .is_bf16 = shape.storage == "bf16"};
}

}  // namespace pontage::attention
