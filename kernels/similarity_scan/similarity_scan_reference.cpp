// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "kernels/similarity_scan/nearest.hpp"
#include "kernels/similarity_scan/similarity_scan_shape.hpp"
#include "kernels/similarity_scan/similarity_scan_variants.hpp"

namespace pontage::similarity_scan {

void similarity_scan_reference(const Args& args) {
  const auto& shape = args.shape_as<SimilarityScanShape>();
  const auto* database = args.value<const std::uint64_t>(kDatabase);
  const auto* queries = args.value<const std::uint64_t>(kQueries);
  const std::int64_t words = words_of(shape.bits);
  for (std::int64_t query = 0; query < shape.queries; ++query) {
    Nearest nearest(args.value<Key>(kNearest) + query * shape.k, shape.k);
    nearest.clear();
    for (std::int64_t row = 0; row < shape.vectors; ++row) {
      std::uint32_t distance = 0;
      for (std::int64_t word = 0; word < words; ++word)
        distance += static_cast<std::uint32_t>(
            std::popcount(database[row * words + word] ^ queries[query * words + word]));
      const Key key = key_of(distance, static_cast<std::uint32_t>(row));
      if (key < nearest.bound()) nearest.replace_greatest(key);
    }
    nearest.sort();
    merge_query(args, query, 1);
  }
}

}  // namespace pontage::similarity_scan
