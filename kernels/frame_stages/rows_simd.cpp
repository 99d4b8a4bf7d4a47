// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/vectors.hpp"

// Vectors of unknown length cannot stand in arrays and structs: there, shorter ones do.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_stages/rows_simd.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_stages::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most 16 pixels, a cache line.
using Words = hn::CappedTag<std::uint32_t, kCheckLanes>;
using Vector = hn::Vec<Words>;

HWY_INLINE std::int64_t lanes() { return static_cast<std::int64_t>(hn::Lanes(Words())); }

/// `over` of composite_item.hpp by fewer steps. Where that divides by 255, this takes the upper
/// bytes of w + 128, w = ⌊256 · d · m / 2¹⁶⌋, m = 257 · (255 − a), and 1 more where that is 2¹⁵ and
/// more: the same for every d and a, as a test goes through them.
HWY_INLINE Vector over_here(Vector s, Vector d) {
  const Words words;
  const hn::Repartition<std::uint16_t, Words> halves;
  const hn::Repartition<std::int16_t, Words> with_sign;
  const hn::Repartition<std::uint8_t, Words> bytes;
  alignas(16) static constexpr std::uint8_t kAlphas[16] = {3,  3,  3,  3,  7,  7,  7,  7,
                                                           11, 11, 11, 11, 15, 15, 15, 15};
  const auto alphas = hn::LoadDup128(bytes, kAlphas);
  const auto through =
      hn::BitCast(halves, hn::TableLookupBytes(hn::BitCast(bytes, hn::Not(s)), alphas));
  const auto factor = hn::SaturatedAdd(through, hn::ShiftRight<15>(through));
  const auto even = hn::ShiftLeft<8>(hn::BitCast(halves, d));
  const auto odd = hn::BitCast(halves, hn::And(d, hn::Set(words, 0xff00ff00)));
  // (x · 128 + 2¹⁴) >> 15 is (x + 128) >> 8; the upper byte may be anything.
  const auto low = hn::MulFixedPoint15(hn::BitCast(with_sign, hn::MulHigh(even, factor)),
                                       hn::Set(with_sign, 128));
  const auto high = hn::Add(hn::MulHigh(odd, factor), hn::Set(halves, 128));
  const auto scaled = hn::OddEven(hn::BitCast(bytes, high), hn::BitCast(bytes, low));
  return hn::BitCast(words, hn::SaturatedAdd(hn::BitCast(bytes, s), scaled));
}

constexpr std::int64_t kWordsInLine = 16, kWordsAhead = 32 * kWordsInLine;

/// Vectors that are worked on together, in registers from the first layer to the store.
constexpr int kTogether = 4;

/// A layer over what is below it, which is not touched where the layer is clear or opaque.
HWY_INLINE void lay_over(const std::uint32_t* layer, Vector (&d)[kTogether]) {
  const Words words;
  Vector s[kTogether];
  for (int i = 0; i < kTogether; ++i) s[i] = hn::LoadU(words, layer + i * lanes());
  // Clear and opaque pixels come in runs: where the first is neither, nobody need look.
  if ((layer[0] >> 24) % 255 == 0) {
    const Vector all = hn::And(hn::And(s[0], s[1]), hn::And(s[2], s[3]));
    const Vector any = hn::Or(hn::Or(s[0], s[1]), hn::Or(s[2], s[3]));
    const Vector opaque = hn::Set(words, kBlack);
    if (hn::AllTrue(words, hn::Eq(any, hn::Zero(words)))) return;
    if (hn::AllTrue(words, hn::Eq(hn::And(all, opaque), opaque))) {
      for (int i = 0; i < kTogether; ++i) d[i] = s[i];
      return;
    }
  }
  for (int i = 0; i < kTogether; ++i) d[i] = over_here(s[i], d[i]);
}

/// A row of a cell.
struct CellRow {
  const CellPixels& cell;
  std::int64_t y;

  HWY_INLINE const std::uint32_t* layer(std::int32_t number) const { return cell.row(number, y); }
};

/// Its pixels from x on. `count` and `is_opaque` are the cell's: known to the compiler they make
/// this shorter.
HWY_INLINE void compose_block(const CellRow& row, std::int32_t count, bool is_opaque,
                              std::int64_t x, Vector (&pixels)[kTogether]) {
  const Words words;
  const Vector opaque = hn::Set(words, kBlack);
  for (int i = 0; i < kTogether; ++i)
    pixels[i] =
        is_opaque ? hn::Or(hn::LoadU(words, row.layer(0) + x + i * lanes()), opaque) : opaque;
  for (std::int32_t layer = is_opaque ? 1 : 0; layer < count; ++layer)
    lay_over(row.layer(layer) + x, pixels);
}

/// The first `count` words, or a whole vector of them, zeros behind; reads nothing else.
HWY_INLINE Vector load_some(const std::uint32_t* from, std::int64_t count) {
  const Words words;
  if (count >= lanes()) return hn::LoadU(words, from);
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN std::uint32_t some[kCheckLanes] = {};
  std::memcpy(some, from, static_cast<std::size_t>(count) * 4);
  return hn::Load(words, some);
#else
  return hn::MaskedLoad(hn::FirstN(words, static_cast<std::size_t>(count)), words, from);
#endif
}

