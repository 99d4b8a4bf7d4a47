// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/tile_coder.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {
namespace {

constexpr std::uint64_t kEachByte = 0x0101010101010101;

/// How many pixels are as neither of their neighbours above and to the left.
std::int64_t lone_pixels(const TileBits& changed, const TileEdges& edges, std::int64_t height) {
  std::int64_t lone = 0;
  std::uint64_t before = 0;
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    lone += std::popcount(changed[y] & (edges.above[y] | ~before) &
                          (edges.left[y] | ~(changed[y] << 1)));
    before = changed[y];
  }
  return lone;
}

/// The lowest bit of each byte that is not 0.
std::uint64_t busy_segments(std::uint64_t pixels) {
  pixels |= pixels >> 4;
  pixels |= pixels >> 2;
  pixels |= pixels >> 1;
  return pixels & kEachByte;
}
/// Those bits one next to the other.
std::uint8_t together(std::uint64_t segments) {
  return static_cast<std::uint8_t>(segments * 0x0102040810204080 >> 56);
}

/// How many segments are not as what is above them.
std::int64_t count_segments(const TileBits& changed, const TileBits& above, std::int64_t height) {
  std::int64_t segments = 0;
  std::uint64_t before = 0;
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    segments += std::popcount(busy_segments((changed[y] ^ before) | (above[y] & changed[y])));
    before = changed[y];
  }
  return segments;
}

/// Rows are far apart in a frame: no processor sees by itself that they are come to.
void fetch_row(const TilePlace& place, std::int64_t y) {
  if (y >= place.height) return;
  for (std::int64_t x = 0; x < place.width; x += 16)
    __builtin_prefetch(place.current + y * place.stride + x, 0, 2);
}

/// Looks colours up for a tile, row by row.
template <bool kIsDifference>
class NumberRows {
 public:
  NumberRows(TilePalette& palette, const TilePlace& place) : palette_(palette), place_(place) {}

  /// Writes the numbers of these segments of row y, of which `changed` are not 0 and `left` not as
  /// to the left.
  std::uint8_t* put(std::size_t y, std::uint64_t segments, std::uint64_t changed,
                    std::uint64_t left, std::uint8_t* to) {
    const std::int64_t at = static_cast<std::int64_t>(y) * place_.stride;
    // Each run of pixels that have the same number, within a segment, is found once and spread over
    // all eight that follow; the next one overwrites what is not its.
    const std::uint64_t starts = (left & changed) | (changed ^ changed << 1);
    // A row of one colour, as most are of a picture that is painted from top to bottom, is one run.
    const bool is_even = starts == 1;
    if (is_even) row_.fill(static_cast<std::uint8_t>(palette_.number_of(pixel_at(at))));
    for (std::uint64_t runs = is_even ? 0 : (starts & segments * 255) | segments; runs != 0;
         runs &= runs - 1) {
      const int x = std::countr_zero(runs);
      const std::uint64_t number =
          (changed >> x & 1) != 0 ? palette_.number_of(pixel_at(at + x)) : 0;
      const std::uint64_t eight = number * kEachByte;
      std::memcpy(row_.data() + x, &eight, sizeof eight);
    }
    for (std::size_t x = 0; x < kTile; x += kSegment, segments >>= kSegment) {
      std::memcpy(to, row_.data() + x, kSegment);
      to += (segments & 1) * kSegment;
    }
    return to;
  }

 private:
  Pixel pixel_at(std::int64_t at) const {
    return kIsDifference ? place_.current[at] ^ place_.previous[at] : place_.current[at];
  }

  TilePalette& palette_;
  const TilePlace& place_;
  std::array<std::uint8_t, kTile + kSegment> row_;
};

}  // namespace

TileChange look_for_changes(const TileSteps& steps, const TilePlace& place, TileOutline& outline) {
  const std::uint64_t all = place.row_bits();
  bool is_replaced = *place.current != *place.previous;
  if (is_replaced) steps.find_changes(place, kSampleRows, outline);
  for (std::int64_t y = 0; is_replaced && y < place.height; y += kSampleRows)
    is_replaced = outline.changed[static_cast<std::size_t>(y)] == all;
  const auto rows = static_cast<std::size_t>(place.height);
  if (is_replaced) {
    std::fill_n(outline.changed.begin(), rows, all);
    return TileChange::replaced;
  }
  steps.find_changes(place, 1, outline);
  std::uint64_t any = 0;
  for (std::size_t y = 0; y < rows; ++y) any |= outline.changed[y];
  return any == 0 ? TileChange::none : TileChange::some;
}

