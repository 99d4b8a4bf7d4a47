// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/unify/cells.hpp"

namespace pontage::unify {

/// The digest of a row of cells c₀ … cₙ₋₁ is Σ cᵢ·Bⁱ modulo the prime 2⁶¹ − 1 (Karp and Rabin
/// 1987). That of a row made of two is had from theirs, so a term that stands 2⁴⁰ times in another
/// is hashed once: a digest of the term written out, at the cost of its shared form. Two different
/// rows of n cells, chosen without regard to B, agree with a chance of at most n/2⁶¹.
struct RowDigest {
  std::uint64_t sum = 0;
  std::uint64_t weight = 1;  ///< B to the power of the row's length
};

inline constexpr std::uint64_t kDigestPrime = (std::uint64_t{1} << 61) - 1;
/// B: any number without pattern below the prime.
inline constexpr std::uint64_t kDigestBase = 0x13198a2e03707345ULL;

constexpr std::uint64_t add_mod(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t sum = a + b;
  return sum >= kDigestPrime ? sum - kDigestPrime : sum;
}

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t reduce(Wide value) {
  const auto low = static_cast<std::uint64_t>(value);
  const auto high = static_cast<std::uint64_t>(value >> 64);
  return add_mod(low & kDigestPrime, high << 3 | low >> 61);
}
constexpr std::uint64_t multiply_mod(std::uint64_t a, std::uint64_t b) {
  return reduce(static_cast<Wide>(a) * b);
}

constexpr void append(RowDigest& row, Cell cell) {
  row.sum = add_mod(row.sum, multiply_mod(row.weight, cell));
  row.weight = multiply_mod(row.weight, kDigestBase);
}
constexpr void append(RowDigest& row, RowDigest more) {
  row.sum = add_mod(row.sum, multiply_mod(row.weight, more.sum));
  row.weight = multiply_mod(row.weight, more.weight);
}

}  // namespace pontage::unify