/// Fewer than a block of pixels; up to a vector of anything behind them.
HWY_INLINE void compose_some(const CellRow& row, std::int64_t x, std::int64_t count,
                             std::uint32_t* to) {
  const Words words;
  const Vector opaque = hn::Set(words, kBlack);
  const CellPixels& cell = row.cell;
  for (; count > 0; x += lanes(), to += lanes(), count -= lanes()) {
    Vector pixel = cell.is_opaque ? hn::Or(load_some(row.layer(0) + x, count), opaque) : opaque;
    for (std::int32_t layer = cell.is_opaque ? 1 : 0; layer < cell.count; ++layer)
      pixel = over_here(load_some(row.layer(layer) + x, count), pixel);
    hn::StoreU(pixel, words, to);
  }
}

/// A RowCheck in registers: what it needs of a row it sees on its way to memory.
constexpr int kCheckVectors = kCheckLanes / static_cast<int>(hn::MaxLanes(Words()));
struct CheckSums {
  Vector sum[kCheckVectors], sums[kCheckVectors];

  HWY_INLINE explicit CheckSums(const RowCheck& check) {
    const Words d;
    for (int i = 0; i < kCheckVectors; ++i) {
      sum[i] = hn::Load(d, check.sum + i * lanes());
      sums[i] = hn::Load(d, check.sums + i * lanes());
    }
  }
  HWY_INLINE void store(RowCheck& check) const {
    const Words d;
    for (int i = 0; i < kCheckVectors; ++i) {
      hn::Store(sum[i], d, check.sum + i * lanes());
      hn::Store(sums[i], d, check.sums + i * lanes());
    }
  }
  /// One group.
  HWY_INLINE void add(const Vector* group) {
    for (int i = 0; i < kCheckVectors; ++i) {
      sum[i] = hn::Add(sum[i], group[i]);
      sums[i] = hn::Add(sums[i], sum[i]);
    }
  }
};

/// In its stead where nobody asks for a check.
struct NoSums {
  HWY_INLINE void add(const Vector*) {}
};

/// Pixels that are worked on together: groups of the check, in whole.
constexpr std::int64_t kBlock = kTogether * static_cast<std::int64_t>(hn::MaxLanes(Words()));
static_assert(kBlock % kCheckLanes == 0);

template <bool kPast, class Sums>
HWY_INLINE void put(const Vector (&pixels)[kTogether], std::uint32_t* to, Sums& sums) {
  const Words words;
  for (int i = 0; i < kTogether; i += kCheckVectors) sums.add(pixels + i);
  for (int i = 0; i < kTogether; ++i) {
    if constexpr (kPast)
      hn::Stream(pixels[i], words, to + i * lanes());
    else
      hn::StoreU(pixels[i], words, to + i * lanes());
  }
}

/// Fewer than a block of pixels, zeros behind them: the end of a row.
template <class Sums>
HWY_INLINE void put_rest(const std::uint32_t* pixels, std::int64_t count, std::uint32_t* to,
                         Sums& sums) {
  const Words words;
  std::memcpy(to, pixels, static_cast<std::size_t>(count) * 4);
  for (std::int64_t at = 0; at < count; at += kCheckLanes) {
    Vector group[kCheckVectors];
    for (int i = 0; i < kCheckVectors; ++i) group[i] = hn::LoadU(words, pixels + at + i * lanes());
    sums.add(group);
  }
}

/// The whole blocks of a cell from x on; how many pixels they are.
template <bool kPast, class Sums>
HWY_INLINE std::int64_t compose_blocks(const CellRow& row, std::int32_t count, bool is_opaque,
                                       std::int64_t x, std::uint32_t* to, Sums& sums) {
  const std::int64_t first = x;
  for (; x + kBlock <= row.cell.width; x += kBlock, to += kBlock) {
    // One place alone is read too slowly; prefetches never fault.
    for (std::int64_t line = 0; kPast && count == 1 && line < kBlock; line += kWordsInLine)
      hwy::Prefetch(row.layer(0) + x + line + kWordsAhead);
    Vector pixels[kTogether];
    compose_block(row, count, is_opaque, x, pixels);
    put<kPast>(pixels, to, sums);
  }
  return x - first;
}

