// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_h264_variants.hpp"

namespace pontage::frame_encode {
namespace h264 {

std::size_t encode_row_plain(const PictureJob& picture, int row, std::uint32_t* words) {
  NullProbe probe;
  return RowEncoder<PlainArithmetic, NullProbe>(probe, picture, row, words).encode();
}

std::size_t encode_row_counted(CountProbe& probe, const PictureJob& picture, int row,
                               std::uint32_t* words) {
  return RowEncoder<PlainArithmetic, CountProbe>(probe, picture, row, words).encode();
}

}  // namespace h264

void encode_h264_reference(const Args& args) {
  h264::H264Job job = h264::job_of(args);
  job.is_plain = true;
  h264::encode_in_turn(job);
}

void encode_h264_rows(HostTeam& team, const Args& args) {
  h264::encode_on(team, h264::job_of(args), h264::encode_row_plain);
}

}  // namespace pontage::frame_encode
