// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "kernels/attention/layout.hpp"
#include "libbench/rng.hpp"

namespace pontage::attention {

/// Writes queries, keys or values (`which`) in the storage type, from the layout, the pattern and
/// the seed alone; only sums, products and square roots, so the bytes are the same everywhere.
/// Values are always normal. The patterns of queries and keys:
/// - normal: about N(0, 1), so scores are about N(0, 1);
/// - large_logits: scores spread over −80 … 80, both ends included (with two keys or more);
/// - one_hot: one key of a sequence scores 80 and all others −80: the softmax is one and zeros;
/// - equal: all keys of a sequence are one key: all scores of a row are equal.
void write_inputs(const Layout&, std::string_view pattern, Seed, AttentionValue which,
                  std::span<std::byte> to);

}  // namespace pontage::attention
