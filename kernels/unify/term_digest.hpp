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

PONTAGE_ITEM constexpr std::uint64_t add_mod(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t sum = a + b;
  return sum >= kDigestPrime ? sum - kDigestPrime : sum;
}

__extension__ using Wide = unsigned __int128;

PONTAGE_ITEM constexpr std::uint64_t reduce(Wide value) {
  const auto low = static_cast<std::uint64_t>(value);
  const auto high = static_cast<std::uint64_t>(value >> 64);
  return add_mod(low & kDigestPrime, high << 3 | low >> 61);
}
PONTAGE_ITEM constexpr std::uint64_t multiply_mod(std::uint64_t a, std::uint64_t b) {
  return reduce(static_cast<Wide>(a) * b);
}

PONTAGE_ITEM inline void append(RowDigest& row, Cell cell) {
  row.sum = add_mod(row.sum, multiply_mod(row.weight, cell));
  row.weight = multiply_mod(row.weight, kDigestBase);
}
PONTAGE_ITEM inline void append(RowDigest& row, RowDigest more) {
  row.sum = add_mod(row.sum, multiply_mod(row.weight, more.sum));
  row.weight = multiply_mod(row.weight, more.weight);
}

/// Cells that go into a row together: their products are added up in 128 bits and reduced once.
inline constexpr std::uint32_t kBlock = 16;
struct DigestPowers {
  std::uint64_t of[kBlock + 1];  ///< B to the power of the index
};
/// By doubling, in 64 bits: nvcc 13 leaves a table that it would have to make of 128-bit products
/// without values in the device's memory, and says nothing.
PONTAGE_ITEM constexpr DigestPowers digest_powers() {
  DigestPowers powers{{1}};
  for (std::uint32_t i = 0; i < kBlock; ++i)
    for (int bit = 60; bit >= 0; --bit) {
      std::uint64_t& next = powers.of[i + 1];
      next = add_mod(next, next);
      if ((kDigestBase >> bit & 1) != 0) next = add_mod(next, powers.of[i]);
    }
  return powers;
}
static_assert(digest_powers().of[2] == multiply_mod(kDigestBase, kDigestBase));

/// A row that grows: what is complete, and a block that is not.
class RowBuilder {
 public:
  /// Starts over, from `row` on.
  PONTAGE_ITEM void restart(RowDigest row) {
    row_ = row;
    cells_ = 0;
  }
  PONTAGE_ITEM void append(Cell cell) {
    block_[cells_] = cell;
    if (++cells_ == kBlock) close();
  }
  PONTAGE_ITEM void append(RowDigest more) {
    if (cells_ != 0) close();
    unify::append(row_, more);
  }
  PONTAGE_ITEM RowDigest row() {
    if (cells_ != 0) close();
    return row_;
  }

 private:
  PONTAGE_ITEM static const std::uint64_t* powers() {
    static constexpr DigestPowers kPowers = digest_powers();
    return kPowers.of;
  }
  PONTAGE_ITEM void close() {
    std::uint64_t low = 0, high = 0;
    for (std::uint32_t i = 0; i < cells_; ++i) {
      const Wide product = static_cast<Wide>(powers()[i]) * block_[i];
      const Wide sum = (static_cast<Wide>(high) << 64 | low) + product;
      low = static_cast<std::uint64_t>(sum);
      high = static_cast<std::uint64_t>(sum >> 64);
    }
    unify::append(row_, RowDigest{reduce(static_cast<Wide>(high) << 64 | low), powers()[cells_]});
    cells_ = 0;
  }
  RowDigest row_;
  std::uint32_t cells_ = 0;
  Cell block_[kBlock];  // NOLINT(cppcoreguidelines-pro-type-member-init): of `cells_`
};

}  // namespace pontage::unify
