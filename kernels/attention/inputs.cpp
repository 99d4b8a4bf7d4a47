// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/inputs.hpp"

#include <cmath>
#include <vector>

#include "kernels/attention/bfloat16.hpp"
#include "libbench/check.hpp"

namespace pontage::attention {
namespace {

/// The largest score of the patterns that strain the exponential.
constexpr double kLargeScore = 80;

/// About N(0, 1): four uniform 16-bit numbers of one draw, summed (Irwin and Hall), at most 3.5.
float normal(Rng& rng) {
  const std::uint64_t bits = rng.next();
  std::int64_t sum = -2 * 65535;
  for (int part = 0; part < 4; ++part)
    sum += static_cast<std::int64_t>((bits >> (16 * part)) & 0xffffU);
  constexpr double kDeviation = 37837.2;  // 2^16 · √(4/12)
  return static_cast<float>(static_cast<double>(sum) / kDeviation);
}

/// One direction for each sequence, of +1 and −1: with queries along it, the score of a key along
/// it, of length x, is x · √head_dim.
std::vector<float> signs(const Layout& layout, Seed seed, std::int64_t sequence) {
  Rng rng(mix64(seed ^ 0x5163) + static_cast<Seed>(sequence));
  std::vector<float> direction(static_cast<std::size_t>(layout.head_dim));
  for (float& x : direction) x = (rng.next() & 1U) != 0 ? 1.F : -1.F;
  return direction;
}

/// What each key's score is to be, as a share of kLargeScore.
std::vector<double> shares(const Layout& layout, std::string_view pattern, Rng& rng) {
  std::vector<double> share(static_cast<std::size_t>(layout.context), -1);
  if (pattern == "one_hot") {
    share[rng.below(static_cast<std::uint64_t>(layout.context))] = 1;
    return share;
  }
  for (double& x : share) x = 2 * rng.unit() - 1;
  share.back() = -1;
  share.front() = 1;
  return share;
}

template <class Stored>
void write_normal(Rng& rng, Stored* to, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) store(normal(rng), to[i]);
}

template <class Stored>
void write_along(const std::vector<float>& direction, double length, Stored* to) {
  for (std::size_t i = 0; i < direction.size(); ++i)
    store(static_cast<float>(length) * direction[i], to[i]);
}

template <class Stored>
void write_keys(const Layout& layout, std::string_view pattern, Seed seed, Rng& rng, Stored* to) {
  const std::int64_t dim = layout.head_dim;
  for (std::int64_t sequence = 0; sequence < layout.sequences(); ++sequence) {
    Stored* keys = to + sequence * layout.context * dim;
    if (pattern == "equal") {
      write_normal(rng, keys, dim);
      for (std::int64_t at = dim; at < layout.context * dim; ++at) keys[at] = keys[at - dim];
      continue;
    }
    const auto direction = signs(layout, seed, sequence);
    const auto share = shares(layout, pattern, rng);
    const double length = kLargeScore / std::sqrt(static_cast<double>(dim));
    for (std::int64_t key = 0; key < layout.context; ++key)
      write_along(direction, length * share[static_cast<std::size_t>(key)], keys + key * dim);
  }
}

template <class Stored>
void write_queries(const Layout& layout, Seed seed, Stored* to) {
  for (std::int64_t sequence = 0; sequence < layout.sequences(); ++sequence) {
    const auto direction = signs(layout, seed, sequence);
    for (std::int64_t row = 0; row < layout.rows(); ++row)
      write_along(direction, 1, to + (sequence * layout.rows() + row) * layout.head_dim);
  }
}

template <class Stored>
void write_as(const Layout& layout, std::string_view pattern, Seed seed, AttentionValue which,
              std::span<std::byte> to) {
  Rng rng(mix64(seed) + which);
  auto* elements = reinterpret_cast<Stored*>(to.data());
  const std::int64_t count = which == kQueries ? layout.query_elements() : layout.key_elements();
  PONTAGE_CHECK(which <= kValues && to.size() >= static_cast<std::size_t>(count) * sizeof(Stored),
                which, to.size());
  const bool is_aligned = pattern == "large_logits" || pattern == "one_hot";
  if (which == kKeys && pattern != "normal")
    return write_keys(layout, pattern, seed, rng, elements);
  if (which == kQueries && is_aligned) return write_queries(layout, seed, elements);
  write_normal(rng, elements, count);
}

}  // namespace

void write_inputs(const Layout& layout, std::string_view pattern, Seed seed, AttentionValue which,
                  std::span<std::byte> to) {
  if (layout.is_bf16)
    write_as<Bfloat16>(layout, pattern, seed, which, to);
  else
    write_as<float>(layout, pattern, seed, which, to);
}

}  // namespace pontage::attention
