// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_jpeg_variants.hpp"
namespace pontage::frame_encode {
std::uint8_t* encode_row_vectors(const JpegRow& r, const QuantTables& q, std::uint8_t* to) {
  return encode_row_plain(r, q, to);
}
std::string jpeg_vectors_target() { return ""; }
void encode_jpeg_vectors(HostTeam& team, const Args& args) {
  StreamOut out = stream_out(args);
  encode_by_rows(jpeg_job(args), encode_row_vectors, &team, out);
}
}  // namespace pontage::frame_encode
