// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_headers.hpp"

#include <array>

namespace pontage::frame_encode::h264 {
namespace {

using Writer = BitWriter<NullProbe>;

/// Table A-1: macroblocks a second and a picture.
struct Level {
  int number;
  std::int64_t macroblocks_a_second, macroblocks;
};
constexpr std::array<Level, 9> kLevels{{{31, 108000, 3600},
                                        {32, 216000, 5120},
                                        {40, 245760, 8192},
                                        {42, 522240, 8704},
                                        {50, 589824, 22080},
                                        {51, 983040, 36864},
                                        {52, 2073600, 36864},
                                        {60, 4177920, 139264},
                                        {61, 8355840, 139264}}};
constexpr std::int64_t kPicturesASecond = 60;

void put_vui(Writer& to) {
  to.put(0, 2);                              // no aspect ratio, no overscan
  to.put(1, 1);                              // video_signal_type_present_flag
  to.put(5, 3);                              // video_format: unspecified
  to.put(0, 1);                              // limited range
  to.put(1, 1);                              // colour_description_present_flag
  for (int i = 0; i < 3; ++i) to.put(1, 8);  // primaries, transfer, matrix: BT.709
  to.put(0, 5);    // no chroma location, timing, HRD (two) and picture structure
  to.put(1, 1);    // bitstream_restriction_flag
  to.put(1, 1);    // motion_vectors_over_pic_boundaries_flag
  put_ue(to, 0);   // max_bytes_per_pic_denom: not said
  put_ue(to, 0);   // max_bits_per_mb_denom
  put_ue(to, 13);  // log2_max_mv_length_horizontal
  put_ue(to, 11);  // log2_max_mv_length_vertical
  put_ue(to, 0);   // max_num_reorder_frames
  put_ue(to, 1);   // max_dec_frame_buffering
}

void put_sequence(Writer& to, PictureSize size) {
  to.put(66, 8);    // profile_idc: Baseline,
  to.put(0xc0, 8);  // and all of Main's constraints
  to.put(static_cast<std::uint32_t>(h264_level(size)), 8);
  put_ue(to, 0);  // seq_parameter_set_id
  put_ue(to, 0);  // log2_max_frame_num_minus4
  put_ue(to, 2);  // pic_order_cnt_type
  put_ue(to, 1);  // max_num_ref_frames
  to.put(0, 1);   // gaps_in_frame_num_value_allowed_flag
  put_ue(to, static_cast<std::uint32_t>(size.columns() - 1));
  put_ue(to, static_cast<std::uint32_t>(size.rows() - 1));
  to.put(1, 1);  // frame_mbs_only_flag
  to.put(1, 1);  // direct_8x8_inference_flag
  const int right = (size.columns() * 16 - size.width) / 2;
  const int bottom = (size.rows() * 16 - size.height) / 2;
  to.put(right > 0 || bottom > 0, 1);
  if (right > 0 || bottom > 0)
    for (const int crop : {0, right, 0, bottom}) put_ue(to, static_cast<std::uint32_t>(crop));
  to.put(1, 1);  // vui_parameters_present_flag
  put_vui(to);
}

void put_picture(Writer& to, int qp) {
  put_ue(to, 0);        // pic_parameter_set_id
  put_ue(to, 0);        // seq_parameter_set_id
  to.put(0, 2);         // CAVLC; bottom_field_pic_order_in_frame_present_flag
  put_ue(to, 0);        // num_slice_groups_minus1
  put_ue(to, 0);        // num_ref_idx_l0_default_active_minus1
  put_ue(to, 0);        // num_ref_idx_l1_default_active_minus1
  to.put(0, 3);         // weighted prediction
  put_se(to, qp - 26);  // pic_init_qp_minus26
  put_se(to, 0);        // pic_init_qs_minus26
  put_se(to, 0);        // chroma_qp_index_offset
  to.put(1, 1);         // deblocking_filter_control_present_flag
  to.put(0, 1);         // constrained_intra_pred_flag
  to.put(0, 1);         // redundant_pic_cnt_present_flag
}

template <class Put>
std::byte* append_set(std::byte* to, Nal kind, Put put) {
  std::array<std::uint32_t, 12> words{};
  NullProbe probe;
  Writer writer(probe, words.data());
  put(writer);
  const std::size_t bytes = writer.finish();
  return append_nal(to, kind, reinterpret_cast<const std::byte*>(words.data()), bytes);
}

}  // namespace

int h264_level(PictureSize size) {
  const std::int64_t macroblocks = size.macroblocks();
  for (const Level& level : kLevels) {
    // Neither side may be longer than the root of eight times the most (A.3.1).
    const std::int64_t most_side_squared = 8 * level.macroblocks;
    if (macroblocks > level.macroblocks ||
        std::int64_t{size.columns()} * size.columns() > most_side_squared ||
        std::int64_t{size.rows()} * size.rows() > most_side_squared)
      continue;
    if (macroblocks * kPicturesASecond <= level.macroblocks_a_second) return level.number;
  }
  return 0;
}

std::string h264_refusal(PictureSize size) {
  if (h264_level(size) != 0) return {};
  return "no level of H.264 takes a picture of " + std::to_string(size.width) + "x" +
         std::to_string(size.height) +
         " pixels: at most 139264 macroblocks of 16x16, and no side above 16880";
}

std::size_t put_parameter_sets(PictureSize size, int qp, std::byte* to) {
  static_assert(2 * most_nal_bytes(sizeof(std::uint32_t) * 8) <= kMostParameterSetBytes);
  const std::byte* const begin = to;
  to = append_set(to, Nal::sequence, [&](Writer& writer) { put_sequence(writer, size); });
  to = append_set(to, Nal::picture, [&](Writer& writer) { put_picture(writer, qp); });
  return static_cast<std::size_t>(to - begin);
}

}  // namespace pontage::frame_encode::h264
