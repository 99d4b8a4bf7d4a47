// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/chase_gather.hpp"

#include <array>
#include <utility>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace pontage::graph_walk {

#if defined(__AVX2__)
namespace {

/// 4·V chains in V vector registers. Up to V = 13 all stay in registers: a gather also needs a
/// mask, which it clears, and a destination other than its indices; beyond, the compiler spills a
/// few to the stack.
template <int V>
void follow(const std::byte* cycle, const std::uint64_t* starts, std::uint64_t* ends,
            std::int64_t hops) {
  __m256i at[V];  // a plain array: as a template argument the type loses its alignment
  for (int v = 0; v < V; ++v)
    at[v] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(starts + 4 * v));
  const auto* base = reinterpret_cast<const long long*>(cycle);
  for (std::int64_t hop = 0; hop < hops; ++hop) {
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) at[v] = _mm256_i64gather_epi64(base, at[v], 1);
  }
  for (int v = 0; v < V; ++v) _mm256_storeu_si256(reinterpret_cast<__m256i*>(ends + 4 * v), at[v]);
}

using Follow = void (*)(const std::byte*, const std::uint64_t*, std::uint64_t*, std::int64_t);
template <int... V>
constexpr std::array<Follow, sizeof...(V)> make_table(std::integer_sequence<int, V...>) {
  return {follow<V + 1>...};
}
constexpr auto kFollow = make_table(std::make_integer_sequence<int, 16>());

}  // namespace

bool has_gather() { return __builtin_cpu_supports("avx2") != 0; }

void gather_bank(const std::byte* cycle, const std::uint64_t* starts, std::uint64_t* ends,
                 std::int64_t chains, std::int64_t hops) {
  kFollow[static_cast<std::size_t>(chains / 4 - 1)](cycle, starts, ends, hops);
}
#else
bool has_gather() { return false; }
void gather_bank(const std::byte*, const std::uint64_t*, std::uint64_t*, std::int64_t,
                 std::int64_t) {}
#endif

}  // namespace pontage::graph_walk
