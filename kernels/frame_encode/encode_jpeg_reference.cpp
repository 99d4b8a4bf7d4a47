// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "kernels/frame_encode/jpeg_bits.hpp"
#include "kernels/frame_encode/jpeg_block.hpp"
#include "kernels/shared/colour/convert_rows.hpp"

namespace pontage::frame_encode {
namespace {

/// An MCU in 4:2:0, beyond the picture's edges as libjpeg pads it.
struct McuSamples {
  std::array<std::uint8_t, 256> luma{};
  std::array<std::uint8_t, 64> cb{}, cr{};
};

McuSamples convert_mcu(const JpegRow& row, std::int64_t mcu) {
  const std::int64_t x = mcu * kMcu, width = row.width - x < kMcu ? row.width - x : kMcu;
  McuSamples samples;
  colour::convert_rows_plain(
      colour::Matrix::bt601_full,
      {row.pixels + x, row.width, static_cast<std::int32_t>(width),
       static_cast<std::int32_t>(row.height)},
      {kMcu, kMcu}, {samples.luma.data(), samples.cb.data(), samples.cr.data(), kMcu, kMcu / 2});
  return samples;
}

}  // namespace

template <class Probe>
std::uint8_t* encode_row_over(Probe& probe, const JpegRow& row, const QuantTables& quant,
                              std::uint8_t* to) {
  const JpegCodes& codes = jpeg_codes();
  BitWriter out(probe, to);
  std::int32_t last_luma = 0, last_cb = 0, last_cr = 0;
  std::array<std::int16_t, kBlock> zigzag{};
  const auto put = [&](const std::uint8_t* samples, std::int64_t stride, const QuantTable& table,
                       const HuffmanCodes& code, std::int32_t& last) {
    const std::uint64_t mask = code_block(samples, stride, table, zigzag.data());
    put_block(out, probe, {zigzag.data(), &mask}, code, last);
  };
  for (std::int64_t mcu = 0; mcu < row.mcus(); ++mcu) {
    const McuSamples samples = convert_mcu(row, mcu);
    for (int block = 0; block < 4; ++block) {
      if (row.has_block(mcu, block)) {
        put(samples.luma.data() + block / 2 * 8 * kMcu + block % 2 * 8, kMcu, quant.luma,
            codes.luma, last_luma);
        continue;
      }
      put_number(out, probe, 0, codes.luma.dc, 0, JpegSite::dc_code);
      put_end_of_block(out, probe, codes.luma);
    }
    put(samples.cb.data(), kMcu / 2, quant.chroma, codes.chroma, last_cb);
    put(samples.cr.data(), kMcu / 2, quant.chroma, codes.chroma, last_cr);
  }
  return out.finish();
}

template std::uint8_t* encode_row_over(NullProbe&, const JpegRow&, const QuantTables&,
                                       std::uint8_t*);
template std::uint8_t* encode_row_over(CountProbe&, const JpegRow&, const QuantTables&,
                                       std::uint8_t*);

std::uint8_t* encode_row_plain(const JpegRow& row, const QuantTables& quant, std::uint8_t* to) {
  NullProbe probe;
  return encode_row_over(probe, row, quant, to);
}

void encode_jpeg_reference(const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_rows(jpeg_job(args), encode_row_plain, nullptr, out);
}

}  // namespace pontage::frame_encode
