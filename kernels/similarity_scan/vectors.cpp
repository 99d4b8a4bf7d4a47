// SPDX-License-Identifier: Apache-2.0
#include "kernels/similarity_scan/vectors.hpp"

#include <algorithm>

namespace pontage::similarity_scan {
namespace {

/// Streams of random numbers that share nothing: rows have their own number.
constexpr std::uint64_t kQueryStream = std::uint64_t{1} << 40,
                        kNoiseStream = std::uint64_t{1} << 41,
                        kPlaceStream = std::uint64_t{1} << 42, kKindStream = std::uint64_t{1} << 43;
constexpr std::uint64_t kKinds = 7;

}  // namespace

Vectors::Vectors(const SimilarityScanShape& shape, Seed seed)
    : bits_(shape.bits),
      words_(words_of(shape.bits)),
      noise_(shape.noise),
      kinds_(shape.inputs == "planted" ? 0
             : shape.inputs == "equal" ? 1
                                       : kKinds),
      seed_(seed) {
  queries_.resize(static_cast<std::size_t>(shape.queries * words_));
  planted_.assign(static_cast<std::size_t>(shape.queries), -1);
  Rng places(mix64(seed ^ kPlaceStream));
  for (std::int64_t query = 0; query < shape.queries; ++query) {
    const auto number = static_cast<std::uint64_t>(query);
    make_random(kinds_ == 0 ? kQueryStream + number : kKindStream + number % kinds_,
                queries_.data() + query * words_);
    if (kinds_ > 0 || query >= shape.vectors) continue;
    auto row = static_cast<std::int64_t>(places.below(static_cast<std::uint64_t>(shape.vectors)));
    while (query_of_.contains(row)) row = (row + 1) % shape.vectors;
    query_of_[row] = query;
    planted_[static_cast<std::size_t>(query)] = row;
  }
}

std::int64_t Vectors::planted_row(std::int64_t query) const {
  return planted_[static_cast<std::size_t>(query)];
}

void Vectors::make_row(std::int64_t row, std::uint64_t* to) const {
  const auto number = static_cast<std::uint64_t>(row);
  if (kinds_ > 0) return make_random(kKindStream + mix64(seed_ ^ number) % kinds_, to);
  const auto planted = query_of_.find(row);
  if (planted == query_of_.end()) return make_random(number, to);
  std::copy_n(queries_.data() + planted->second * words_, words_, to);
  turn_bits(kNoiseStream + number, to);
}

void Vectors::make_random(std::uint64_t stream, std::uint64_t* to) const {
  Rng rng(mix64(seed_) ^ mix64(stream));
  for (std::int64_t word = 0; word < words_; ++word) to[word] = rng.next();
  if (bits_ % 64 != 0) to[words_ - 1] &= (std::uint64_t{1} << bits_ % 64) - 1;
}

void Vectors::turn_bits(std::uint64_t stream, std::uint64_t* vector) const {
  Rng rng(mix64(seed_) ^ mix64(stream));
  for (std::int64_t bit = 0; bit < bits_; ++bit)
    if (rng.below(100) < static_cast<std::uint64_t>(noise_))
      vector[bit / 64] ^= std::uint64_t{1} << bit % 64;
}

}  // namespace pontage::similarity_scan
