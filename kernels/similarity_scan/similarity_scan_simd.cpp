// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "kernels/similarity_scan/nearest.hpp"
#include "kernels/similarity_scan/similarity_scan_shape.hpp"
#include "kernels/similarity_scan/similarity_scan_variants.hpp"

// Highway leaves this one out where nobody asks: it has an instruction that counts bits.
#define HWY_WANT_AVX3_DL 1
// Vectors of unknown length cannot stand in arrays: there, shorter ones do.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/similarity_scan/similarity_scan_simd.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::similarity_scan::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Words = hn::ScalableTag<std::uint64_t>;
using Octets = hn::Repartition<std::uint8_t, Words>;

/// Vectors whose counts of bits in an octet, at most 8 each, add up in an octet.
constexpr std::int64_t kAddedInOctets = 31;
/// A run of rows is read in so many places at once: three for one query, which only waits for
/// memory; four for more, so that what is loaded of a query serves more rows.
constexpr int kStripsOfOne = 3, kStrips = 4;
/// Queries beside each row: as many sums as there are registers for.
constexpr int kQueriesAtOnce = HWY_TARGET <= HWY_AVX3 ? 4 : 2;
/// Rows of each strip that stay in the first-level cache while all queries pass by.
constexpr std::int64_t kRowsInBlock = 2;
constexpr std::int64_t kWordsInLine = 8, kWordsAhead = 8 * kWordsInLine;

/// The last words of a vector, fewer than a vector of lanes has, zeros behind them; reads nothing
/// else.
class Rest {
 public:
  HWY_INLINE explicit Rest(std::int64_t words) : words_(words) {}
  HWY_INLINE hn::Vec<Words> load(const std::uint64_t* from) const {
    const Words d;
#if HWY_MEM_OPS_MIGHT_FAULT
    HWY_ALIGN std::uint64_t lanes[HWY_MAX_BYTES / sizeof(std::uint64_t)] = {};
    std::copy_n(from, words_, lanes);
    return hn::Load(d, lanes);
#else
    return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(words_)), d, from);
#endif
  }

 private:
  std::int64_t words_;
};

/// The sums over all lanes of two vectors, each below 2³².
HWY_INLINE std::uint64_t sum_both(hn::Vec<Words> low, hn::Vec<Words> high) {
  const Words d;
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(low, hn::ShiftLeft<32>(high))));
}

/// kR rows beside kQ queries: all of their distances in one pass. With `kAhead` the rows' next
/// lines are prefetched; prefetches never fault, so the last may ask for what lies behind them.
template <int kR, int kQ, bool kAhead>
HWY_INLINE void measure(const std::uint64_t* const (&rows)[kR],
                        const std::uint64_t* const (&queries)[kQ], std::int64_t words,
                        std::uint32_t (&distances)[kR * kQ]) {
  const Words d;
  const Octets d8;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t whole = words / lanes * lanes;
  hn::Vec<Words> sums[kR * kQ];
  hn::Vec<Octets> octets[kR * kQ];
  for (auto& sum : sums) sum = hn::Zero(d);
  const auto add = [&](const auto& load, std::int64_t at) HWY_ATTR {
    hn::Vec<Words> beside[kQ];
    for (int q = 0; q < kQ; ++q) beside[q] = load(queries[q] + at);
    for (int r = 0; r < kR; ++r) {
      const auto row = load(rows[r] + at);
      for (int q = 0; q < kQ; ++q)
        octets[r * kQ + q] = hn::Add(octets[r * kQ + q],
                                     hn::PopulationCount(hn::BitCast(d8, hn::Xor(row, beside[q]))));
    }
  };
  for (std::int64_t at = 0; at < words;) {
    const std::int64_t end = std::min(whole, at + kAddedInOctets * lanes);
    for (auto& octet : octets) octet = hn::Zero(d8);
    if (at == whole) {
      const Rest rest(words - whole);
      add([&](const std::uint64_t* from) HWY_ATTR { return rest.load(from); }, at);
      at = words;
    }
    for (; at < end; at += lanes) {
      if (kAhead && at % kWordsInLine == 0)
        for (int r = 0; r < kR; ++r) hwy::Prefetch(rows[r] + at + kWordsAhead);
      add([&](const std::uint64_t* from) HWY_ATTR { return hn::LoadU(d, from); }, at);
    }
    for (int i = 0; i < kR * kQ; ++i) sums[i] = hn::Add(sums[i], hn::SumsOf8(octets[i]));
  }
  for (int i = 0; i + 1 < kR * kQ; i += 2) {
    const std::uint64_t both = sum_both(sums[i], sums[i + 1]);
    distances[i] = static_cast<std::uint32_t>(both);
    distances[i + 1] = static_cast<std::uint32_t>(both >> 32);
  }
  if (kR * kQ % 2 == 1)
    distances[kR * kQ - 1] = static_cast<std::uint32_t>(sum_both(sums[kR * kQ - 1], hn::Zero(d)));
}

