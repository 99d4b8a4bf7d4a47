// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "kernels/frame_encode/h264_headers.hpp"
#include "kernels/frame_encode/h264_samples.hpp"
#include "kernels/shared/desktop/frame.hpp"

namespace pontage::frame_encode::h264 {

/// An I420 picture of whole macroblocks as a screen shows it: BT.709, limited range; each sample of
/// chroma stands for its four pixels. For people to look at: nothing measured rests on it.
desktop::Frame frame_of(std::span<const Sample> picture, PictureSize);

}  // namespace pontage::frame_encode::h264
