// SPDX-License-Identifier: Apache-2.0
#include "kernels/ceilings/stream_read_shape.hpp"
#include "kernels/ceilings/stream_read_variants.hpp"

namespace pontage::ceilings {

void stream_read_reference(const Args& args) {
  const auto& shape = args.shape_as<StreamReadShape>();
  const auto* words = args.value<const std::uint64_t>(kArray);
  auto* sums = args.value<std::uint64_t>(kSums);
  for (std::int64_t piece = 0; piece < shape.pieces; ++piece) {
    std::uint64_t sum = 0;
    const std::int64_t end = first_line(shape, piece + 1) * kWordsInLine;
    for (std::int64_t word = first_line(shape, piece) * kWordsInLine; word < end; ++word)
      sum += words[word];
    sums[piece] = sum;
  }
}

}  // namespace pontage::ceilings
