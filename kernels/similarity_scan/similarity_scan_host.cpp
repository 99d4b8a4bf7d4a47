// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>

#include "kernels/similarity_scan/nearest.hpp"
#include "kernels/similarity_scan/similarity_scan_shape.hpp"
#include "kernels/similarity_scan/similarity_scan_variants.hpp"

namespace pontage::similarity_scan {
namespace {

std::uint32_t distance_between(const std::uint64_t* a, const std::uint64_t* b, std::int64_t words) {
  std::int64_t distance = 0;
  for (std::int64_t word = 0; word < words; ++word) distance += std::popcount(a[word] ^ b[word]);
  return static_cast<std::uint32_t>(distance);
}

void scan_plain(const Args& args, std::int64_t begin, std::int64_t end, std::uint64_t* found) {
  const auto& shape = args.shape_as<SimilarityScanShape>();
  const auto* database = args.value<const std::uint64_t>(kDatabase);
  const auto* queries = args.value<const std::uint64_t>(kQueries);
  const std::int64_t words = words_of(shape.bits);
  for (std::int64_t row = begin; row < end; ++row)
    for (std::int64_t query = 0; query < shape.queries; ++query) {
      Nearest nearest(found + query * shape.k, shape.k);
      const Key key =
          key_of(distance_between(database + row * words, queries + query * words, words),
                 static_cast<std::uint32_t>(row));
      if (key < nearest.bound()) nearest.replace_greatest(key);
    }
}

}  // namespace

void merge_query(const Args& args, std::int64_t query, std::int64_t pieces) {
  const auto& shape = args.shape_as<SimilarityScanShape>();
  Key* const own = args.value<Key>(kNearest) + query * shape.k;  // of the first piece
  Nearest nearest(own, shape.k);
  nearest.reopen();
  for (std::int64_t piece = 1; piece < pieces; ++piece) {
    const Key* const found = own + piece * shape.queries * shape.k;
    for (std::int64_t i = 0; i < shape.k && found[i] < nearest.bound(); ++i)
      nearest.replace_greatest(found[i]);
  }
  nearest.sort();
  for (std::int64_t i = 0; i < shape.k; ++i) {
    args.value<std::uint32_t>(kIds)[query * shape.k + i] = id_of(own[i]);
    args.value<std::uint32_t>(kDistances)[query * shape.k + i] = distance_of(own[i]);
  }
}

void scan_pieces(HostTeam& team, const Args& args, ScanPiece scan) {
  const auto& shape = args.shape_as<SimilarityScanShape>();
  // A few times for each worker, so that they end together. The longer a run of rows, the fewer of
  // them are nearer than all before.
  constexpr Index kTimes = 8;
  const Index at_once = std::max<Index>(1, shape.pieces / (kTimes * team.workers()));
  team.for_chunks(shape.pieces, at_once, [&](Index begin, Index end, int) {
    Key* const found = args.value<Key>(kNearest) + begin * shape.queries * shape.k;
    // What the pieces of a run find is in the list of the first.
    Nearest(found, (end - begin) * shape.queries * shape.k).clear();
    scan(args, first_row(shape.vectors, shape.pieces, begin),
         first_row(shape.vectors, shape.pieces, end), found);
    for (std::int64_t query = 0; query < shape.queries; ++query)
      Nearest(found + query * shape.k, shape.k).sort();
  });
  constexpr Index kQueriesAtOnce = 8;
  team.for_chunks(shape.queries, kQueriesAtOnce, [&](Index begin, Index end, int) {
    for (Index query = begin; query < end; ++query) merge_query(args, query, shape.pieces);
  });
}

void similarity_scan_plain(HostTeam& team, const Args& args) {
  scan_pieces(team, args, scan_plain);
}

}  // namespace pontage::similarity_scan