template <bool kIsDifference>
std::uint8_t* TileCoder::put_numbers(const TilePlace& place, const TileEdges& edges,
                                     std::uint8_t* to) {
  std::uint8_t* row_segments = to;
  to += place.height;
  NumberRows<kIsDifference> rows(palette_, place);
  std::uint64_t before = 0;
  for (std::size_t y = 0; y < static_cast<std::size_t>(place.height); ++y) {
    fetch_row(next_, static_cast<std::int64_t>(y));
    const std::uint64_t changed = outline_.changed[y];
    const std::uint64_t segments = busy_segments((changed ^ before) | (edges.above[y] & changed));
    before = changed;
    *row_segments++ = together(segments);
    if (segments != 0) to = rows.put(y, segments, changed, edges.left[y], to);
    if (palette_.is_overfull()) break;
  }
  return to;
}

bool TileCoder::put_indexed(const TilePlace& place, bool is_difference, std::uint8_t*& to) {
  const std::uint32_t known = palette_.count();
  std::uint8_t* const end = is_difference ? put_numbers<true>(place, outline_.difference, to)
                                          : put_numbers<false>(place, outline_.pixels, to);
  if (palette_.is_overfull()) return false;
  BytesOut out(end);
  out.u8(palette_.count() - known);
  for (const int shift : {0, 8, 16, 24})
    for (std::uint32_t number = known + 1; number <= palette_.count(); ++number)
      out.u8(palette_.colour(number) >> shift);
  to = out.at();
  return true;
}

TileKind TileCoder::put_whole(const TilePlace& place, bool is_opaque, std::uint8_t*& to) {
  if (is_opaque) {
    to = steps_.put_planes(place, to);
    return TileKind::planes;
  }
  BytesOut out(to);
  for (std::int64_t y = 0; y < place.height; ++y)
    for (std::int64_t x = 0; x < place.width; ++x) out.u32(place.current[y * place.stride + x]);
  to = out.at();
  return TileKind::pixels;
}

TileCoder::Way TileCoder::fewest_segments(const TilePlace& place, TileChange change) const {
  if (change == TileChange::replaced) return Way::all;
  TileBits all;
  std::fill_n(all.begin(), place.height, place.row_bits());
  std::int64_t fewest = count_segments(all, outline_.pixels.above, place.height);
  Way best = Way::all;
  const auto try_way = [&](Way way, const TileEdges& edges) {
    const std::int64_t segments = count_segments(outline_.changed, edges.above, place.height);
    if (segments > fewest) return;
    fewest = segments;
    best = way;
  };
  try_way(Way::difference, outline_.difference);
  try_way(Way::changed, outline_.pixels);
  return best;
}

TileKind TileCoder::put(const TilePlace& place, std::uint8_t*& to) {
  const TileChange change = look_for_changes(steps_, place, outline_);
  if (change == TileChange::none) return TileKind::unchanged;
  steps_.find_edges(place, outline_);
  const Way way = fewest_segments(place, change);
  if (way == Way::all)  // as if the client had nothing
    std::fill_n(outline_.changed.begin(), place.height, place.row_bits());
  const bool is_difference = way == Way::difference;
  if (is_difference) steps_.find_difference_edges(place, outline_);
  const TileEdges& edges = is_difference ? outline_.difference : outline_.pixels;
  const bool is_busy = 4 * lone_pixels(outline_.changed, edges, place.height) > place.pixels();
  if (is_busy && steps_.is_opaque(place)) return put_whole(place, true, to);
  for (;;) {
    const bool had_others = palette_.count() > 0;
    if (put_indexed(place, is_difference, to)) {
      if (std::exchange(is_anew_, false))
        return is_difference ? TileKind::difference_anew : TileKind::indexed_anew;
      return is_difference ? TileKind::difference : TileKind::indexed;
    }
    palette_.forget();
    is_anew_ = true;
    if (!had_others) return put_whole(place, !is_busy && steps_.is_opaque(place), to);
  }
}

}  // namespace pontage::frame_encode
