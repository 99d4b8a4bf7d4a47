// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "kernels/frame_encode/jpeg_bits.hpp"
#include "kernels/frame_encode/jpeg_block.hpp"
#include "kernels/frame_encode/quant_factors.hpp"
#include "kernels/shared/colour/colour_item.hpp"
#include "kernels/shared/colour/convert_rows.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_encode/encode_jpeg_vectors.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/frame_encode/transform-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::HWY_NAMESPACE {
namespace {

/// MCUs that are worked on together: what belongs to them stays in the innermost cache.
constexpr std::int64_t kMcus = 8;
constexpr std::int64_t kLumaBlocks = 2 * kMcus;  ///< in one of the two rows of blocks
static_assert(kMcus % kBlocksTogether == 0);

/// One piece of a row: samples, and what becomes of them.
struct Piece {
  alignas(64) std::uint8_t luma[kMcu][kMcus * kMcu];
  alignas(64) std::uint8_t cb[8][kMcus * 8];
  alignas(64) std::uint8_t cr[8][kMcus * 8];
  alignas(64) std::int16_t luma_zigzag[2][kLumaBlocks][kBlock];
  alignas(64) std::int16_t chroma_zigzag[2][kMcus][kBlock];  ///< Cb, Cr
  std::uint64_t luma_mask[2][kLumaBlocks];
  std::uint64_t chroma_mask[2][kMcus];
  bool is_flat[kMcus];  ///< the MCU has one colour, and none of the above
  std::int64_t first = 0, count = 0;
};

struct Coder {
  JpegRow row;
  QuantFactors luma_factors, chroma_factors;
  const QuantTables* quant;
  const JpegCodes* codes;
};

/// Whether a whole MCU's pixels are all equal.
HWY_INLINE bool has_one_colour(const Pixel* pixels, std::int64_t stride) {
  const hn::CappedTag<std::uint32_t, 16> d;
  const auto first = hn::Set(d, pixels[0]);
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t y = 0; y < kMcu; y += 4) {
    auto differs = hn::Zero(d);
    for (std::int64_t i = y; i < y + 4; ++i)
      for (std::int64_t x = 0; x < kMcu; x += lanes)
        differs = hn::Or(differs, hn::Xor(hn::LoadU(d, pixels + i * stride + x), first));
    if (!hn::AllTrue(d, hn::Eq(differs, hn::Zero(d)))) return false;
  }
  return true;
}

void find_flat(const JpegRow& row, Piece& piece) {
  for (std::int64_t i = 0; i < piece.count; ++i) {
    const std::int64_t x = (piece.first + i) * kMcu;
    piece.is_flat[i] =
        row.height == kMcu && x + kMcu <= row.width && has_one_colour(row.pixels + x, row.width);
  }
}

/// Samples of MCUs `begin` to `end` of the piece, and of one more where that fills vectors.
void convert(const JpegRow& row, Piece& piece, std::int64_t begin, std::int64_t end) {
  begin -= begin % 2;
  if (end < piece.count) end += end % 2;
  const std::int64_t x = (piece.first + begin) * kMcu, padded = (end - begin) * kMcu;
  const std::int64_t width = row.width - x < padded ? row.width - x : padded;
  colour::convert_rows_601({row.pixels + x, row.width, static_cast<std::int32_t>(width),
                            static_cast<std::int32_t>(row.height)},
                           {static_cast<std::int32_t>(padded), kMcu},
                           {piece.luma[0] + begin * kMcu, piece.cb[0] + begin * 8,
                            piece.cr[0] + begin * 8, kMcus * kMcu, kMcus * 8});
}

HWY_INLINE void transform_plane(const std::uint8_t* samples, std::int64_t stride,
                                const BlockQuant& quant, std::int64_t begin, std::int64_t end,
                                std::int16_t (*zigzag)[kBlock], std::uint64_t* mask) {
  for (std::int64_t block = begin / kBlocksTogether * kBlocksTogether; block < end;
       block += kBlocksTogether)
    transform_blocks(samples + 8 * block, stride, quant, zigzag[block]);
  for (std::int64_t block = begin; block < end; ++block) mask[block] = mask_of(zigzag[block]);
}

void transform(const Coder& coder, Piece& piece, std::int64_t begin, std::int64_t end) {
  const BlockQuant luma{&coder.quant->luma, &coder.luma_factors},
      chroma{&coder.quant->chroma, &coder.chroma_factors};
  for (int half = 0; half < 2; ++half)
    transform_plane(piece.luma[8 * half], kMcus * kMcu, luma, 2 * begin, 2 * end,
                    piece.luma_zigzag[half], piece.luma_mask[half]);
  transform_plane(piece.cb[0], kMcus * 8, chroma, begin, end, piece.chroma_zigzag[0],
                  piece.chroma_mask[0]);
  transform_plane(piece.cr[0], kMcus * 8, chroma, begin, end, piece.chroma_zigzag[1],
                  piece.chroma_mask[1]);
}