/// Row y of a band. Where cells meet within a block it is put together in the first cache; all
/// others are composed, taken into the check and written without leaving the registers.
template <bool kPast, class Sums>
HWY_INLINE void compose_row(std::span<const CellPixels> cells, std::int64_t y, std::uint32_t* to,
                            Sums& sums) {
  const Words words;
  std::size_t number = 0;
  std::int64_t x = 0;  // in that cell
  while (number < cells.size()) {
    const CellPixels& cell = cells[number];
    const CellRow row{cell, y};
    // One opaque surface, and one above it, are what most of a desktop is.
    const std::int64_t whole =
        cell.is_opaque && cell.count == 1 ? compose_blocks<kPast>(row, 1, true, x, to, sums)
        : cell.is_opaque && cell.count == 2
            ? compose_blocks<kPast>(row, 2, true, x, to, sums)
            : compose_blocks<kPast>(row, cell.count, cell.is_opaque, x, to, sums);
    x += whole, to += whole;
    if (x == cell.width) {
      ++number, x = 0;
      continue;
    }
    HWY_ALIGN std::uint32_t mixed[kBlock + kCheckLanes];
    std::int64_t count = 0;
    while (number < cells.size() && count < kBlock) {
      const std::int64_t some = std::min(kBlock - count, cells[number].width - x);
      compose_some({cells[number], y}, x, some, mixed + count);
      count += some, x += some;
      if (x < cells[number].width) break;
      ++number, x = 0;
    }
    if (count < kBlock) {
      std::memset(mixed + count, 0, static_cast<std::size_t>(kBlock - count) * 4);
      put_rest(mixed, count, to, sums);
    } else {
      Vector pixels[kTogether];
      for (int i = 0; i < kTogether; ++i) pixels[i] = hn::Load(words, mixed + i * lanes());
      put<kPast>(pixels, to, sums);
    }
    to += count;
  }
}

/// Past the caches but for what is in front of the first aligned vector and behind the last.
HWY_INLINE void stream_row(const std::uint32_t* from, std::uint32_t* to, std::int64_t words) {
  const Words d;
  const auto vector_bytes = static_cast<std::uintptr_t>(lanes()) * 4;
  std::int64_t x = 0;
  for (; x < words && reinterpret_cast<std::uintptr_t>(to + x) % vector_bytes != 0; ++x)
    to[x] = from[x];
  for (; x + lanes() <= words; x += lanes()) hn::Stream(hn::LoadU(d, from + x), d, to + x);
  for (; x < words; ++x) to[x] = from[x];
}

/// Only whole aligned vectors can be written past the caches: other rows are composed in the first
/// one.
template <bool kPast, class Sums>
HWY_INLINE void compose_rows(std::span<const CellPixels> cells, const BandTarget& to, Sums& sums) {
  std::int64_t width = 0;
  for (const CellPixels& cell : cells) width += cell.width;
  for (std::int64_t y = 0; y < to.rows; ++y) {
    std::uint32_t* const row = to.first + y * to.stride;
    const bool is_aligned = reinterpret_cast<std::uintptr_t>(row) % (sizeof *row * lanes()) == 0;
    if (!kPast || is_aligned) {
      compose_row<kPast>(cells, y, row, sums);
    } else {
      HWY_ALIGN std::uint32_t composed[kPieceColumns];
      compose_row<false>(cells, y, composed, sums);
      stream_row(composed, row, width);
    }
  }
}

template <bool kPast>
HWY_INLINE void compose_band(std::span<const CellPixels> cells, const BandTarget& to,
                             RowCheck* check) {
  if (check == nullptr) {
    NoSums nobody_asks;
    compose_rows<kPast>(cells, to, nobody_asks);
  } else {
    CheckSums sums(*check);
    compose_rows<kPast>(cells, to, sums);
    sums.store(*check);
  }
}

}  // namespace

void compose_band_here(std::span<const CellPixels> cells, const BandTarget& to, RowCheck* check) {
  compose_band<false>(cells, to, check);
}
void compose_band_past_here(std::span<const CellPixels> cells, const BandTarget& to,
                            RowCheck* check) {
  compose_band<true>(cells, to, check);
}

void add_groups_here(RowCheck& check, const void* row, std::int64_t words) {
  const Words d;
  const auto* at = static_cast<const std::uint32_t*>(row);
  CheckSums sums(check);
  for (std::int64_t place = 0; place < words; place += kCheckLanes) {
    Vector group[kCheckVectors];
    for (int i = 0; i < kCheckVectors; ++i) group[i] = hn::LoadU(d, at + place + i * lanes());
    sums.add(group);
  }
  sums.store(check);
}

const char* vectors_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::frame_stages::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_stages {
namespace {

HWY_EXPORT(compose_band_here);
HWY_EXPORT(add_groups_here);
HWY_EXPORT(compose_band_past_here);
HWY_EXPORT(vectors_target_here);

}  // namespace

void compose_band_by_vectors(std::span<const CellPixels> cells, const BandTarget& to,
                             RowCheck* check) {
  HWY_DYNAMIC_DISPATCH(compose_band_here)(cells, to, check);
}
void compose_band_past(std::span<const CellPixels> cells, const BandTarget& to, RowCheck* check) {
  HWY_DYNAMIC_DISPATCH(compose_band_past_here)(cells, to, check);
}
void add_groups_by_vectors(RowCheck& check, const void* row, std::int64_t words) {
  HWY_DYNAMIC_DISPATCH(add_groups_here)(check, row, words);
}
void stream_fence() { hwy::FlushStream(); }
std::string vectors_target() { return HWY_DYNAMIC_DISPATCH(vectors_target_here)(); }

}  // namespace pontage::frame_stages
#endif
