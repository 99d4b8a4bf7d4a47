// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace pontage::attention {

/// Attention forward pass, out = softmax(q·kᵀ/√d)·v (Vaswani and others 2017, equation 1), for
/// every head: prefill (many tokens) and decode (one token, a long context). With fewer key heads
/// than heads it is grouped-query attention: `heads / kv_heads` heads in a row share a key head.
///
/// Shapes   q [batch, heads, tokens, head_dim] (request); k and v [batch, kv_heads, context,
///          head_dim] (dataset: the cache of keys and values stands where it is used; in prefill
///          too, so that both measure the same thing); out as q (response); scores and partials
///          (scratch, f32). Row-major, last index contiguous; all four in the storage type, sums
///          in f32, products of f32 or of the stored numbers (`flash` on processors that multiply
///          bf16: its weights are then rounded to bf16 before they meet the values).
/// Mask     none: every query sees every key. causal: the queries are the last `tokens` positions
///          of the context, so query t sees keys 0 … context − tokens + t.
/// Work     steps = pairs = the (query, key) couples that see each other, over all heads;
///          flop = 4 · pairs · head_dim, the two products only, as the literature counts (the
///          softmax adds about four operations a pair); no dependent loads; bytes_read = q, k and v
///          once, bytes_written = out once.
/// Judge    in double on the stored (rounded) inputs. All rows while they cost at most 2^27
///          products, else a sample of rows drawn by the seed, at least one of every head. f32:
///          max |x − expected| ≤ 1e-4 · max |expected|; bf16: that ≤ 2e-2, and the relative L2
///          distance ≤ 5e-3. Every element of every row, sampled or not, must be finite and between
///          the least and the greatest value of its column (an average lies there), and no row
///          may be one word repeated (never written).
/// Canonical   legitimate answers differ in their last bits, between variants and between
///          instruction sets. So what must be equal is the judge's whole verdict, taken again after
///          every repetition: a right answer's digest says only which problem it answers; a wrong
///          answer's digest is of its bytes.
struct AttentionShape {
  std::int64_t batch = 0;
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;  ///< divides heads; 0: as many
  std::int64_t tokens = 0;    ///< queries of one head
  std::int64_t context = 0;   ///< keys of one head; 0: as many as tokens
  std::int64_t head_dim = 0;
  std::string mask;     ///< none or causal
  std::string storage;  ///< f32 or bf16
  std::string inputs;   ///< normal, large_logits, one_hot or equal
};

/// The values of a problem, in its order.
enum AttentionValue : std::size_t {
  kQueries = 0,
  kKeys = 1,
  kValues = 2,
  kOut = 3,
  kScores = 4,
  kPartials = 5
};

inline constexpr std::int64_t kMostHeadDim = 256;

}  // namespace pontage::attention
