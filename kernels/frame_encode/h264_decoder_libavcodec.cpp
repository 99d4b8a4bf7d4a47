// SPDX-License-Identifier: Apache-2.0
#include <cstdarg>
#include <cstdio>
#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include "kernels/frame_encode/h264_decoders.hpp"

namespace pontage::frame_encode::h264::test {
namespace {

std::string& heard() {
  static std::string all;
  return all;
}

void hear(void*, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_WARNING) return;
  char line[512];
  std::vsnprintf(line, sizeof line, format, arguments);
  heard() += line;
}

struct Freed {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

void append_picture(Decoded& to, const AVFrame& frame) {
  to.width = frame.width;
  to.height = frame.height;
  auto& picture = to.pictures.emplace_back();
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < frame.height >> shift; ++y) {
      const std::uint8_t* line = frame.data[plane] + y * frame.linesize[plane];
      picture.insert(picture.end(), line, line + (frame.width >> shift));
    }
  }
  if (frame.format != AV_PIX_FMT_YUV420P || frame.color_range != AVCOL_RANGE_MPEG ||
      frame.colorspace != AVCOL_SPC_BT709 || frame.color_primaries != AVCOL_PRI_BT709)
    to.complaints += "not BT.709 with the limited range; ";
}

}  // namespace

Decoded decode_by_libavcodec(std::span<const std::uint8_t> stream,
                             std::span<const std::uint64_t> sizes) {
  Decoded all;
  heard().clear();
  av_log_set_callback(hear);
  const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_H264);
  const std::unique_ptr<AVCodecContext, Freed> context(avcodec_alloc_context3(codec));
  context->err_recognition = AV_EF_EXPLODE | AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER;
  context->thread_count = 1;
  if (avcodec_open2(context.get(), codec, nullptr) != 0) all.complaints += "cannot open; ";
  const std::unique_ptr<AVPacket, Freed> packet(av_packet_alloc());
  const std::unique_ptr<AVFrame, Freed> frame(av_frame_alloc());
  const auto receive = [&] {
    while (avcodec_receive_frame(context.get(), frame.get()) == 0) append_picture(all, *frame);
  };
  std::size_t at = 0;
  for (const std::uint64_t size : sizes) {
    if (size == 0) continue;
    std::vector<std::uint8_t> padded(stream.begin() + static_cast<std::ptrdiff_t>(at),
                                     stream.begin() + static_cast<std::ptrdiff_t>(at + size));
    at += size;
    padded.resize(padded.size() + AV_INPUT_BUFFER_PADDING_SIZE);
    packet->data = padded.data();
    packet->size = static_cast<int>(size);
    if (const int rc = avcodec_send_packet(context.get(), packet.get()); rc != 0)
      all.complaints += "send_packet " + std::to_string(rc) + "; ";
    receive();
  }
  avcodec_send_packet(context.get(), nullptr);
  receive();
  all.complaints += heard();
  av_log_set_callback(av_log_default_callback);
  return all;
}

}  // namespace pontage::frame_encode::h264::test
