// SPDX-License-Identifier: Apache-2.0
#include "kernels/similarity_scan/nearest.hpp"
#include "kernels/similarity_scan/similarity_scan_cuda.hpp"
#include "kernels/similarity_scan/similarity_scan_shape.hpp"

namespace pontage::similarity_scan {
namespace {

constexpr unsigned kLanes = 32, kWarps = 4, kAllLanes = 0xffffffff;

/// What both kernels need to know.
struct Search {
  const std::uint64_t *database, *queries;
  std::uint32_t *ids, *distances;
  Key* nearest;
  std::int64_t vectors, words, all_queries, k, pieces;
};

__device__ std::int64_t warp_number() {
  return std::int64_t{blockIdx.x} * kWarps + threadIdx.x / kLanes;
}

/// The distance of a row and a query, in every lane.
__device__ std::uint32_t distance_between(const std::uint64_t* row, const std::uint64_t* query,
                                          std::int64_t words) {
  unsigned distance = 0;
  for (std::int64_t word = threadIdx.x % kLanes; word < words; word += kLanes)
    distance += static_cast<unsigned>(__popcll(row[word] ^ query[word]));
  for (unsigned step = kLanes / 2; step > 0; step /= 2)
    distance += __shfl_xor_sync(kAllLanes, distance, static_cast<int>(step));
  return distance;
}

/// One warp a piece: a row is read once and stays in the first-level cache while all queries pass
/// by.
__global__ void scan_pieces_by_warps(Search search) {
  const std::int64_t piece = warp_number();
  if (piece >= search.pieces) return;
  const bool is_first = threadIdx.x % kLanes == 0;
  const std::int64_t begin = first_row(search.vectors, search.pieces, piece),
                     end = first_row(search.vectors, search.pieces, piece + 1);
  Key* const found = search.nearest + piece * search.all_queries * search.k;
  for (std::int64_t query = 0; is_first && query < search.all_queries; ++query)
    Nearest(found + query * search.k, search.k).clear();
  for (std::int64_t row = begin; row < end; ++row)
    for (std::int64_t query = 0; query < search.all_queries; ++query) {
      const Key key = key_of(distance_between(search.database + row * search.words,
                                              search.queries + query * search.words, search.words),
                             static_cast<std::uint32_t>(row));
      Nearest nearest(found + query * search.k, search.k);
      if (is_first && key < nearest.bound()) nearest.replace_greatest(key);
    }
  for (std::int64_t query = 0; is_first && query < search.all_queries; ++query)
    Nearest(found + query * search.k, search.k).sort();
}

/// One warp a query: its lanes look at the smallest keys of 32 pieces at once, and the first lane
/// goes through the lists of those that are small enough.
__global__ void merge_queries_by_warps(Search search) {
  const std::int64_t query = warp_number();
  if (query >= search.all_queries) return;
  const unsigned lane = threadIdx.x % kLanes;
  const std::int64_t stride = search.all_queries * search.k;
  Key* const own = search.nearest + query * search.k;
  Nearest nearest(own, search.k);  // of the first piece
  if (lane == 0) nearest.reopen();
  __syncwarp();
  for (std::int64_t first = 1; first < search.pieces; first += kLanes) {
    const std::int64_t piece = first + lane;
    const bool is_small = piece < search.pieces && own[piece * stride] < nearest.bound();
    for (unsigned small = __ballot_sync(kAllLanes, is_small); lane == 0 && small != 0;
         small &= small - 1) {
      const Key* const found = own + (first + __ffs(static_cast<int>(small)) - 1) * stride;
      for (std::int64_t i = 0; i < search.k && found[i] < nearest.bound(); ++i)
        nearest.replace_greatest(found[i]);
    }
    __syncwarp();
  }
  if (lane == 0) nearest.sort();
  __syncwarp();
  for (std::int64_t i = lane; i < search.k; i += kLanes) {
    search.ids[query * search.k + i] = id_of(own[i]);
    search.distances[query * search.k + i] = distance_of(own[i]);
  }
}

unsigned blocks_for(std::int64_t warps) {
  return static_cast<unsigned>((warps + kWarps - 1) / kWarps);
}

}  // namespace

void similarity_scan_warps(CudaStream& stream, const Args& args) {
  const auto& shape = args.shape_as<SimilarityScanShape>();
  const Search search{args.value<const std::uint64_t>(kDatabase),
                      args.value<const std::uint64_t>(kQueries),
                      args.value<std::uint32_t>(kIds),
                      args.value<std::uint32_t>(kDistances),
                      args.value<Key>(kNearest),
                      shape.vectors,
                      words_of(shape.bits),
                      shape.queries,
                      shape.k,
                      shape.pieces};
  const auto at = static_cast<cudaStream_t>(stream.stream);
  constexpr unsigned kThreads = kWarps * kLanes;
  // What a launch refuses is left in the runtime's last error, where the queue looks.
  scan_pieces_by_warps<<<blocks_for(shape.pieces), kThreads, 0, at>>>(search);
  merge_queries_by_warps<<<blocks_for(shape.queries), kThreads, 0, at>>>(search);
}

}  // namespace pontage::similarity_scan
