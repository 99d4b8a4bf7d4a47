// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/frame_encode/h264_bits.hpp"

namespace pontage::frame_encode::h264 {

/// The size of a picture in pixels and in macroblocks of 16×16.
struct PictureSize {
  std::int32_t width = 0, height = 0;
  constexpr std::int32_t columns() const { return (width + 15) / 16; }
  constexpr std::int32_t rows() const { return (height + 15) / 16; }
  constexpr std::int32_t macroblocks() const { return columns() * rows(); }
  /// Bytes from one row of luma to the next, and of chroma.
  constexpr std::int32_t luma_stride() const { return columns() * 16; }
  constexpr std::int32_t chroma_stride() const { return columns() * 8; }
  /// Of an I420 picture of whole macroblocks: luma, Cb and Cr.
  constexpr std::int64_t plane_bytes() const { return std::int64_t{macroblocks()} * 384; }
  constexpr std::int64_t chroma_at(int plane) const {
    return std::int64_t{macroblocks()} * (256 + 64 * plane);
  }
};

constexpr PictureSize picture_size(std::int64_t width, std::int64_t height) {
  return {static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
}

/// level_idc for such pictures 60 times a second (Table A-1), at least 31, so that vectors may
/// reach 512 rows; 0 when no level takes them.
int h264_level(PictureSize);
/// Why a picture of this size cannot be coded, or empty.
std::string h264_refusal(PictureSize);

/// Sequence and picture parameter sets as NAL units: Constrained Baseline; BT.709 limited range in
/// the VUI; cropped to the picture, to an even size where it is odd, for 4:2:0 crops in twos;
/// pictures come out in the order they are coded (POC type 2); QP `qp` and the deblocking filter
/// under the slice's control. Returns the bytes, at most kMostParameterSetBytes.
std::size_t put_parameter_sets(PictureSize, int qp, std::byte* to);
inline constexpr std::size_t kMostParameterSetBytes = 128;

/// What a slice's header says.
struct SliceHeader {
  std::uint32_t first_macroblock = 0;
  std::uint32_t frame_number = 0;  ///< modulo 16
  bool is_idr = false;             ///< intra, else predicted
};

/// slice_header (7.3.3) without deblocking.
template <class Sink>
void put_slice_header(Sink& sink, const SliceHeader& slice) {
  put_ue(sink, slice.first_macroblock);
  put_ue(sink, slice.is_idr ? 7U : 5U);  // all slices of the picture are I, or P
  put_ue(sink, 0);                       // pic_parameter_set_id
  sink.put(slice.frame_number & 15, 4);
  if (slice.is_idr) {
    put_ue(sink, 0);  // idr_pic_id
    sink.put(0, 2);   // no_output_of_prior_pics_flag, long_term_reference_flag
  } else {
    sink.put(0, 3);  // no override of references, no reordering, no adaptive marking
  }
  put_se(sink, 0);  // slice_qp_delta
  put_ue(sink, 1);  // disable_deblocking_filter_idc
}

}  // namespace pontage::frame_encode::h264
