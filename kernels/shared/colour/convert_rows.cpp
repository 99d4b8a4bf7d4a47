// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/colour/convert_rows.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/shared/colour/colour_item.hpp"
#include "kernels/shared/colour/row_pair.hpp"

namespace pontage::colour {
namespace {

/// Squares from pixel `from` (even) to `to`; beyond the pixels the last one goes on.
template <class Item>
void convert_squares(const RowPair& pair, std::int64_t from, std::int64_t to) {
  for (std::int64_t x = from; x < to; x += 2) {
    const std::int64_t left = std::min(x, pair.width - 1), right = std::min(x + 1, pair.width - 1);
    const std::uint32_t a = pair.top[left], b = pair.top[right], c = pair.bottom[left],
                        d = pair.bottom[right];
    pair.top_luma[x] = Item::luma(a);
    pair.top_luma[x + 1] = Item::luma(b);
    pair.bottom_luma[x] = Item::luma(c);
    pair.bottom_luma[x + 1] = Item::luma(d);
    const Chroma chroma = Item::chroma(a, b, c, d, x / 2);
    pair.cb[x / 2] = chroma.cb;
    pair.cr[x / 2] = chroma.cr;
  }
}

/// The last row of luma and the last of chroma again, down to the end of the padding.
void repeat_last_rows(std::int32_t rows, Padded padded, const Planes& to) {
  const auto width = static_cast<std::size_t>(padded.width);
  const std::int32_t pairs = (rows + 1) / 2;
  for (std::int32_t y = 2 * pairs; y < padded.rows; ++y)
    std::memcpy(to.luma + y * to.luma_stride, to.luma + (rows - 1) * to.luma_stride, width);
  for (std::int32_t y = pairs; y < padded.rows / 2; ++y)
    for (std::uint8_t* plane : {to.cb, to.cr})
      std::memcpy(plane + y * to.chroma_stride, plane + (pairs - 1) * to.chroma_stride, width / 2);
}

/// `by_vectors` converts the left part of a pair of rows and says how much; null: nothing.
template <class Item>
void convert_all(const Pixels& from, Padded padded, const Planes& to,
                 std::int64_t (*by_vectors)(const RowPair&)) {
  for (std::int32_t y = 0; y < from.rows; y += 2) {
    const std::int32_t below = std::min(y + 1, from.rows - 1);
    const RowPair pair{from.at + y * from.stride,
                       from.at + below * from.stride,
                       from.width,
                       to.luma + y * to.luma_stride,
                       to.luma + (y + 1) * to.luma_stride,
                       to.cb + y / 2 * to.chroma_stride,
                       to.cr + y / 2 * to.chroma_stride};
    convert_squares<Item>(pair, by_vectors == nullptr ? 0 : by_vectors(pair), padded.width);
  }
  repeat_last_rows(from.rows, padded, to);
}

}  // namespace

void convert_rows_plain(Matrix matrix, const Pixels& from, Padded padded, const Planes& to) {
  if (matrix == Matrix::bt601_full)
    convert_all<Bt601Full>(from, padded, to, nullptr);
  else
    convert_all<Bt709Limited>(from, padded, to, nullptr);
}

#ifdef PONTAGE_HAS_HIGHWAY
void convert_rows(Matrix matrix, const Pixels& from, Padded padded, const Planes& to) {
  if (matrix == Matrix::bt601_full)
    convert_all<Bt601Full>(from, padded, to, convert_pair_601);
  else
    convert_all<Bt709Limited>(from, padded, to, convert_pair_709);
}
std::string convert_rows_target() { return row_pair_target(); }
#else
void convert_rows(Matrix matrix, const Pixels& from, Padded padded, const Planes& to) {
  convert_rows_plain(matrix, from, padded, to);
}
std::string convert_rows_target() { return "plain"; }
#endif

}  // namespace pontage::colour
