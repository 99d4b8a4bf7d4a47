// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_h264_variants.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/frame_encode/encode_h264_vectors.cpp"
#include <hwy/foreach_target.h>
// Included once for every instruction set; keep after foreach_target.h.
#include <hwy/highway.h>

#include "kernels/frame_encode/h264_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pontage::frame_encode::h264::HWY_NAMESPACE {

std::size_t encode_row(const PictureJob& picture, int row, std::uint32_t* words) {
  NullProbe probe;
  return RowEncoder<VectorArithmetic, NullProbe>(probe, picture, row, words).encode();
}
const char* target_name() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::frame_encode::h264::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::frame_encode {
namespace h264 {

HWY_EXPORT(encode_row);
HWY_EXPORT(target_name);

std::size_t encode_row_vectors(const PictureJob& picture, int row, std::uint32_t* words) {
  return HWY_DYNAMIC_DISPATCH(encode_row)(picture, row, words);
}
std::string vectors_target() { return HWY_DYNAMIC_DISPATCH(target_name)(); }

}  // namespace h264

void encode_h264_vectors(HostTeam& team, const Args& args) {
  h264::encode_on(team, h264::job_of(args), h264::encode_row_vectors);
}

}  // namespace pontage::frame_encode
#endif