struct Scan {
  const std::uint64_t* database;
  const std::uint64_t* queries;
  std::int64_t words, k;
  Key* found;

  /// Rows `row`, row + stride, … beside kQ queries.
  template <int kR, int kQ, bool kAhead>
  HWY_INLINE void rows_beside_queries(std::int64_t row, std::int64_t stride,
                                      std::int64_t query) const {
    const std::uint64_t *rows[kR], *beside[kQ];
    for (int r = 0; r < kR; ++r) rows[r] = database + (row + r * stride) * words;
    for (int q = 0; q < kQ; ++q) beside[q] = queries + (query + q) * words;
    std::uint32_t distances[kR * kQ];
    measure<kR, kQ, kAhead>(rows, beside, words, distances);
    for (int q = 0; q < kQ; ++q) {
      Nearest nearest(found + (query + q) * k, k);
      for (int r = 0; r < kR; ++r) {
        const Key key = key_of(distances[r * kQ + q], static_cast<std::uint32_t>(row + r * stride));
        if (key < nearest.bound()) nearest.replace_greatest(key);
      }
    }
  }

  template <int kR, int kQ, bool kAhead>
  HWY_INLINE void block_beside_queries(std::int64_t begin, std::int64_t end, std::int64_t stride,
                                       std::int64_t query) const {
    for (std::int64_t row = begin; row < end; ++row)
      rows_beside_queries<kR, kQ, kAhead>(row, stride, query);
  }

  /// Rows [begin, end) of each of kR strips beside all queries; the first to pass prefetch, and
  /// they are so few that the others come in full groups.
  template <int kR>
  HWY_INLINE void block(std::int64_t begin, std::int64_t end, std::int64_t stride,
                        std::int64_t all) const {
    const std::int64_t rest = all % kQueriesAtOnce, first = rest == 0 ? kQueriesAtOnce : rest;
    if (first == 1)
      block_beside_queries<kR, 1, true>(begin, end, stride, 0);
    else if (first == 2)
      block_beside_queries<kR, 2, true>(begin, end, stride, 0);
    else if (first == 3)
      block_beside_queries<kR, 3, true>(begin, end, stride, 0);
    else
      block_beside_queries<kR, 4, true>(begin, end, stride, 0);
    for (std::int64_t query = first; query < all; query += kQueriesAtOnce)
      block_beside_queries<kR, kQueriesAtOnce, false>(begin, end, stride, query);
  }

  template <int kR>
  HWY_INLINE void strips(std::int64_t begin, std::int64_t end, std::int64_t all) const {
    const std::int64_t stride = (end - begin) / kR;
    for (std::int64_t row = begin; row < begin + stride; row += kRowsInBlock)
      block<kR>(row, std::min(begin + stride, row + kRowsInBlock), stride, all);
    block<1>(begin + kR * stride, end, 0, all);
  }
};

}  // namespace

void scan_blocks_here(const Args& args, std::int64_t begin, std::int64_t end,
                      std::uint64_t* found) {
  const auto& shape = args.shape_as<SimilarityScanShape>();
  const Scan scan{args.value<const std::uint64_t>(kDatabase),
                  args.value<const std::uint64_t>(kQueries), words_of(shape.bits), shape.k, found};
  if (shape.queries == 1)
    scan.strips<kStripsOfOne>(begin, end, shape.queries);
  else
    scan.strips<kStrips>(begin, end, shape.queries);
}

const char* blocks_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::similarity_scan::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::similarity_scan {
namespace {

HWY_EXPORT(scan_blocks_here);
HWY_EXPORT(blocks_target_here);

void scan_blocks(const Args& args, std::int64_t begin, std::int64_t end, std::uint64_t* found) {
  HWY_DYNAMIC_DISPATCH(scan_blocks_here)(args, begin, end, found);
}

}  // namespace

void similarity_scan_blocks(HostTeam& team, const Args& args) {
  scan_pieces(team, args, scan_blocks);
}
const char* blocks_target() { return HWY_DYNAMIC_DISPATCH(blocks_target_here)(); }

}  // namespace pontage::similarity_scan
#endif
