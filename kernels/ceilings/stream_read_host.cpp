// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernels/ceilings/stream_read_shape.hpp"
#include "kernels/ceilings/stream_read_variants.hpp"

namespace pontage::ceilings {
namespace {

std::uint64_t sum_lines(const std::uint64_t* words, std::int64_t lines) {
  std::array<std::uint64_t, kWordsInLine> sums{};
  for (std::int64_t line = 0; line < lines; ++line, words += kWordsInLine)
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += words[i];
  std::uint64_t all = 0;
  for (const std::uint64_t sum : sums) all += sum;
  return all;
}

}  // namespace

void sum_pieces(HostTeam& team, const Args& args,
                std::uint64_t (*sum_of)(const std::uint64_t*, std::int64_t)) {
  const auto& shape = args.shape_as<StreamReadShape>();
  const auto* words = args.value<const std::uint64_t>(kArray);
  auto* sums = args.value<std::uint64_t>(kSums);
  team.for_chunks(shape.pieces, 1, [&](Index begin, Index end, int) {
    for (Index piece = begin; piece < end; ++piece) {
      const std::int64_t line = first_line(shape, piece);
      sums[piece] = sum_of(words + line * kWordsInLine, first_line(shape, piece + 1) - line);
    }
  });
}

void stream_read_plain(HostTeam& team, const Args& args) { sum_pieces(team, args, sum_lines); }

}  // namespace pontage::ceilings
