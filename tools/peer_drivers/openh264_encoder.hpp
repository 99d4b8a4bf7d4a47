// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <wels/codec_api.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "kernels/shared/colour/colour_item.hpp"

/// A frame in I420, BT.709 with the limited range, sides rounded up to even.
struct I420 {
  int width = 0, height = 0;
  std::vector<std::uint8_t> bytes;

  void convert(const std::uint32_t* pixels, int from_width, int from_height) {
    using Colour = pontage::colour::Bt709Limited;
    width = (from_width + 1) / 2 * 2;
    height = (from_height + 1) / 2 * 2;
    bytes.resize(static_cast<std::size_t>(width) * height * 3 / 2);
    const auto at = [&](int x, int y) {
      return pixels[static_cast<std::size_t>(y < from_height ? y : from_height - 1) * from_width +
                    (x < from_width ? x : from_width - 1)];
    };
    std::uint8_t* luma = bytes.data();
    std::uint8_t* cb = luma + static_cast<std::size_t>(width) * height;
    std::uint8_t* cr = cb + static_cast<std::size_t>(width) * height / 4;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) *luma++ = Colour::luma(at(x, y));
    for (int y = 0; y < height; y += 2)
      for (int x = 0; x < width; x += 2) {
        const auto chroma =
            Colour::chroma(at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1), x / 2);
        *cb++ = chroma.cb;
        *cr++ = chroma.cr;
      }
  }
};

/// OpenH264 as a remote desktop would set it: real-time screen content at its lowest complexity, a
/// fixed QP, one slice and one thread, CAVLC, P pictures without end.
class OpenH264Encoder {
 public:
  OpenH264Encoder(int width, int height, int qp) {
    WelsCreateSVCEncoder(&encoder_);
    int quiet = WELS_LOG_QUIET;
    encoder_->SetOption(ENCODER_OPTION_TRACE_LEVEL, &quiet);
    SEncParamExt p;
    encoder_->GetDefaultParams(&p);
    p.iUsageType = SCREEN_CONTENT_REAL_TIME;
    p.iComplexityMode = LOW_COMPLEXITY;
    p.iRCMode = RC_OFF_MODE;
    p.iPicWidth = width;
    p.iPicHeight = height;
    p.fMaxFrameRate = 60;
    p.iTargetBitrate = 20'000'000;
    p.iMinQp = p.iMaxQp = qp;
    p.iTemporalLayerNum = p.iSpatialLayerNum = 1;
    p.uiIntraPeriod = 0;
    p.iNumRefFrame = 1;
    p.iEntropyCodingModeFlag = 0;
    p.iMultipleThreadIdc = 1;
    p.bEnableFrameSkip = false;
    p.bEnableSceneChangeDetect = true;  // screen content wants it
    p.bEnableBackgroundDetection = p.bEnableAdaptiveQuant = p.bEnableDenoise = false;
    p.bEnableLongTermReference = false;
    auto& layer = p.sSpatialLayers[0];
    layer.iVideoWidth = width;
    layer.iVideoHeight = height;
    layer.fFrameRate = 60;
    layer.iSpatialBitrate = 20'000'000;
    layer.iDLayerQp = qp;
    layer.uiProfileIdc = PRO_BASELINE;
    layer.sSliceArgument.uiSliceMode = SM_SINGLE_SLICE;
    if (encoder_->InitializeExt(&p) != 0) {
      std::fprintf(stderr, "OpenH264 cannot be initialised\n");
      std::exit(65);
    }
  }
  OpenH264Encoder(const OpenH264Encoder&) = delete;
  OpenH264Encoder& operator=(const OpenH264Encoder&) = delete;
  ~OpenH264Encoder() {
    encoder_->Uninitialize();
    WelsDestroySVCEncoder(encoder_);
  }

  void start_again() { encoder_->ForceIntraFrame(true); }
  /// The next picture; what it came to is in `made` until the next call.
  const SFrameBSInfo& encode(I420& frame) {
    SSourcePicture picture{};
    picture.iColorFormat = videoFormatI420;
    picture.iPicWidth = frame.width;
    picture.iPicHeight = frame.height;
    picture.iStride[0] = frame.width;
    picture.iStride[1] = picture.iStride[2] = frame.width / 2;
    picture.pData[0] = frame.bytes.data();
    picture.pData[1] = picture.pData[0] + static_cast<std::size_t>(frame.width) * frame.height;
    picture.pData[2] = picture.pData[1] + static_cast<std::size_t>(frame.width) * frame.height / 4;
    picture.uiTimeStamp = time_ += 17;
    made_ = {};
    if (encoder_->EncodeFrame(&picture, &made_) != 0) {
      std::fprintf(stderr, "OpenH264 cannot encode a picture\n");
      std::exit(65);
    }
    return made_;
  }

 private:
  ISVCEncoder* encoder_ = nullptr;
  SFrameBSInfo made_{};
  long long time_ = 0;
};
