// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "kernels/attention/attention_variants.hpp"
#include "kernels/attention/bfloat16.hpp"
#include "kernels/attention/eigen_block.hpp"
#include "kernels/attention/layout.hpp"
#include "kernels/attention/scratch.hpp"

namespace pontage::attention {
namespace {

/// Where the arrays of one problem stand, and a lane's share of the scratch.
template <class Stored>
struct Arrays {
  Layout layout;
  const Stored* queries;
  const Stored* keys;
  const Stored* values;
  Stored* out;
};

void widen_all(const Bfloat16* from, std::int64_t count, float* to) {
  for (std::int64_t i = 0; i < count; ++i) to[i] = widen(from[i]);
}

/// The keys or values of one sequence in pieces that Eigen can read: f32 as they stand, in one
/// piece; bf16 widened piece by piece into `room`.
template <class Stored, class Use>
void for_pieces(const Stored* from, std::int64_t context, std::int64_t head_dim, float* room,
                Use use) {
  if constexpr (std::is_same_v<Stored, float>) {
    use(from, 0, context);
  } else {
    for (std::int64_t first = 0; first < context; first += kKeysWidened) {
      const std::int64_t count = std::min(kKeysWidened, context - first);
      widen_all(from + first * head_dim, count * head_dim, room);
      use(room, first, count);
    }
  }
}

/// Queries `first_row` … of a sequence; no key that the last of them does not see is touched.
template <class Stored>
void attend_block(const Arrays<Stored>& arrays, std::int64_t sequence, std::int64_t first_row,
                  std::int64_t rows, float* room) {
  const Layout& layout = arrays.layout;
  const std::int64_t dim = layout.head_dim;
  const std::int64_t query = (sequence * layout.rows() + first_row) * dim;
  std::array<std::int64_t, kEigenRows> seen{};
  for (std::int64_t row = 0; row < rows; ++row) seen[row] = layout.seen(first_row + row);
  const std::int64_t context = *std::max_element(seen.begin(), seen.begin() + rows);
  const Stored* keys = arrays.keys + sequence * layout.context * dim;
  const Stored* values = arrays.values + sequence * layout.context * dim;
  EigenBlock block{.scores = room, .rows = rows, .context = context, .head_dim = dim};
  float* piece = room + rows * context;
  if constexpr (std::is_same_v<Stored, float>) {
    block.queries = arrays.queries + query;
    block.out = arrays.out + query;
  } else {
    float* wide_queries = piece + kKeysWidened * dim;
    block.queries = wide_queries;
    block.out = wide_queries + rows * dim;
    widen_all(arrays.queries + query, rows * dim, wide_queries);
  }
  for_pieces(keys, context, dim, piece, [&](const float* at, std::int64_t first, std::int64_t n) {
    eigen_scores(block, at, first, n);
  });
  eigen_softmax(block, seen.data(), 1 / std::sqrt(static_cast<float>(dim)));
  for_pieces(values, context, dim, piece, [&](const float* at, std::int64_t first, std::int64_t n) {
    eigen_weigh(block, at, first, n);
  });
  if constexpr (!std::is_same_v<Stored, float>)
    for (std::int64_t i = 0; i < rows * dim; ++i) store(block.out[i], arrays.out[query + i]);
}

template <class Stored>
void attend(HostTeam& team, const Layout& layout, const Args& args) {
  const Arrays<Stored> arrays{layout, args.value<const Stored>(kQueries),
                              args.value<const Stored>(kKeys), args.value<const Stored>(kValues),
                              args.value<Stored>(kOut)};
  const EigenLanes lanes = eigen_lanes(layout);
  const std::int64_t blocks = lanes.items / layout.sequences();
  team.for_chunks(lanes.lanes, 1, [&](Index begin, Index end, int) {
    for (Index lane = begin; lane < end; ++lane)
      for (std::int64_t item = lane; item < lanes.items; item += lanes.lanes) {
        const std::int64_t first_row = item % blocks * kEigenRows;
        attend_block(arrays, item / blocks, first_row,
                     std::min(kEigenRows, layout.rows() - first_row),
                     args.value<float>(kScores) + lane * lanes.room);
      }
  });
}

}  // namespace

std::string eigen_refusal(const Problem&) {
  if (has_eigen_block()) return {};
  return "this build's Eigen code is for AVX2 and FMA, which this processor has not";
}

void attention_eigen(HostTeam& team, const Args& args) {
  const Layout layout = layout_of(args.shape_as<AttentionShape>());
  if (layout.is_bf16)
    attend<Bfloat16>(team, layout, args);
  else
    attend<float>(team, layout, args);
}

}  // namespace pontage::attention