/// The last DC of each component.
struct LastDc {
  std::int32_t luma = 0, cb = 0, cr = 0;
};

using Out = BitWriter<NullProbe>;

/// A block of samples that are all `sample` transforms to 64 times what it is above 128.
std::int32_t flat_dc(std::uint8_t sample, const QuantTable& quant) {
  return quantised((sample - 128) * kBlock, quant.divisor[0]);
}

void put_flat(Out& out, const Coder& coder, Pixel pixel, LastDc& last) {
  NullProbe probe;
  const auto put = [&](std::int32_t dc, std::int32_t& before, const HuffmanCodes& codes) {
    put_number(out, probe, dc - before, codes.dc, 0, JpegSite::dc_code);
    put_end_of_block(out, probe, codes);
    before = dc;
  };
  const colour::Chroma chroma = colour::Bt601Full::chroma_of_pixel(pixel);
  const std::int32_t luma = flat_dc(colour::Bt601Full::luma(pixel), coder.quant->luma);
  for (int block = 0; block < 4; ++block) put(luma, last.luma, coder.codes->luma);
  put(flat_dc(chroma.cb, coder.quant->chroma), last.cb, coder.codes->chroma);
  put(flat_dc(chroma.cr, coder.quant->chroma), last.cr, coder.codes->chroma);
}

HWY_INLINE void put_mcu(Out& out, const Coder& coder, const Piece& piece, std::int64_t i,
                        LastDc& last) {
  NullProbe probe;
  for (int block = 0; block < 4; ++block) {
    if (!coder.row.has_block(piece.first + i, block)) {
      put_number(out, probe, 0, coder.codes->luma.dc, 0, JpegSite::dc_code);
      put_end_of_block(out, probe, coder.codes->luma);
      continue;
    }
    const std::int64_t at = 2 * i + block % 2;
    put_block(out, probe, {piece.luma_zigzag[block / 2][at], &piece.luma_mask[block / 2][at]},
              coder.codes->luma, last.luma);
  }
  put_block(out, probe, {piece.chroma_zigzag[0][i], &piece.chroma_mask[0][i]}, coder.codes->chroma,
            last.cb);
  put_block(out, probe, {piece.chroma_zigzag[1][i], &piece.chroma_mask[1][i]}, coder.codes->chroma,
            last.cr);
}

/// Everything of a piece up to its quantised blocks.
void prepare(const Coder& coder, Piece& piece) {
  find_flat(coder.row, piece);
  for (std::int64_t begin = 0; begin < piece.count; ++begin) {
    if (piece.is_flat[begin]) continue;
    std::int64_t end = begin + 1;
    while (end < piece.count && !piece.is_flat[end]) ++end;
    convert(coder.row, piece, begin, end);
    transform(coder, piece, begin, end);
    begin = end;
  }
}

}  // namespace

std::uint8_t* encode_row_here(const JpegRow& row, const QuantTables& quant, std::uint8_t* to) {
  const Coder coder{row, quant_factors(quant.luma), quant_factors(quant.chroma), &quant,
                    &jpeg_codes()};
  Piece piece{};
  NullProbe probe;
  Out out(probe, to);
  LastDc last;
  for (piece.first = 0; piece.first < row.mcus(); piece.first += kMcus) {
    piece.count = row.mcus() - piece.first < kMcus ? row.mcus() - piece.first : kMcus;
    prepare(coder, piece);
    for (std::int64_t i = 0; i < piece.count; ++i)
      if (piece.is_flat[i])
        put_flat(out, coder, row.pixels[(piece.first + i) * kMcu], last);
      else
        put_mcu(out, coder, piece, i, last);
  }
  return out.finish();
}
const char* jpeg_vectors_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::frame_encode::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_encode {
namespace {

HWY_EXPORT(encode_row_here);
HWY_EXPORT(jpeg_vectors_target_here);

}  // namespace

std::uint8_t* encode_row_vectors(const JpegRow& row, const QuantTables& quant, std::uint8_t* to) {
  return HWY_DYNAMIC_DISPATCH(encode_row_here)(row, quant, to);
}
std::string jpeg_vectors_target() { return HWY_DYNAMIC_DISPATCH(jpeg_vectors_target_here)(); }

void encode_jpeg_vectors(HostTeam& team, const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_rows(jpeg_job(args), encode_row_vectors, &team, out);
}

}  // namespace pontage::frame_encode
#endif
