// SPDX-License-Identifier: Apache-2.0
#include <wels/codec_api.h>

#include <cstdint>
#include <memory>

#include "kernels/frame_encode/h264_decoders.hpp"

namespace pontage::frame_encode::h264::test {
namespace {

struct Freed {
  void operator()(ISVCDecoder* decoder) const {
    decoder->Uninitialize();
    WelsDestroyDecoder(decoder);
  }
};

void hear(void* to, int, const char* what) { *static_cast<std::string*>(to) += what; }

void append_picture(Decoded& to, unsigned char* const* planes, const SSysMEMBuffer& buffer) {
  to.width = buffer.iWidth;
  to.height = buffer.iHeight;
  auto& picture = to.pictures.emplace_back();
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < buffer.iHeight >> shift; ++y) {
      const std::uint8_t* line = planes[plane] + y * buffer.iStride[shift];
      picture.insert(picture.end(), line, line + (buffer.iWidth >> shift));
    }
  }
}

}  // namespace

Decoded decode_by_openh264(std::span<const std::uint8_t> stream,
                           std::span<const std::uint64_t> sizes) {
  Decoded all;
  ISVCDecoder* made = nullptr;
  WelsCreateDecoder(&made);
  const std::unique_ptr<ISVCDecoder, Freed> decoder(made);
  int level = WELS_LOG_WARNING;
  WelsTraceCallback hearing = hear;
  void* to = &all.complaints;
  decoder->SetOption(DECODER_OPTION_TRACE_LEVEL, &level);
  decoder->SetOption(DECODER_OPTION_TRACE_CALLBACK_CONTEXT, &to);
  decoder->SetOption(DECODER_OPTION_TRACE_CALLBACK, static_cast<void*>(&hearing));
  SDecodingParam parameters{};
  parameters.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
  parameters.eEcActiveIdc = ERROR_CON_DISABLE;
  if (decoder->Initialize(&parameters) != 0) all.complaints += "cannot initialize; ";
  std::size_t at = 0;
  for (const std::uint64_t size : sizes) {
    if (size == 0) continue;
    unsigned char* planes[3] = {};
    SBufferInfo info{};
    const auto state =
        decoder->DecodeFrameNoDelay(stream.data() + at, static_cast<int>(size), planes, &info);
    at += size;
    if (state != dsErrorFree) all.complaints += "state " + std::to_string(state) + "; ";
    if (info.iBufferStatus == 1) append_picture(all, planes, info.UsrData.sSystemBuffer);
  }
  return all;
}

}  // namespace pontage::frame_encode::h264::test
