// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>
#include <utility>

#include "kernels/graph_walk/chase.hpp"
#include "kernels/graph_walk/chase_gather.hpp"
#include "kernels/graph_walk/chase_variants.hpp"

namespace pontage::graph_walk {
namespace {

/// Hops in one turn of the loop: enough that its counter costs nothing beside a load of 4 cycles,
/// few enough that the code of 64 chains stays within the instruction caches.
constexpr int hops_a_turn(int chains) { return chains == 1 ? 32 : chains <= 12 ? 8 : 1; }

template <int K>
inline void hop_all(const std::byte* cycle, std::array<std::uint64_t, K>& at) {
#pragma GCC unroll 64
  for (int k = 0; k < K; ++k) std::memcpy(&at[k], cycle + at[k], sizeof at[k]);
}

/// One bank: K interleaved chains. Beyond 12 chains the offsets that find no register live on the
/// stack: each of their hops is a load, the dereference and a store instead of the dereference
/// alone, with 4 to 5 cycles of store forwarding. Where a dereference is a cache miss that is
/// hidden; in L1 it is not, and the record's variant says so.
template <int K>
void follow(const std::byte* cycle, const std::uint64_t* starts, std::uint64_t* ends,
            std::int64_t hops) {
  constexpr int kTurn = hops_a_turn(K);
  std::array<std::uint64_t, K> at;
#pragma GCC unroll 64
  for (int k = 0; k < K; ++k) at[k] = starts[k];
  std::int64_t left = hops;
  for (; left >= kTurn; left -= kTurn) {
#pragma GCC unroll 32
    for (int turn = 0; turn < kTurn; ++turn) hop_all<K>(cycle, at);
  }
  for (; left > 0; --left) hop_all<K>(cycle, at);
#pragma GCC unroll 64
  for (int k = 0; k < K; ++k) ends[k] = at[k];
}

using Follow = void (*)(const std::byte*, const std::uint64_t*, std::uint64_t*, std::int64_t);
template <int... K>
constexpr std::array<Follow, sizeof...(K)> make_table(std::integer_sequence<int, K...>) {
  return {follow<K + 1>...};
}
constexpr auto kFollow = make_table(std::make_integer_sequence<int, kMostChains>());

void follow_banks(HostTeam& team, const Args& args) {
  const auto& shape = args.shape_as<ChaseShape>();
  const auto* cycle = args.value<const std::byte>(kCycle);
  const auto* starts = args.value<const std::uint64_t>(kStarts);
  auto* ends = args.value<std::uint64_t>(kEnds);
  const Follow follow_bank = kFollow[static_cast<std::size_t>(shape.chains - 1)];
  team.for_chunks(shape.banks, 1, [&](Index begin, Index end, int) {
    for (Index bank = begin; bank < end; ++bank)
      follow_bank(cycle, starts + bank * shape.chains, ends + bank * shape.chains, shape.hops);
  });
}

std::int64_t chains_of(const Problem& problem) { return problem.shape().as<ChaseShape>().chains; }

}  // namespace

void chase_scalar(HostTeam& team, const Args& args) { follow_banks(team, args); }
void chase_banks(HostTeam& team, const Args& args) { follow_banks(team, args); }

void chase_gather(HostTeam& team, const Args& args) {
  const auto& shape = args.shape_as<ChaseShape>();
  const auto* cycle = args.value<const std::byte>(kCycle);
  const auto* starts = args.value<const std::uint64_t>(kStarts);
  auto* ends = args.value<std::uint64_t>(kEnds);
  team.for_chunks(shape.banks, 1, [&](Index begin, Index end, int) {
    for (Index bank = begin; bank < end; ++bank)
      gather_bank(cycle, starts + bank * shape.chains, ends + bank * shape.chains, shape.chains,
                  shape.hops);
  });
}

std::string scalar_refusal(const Problem& problem) {
  if (chains_of(problem) <= kMostInRegisters) return {};
  return std::to_string(chains_of(problem)) + " chains do not fit in registers; it takes 1 to 12";
}

std::string banks_refusal(const Problem& problem) {
  if (chains_of(problem) > kMostInRegisters) return {};
  return "it is for more than 12 chains; 'scalar' keeps " + std::to_string(chains_of(problem)) +
         " in registers";
}

std::string gather_refusal(const Problem& problem) {
  if (!has_gather()) return "this processor or this build has no AVX2";
  if (chains_of(problem) % 4 == 0) return {};
  return "it follows chains by fours, and " + std::to_string(chains_of(problem)) +
         " is not a multiple of 4";
}

}  // namespace pontage::graph_walk
