// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/cycle.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace pontage::graph_walk {
namespace {

constexpr std::size_t kBuckets = 256;
constexpr std::size_t kLineBytes = 64;

std::vector<std::uint8_t> random_buckets(std::size_t n, Rng& rng) {
  std::vector<std::uint8_t> bucket(n);
  for (std::size_t i = 0; i < n; i += 8) {
    std::uint64_t word = rng.next();
    for (std::size_t j = i; j < std::min(i + 8, n); ++j, word >>= 8)
      bucket[j] = static_cast<std::uint8_t>(word & 0xff);
  }
  return bucket;
}

}  // namespace

std::vector<std::uint32_t> random_order(std::size_t n, Rng& rng) {
  const std::vector<std::uint8_t> bucket = random_buckets(n, rng);
  std::array<std::size_t, kBuckets + 1> first{};
  for (const std::uint8_t b : bucket) ++first[b + std::size_t{1}];
  for (std::size_t b = 0; b < kBuckets; ++b) first[b + 1] += first[b];
  std::vector<std::uint32_t> order(n);
  auto at = first;
  for (std::size_t i = 0; i < n; ++i) order[at[bucket[i]]++] = static_cast<std::uint32_t>(i);
  for (std::size_t b = 0; b < kBuckets; ++b)
    rng.shuffle(std::span(order).subspan(first[b], first[b + 1] - first[b]));
  return order;
}

std::vector<std::uint32_t> successors(std::span<const std::uint32_t> order) {
  std::vector<std::uint32_t> next(order.size());
  for (std::size_t i = 0; i + 1 < order.size(); ++i) next[order[i]] = order[i + 1];
  if (!order.empty()) next[order.back()] = order.front();
  return next;
}

void write_cycle(std::span<const std::uint32_t> next, std::span<std::byte> to) {
  std::byte* line = to.data();
  for (const std::uint32_t successor : next) {
    const std::uint64_t words[kLineBytes / sizeof(std::uint64_t)] = {std::uint64_t{successor} *
                                                                     kLineBytes};
    std::memcpy(line, words, sizeof words);
    line += kLineBytes;
  }
}

std::vector<std::uint64_t> spread_places(std::size_t lines, std::int64_t banks, std::int64_t chains,
                                         Rng& rng) {
  const auto walkers = static_cast<std::uint64_t>(banks * chains);
  const std::uint64_t n = lines;
  // i · n stays within 64 bits: n ≤ 2³² and walkers ≤ 2²².
  const auto place = [&](std::uint64_t i) { return i * n / walkers; };
  std::vector<std::uint64_t> places(walkers);
  for (std::uint64_t i = 0; i < walkers; ++i) {
    // Neighbours on the cycle belong to different banks, so the chains of one bank are furthest
    // apart.
    const std::uint64_t bank = i % static_cast<std::uint64_t>(banks);
    const std::uint64_t chain = i / static_cast<std::uint64_t>(banks);
    const std::uint64_t stretch = place(i + 1) - place(i);
    places[bank * static_cast<std::uint64_t>(chains) + chain] =
        place(i) + (stretch > 1 ? rng.below(stretch) : 0);
  }
  return places;
}

std::int64_t distinct_visits(std::size_t lines, std::vector<std::uint64_t> places,
                             std::int64_t hops) {
  if (places.empty()) return 0;
  std::ranges::sort(places);
  std::uint64_t visited = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::uint64_t to_next =
        i + 1 < places.size() ? places[i + 1] - places[i] : places[0] + lines - places[i];
    visited += std::min(to_next, static_cast<std::uint64_t>(hops));
  }
  return static_cast<std::int64_t>(visited);
}

}  // namespace pontage::graph_walk
