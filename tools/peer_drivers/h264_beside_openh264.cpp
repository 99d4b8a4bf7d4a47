// SPDX-License-Identifier: Apache-2.0
/// encode_h264's vectors and OpenH264 (openh264_encoder.hpp has its settings) on the same session,
/// update by update in turn, one thread: bytes, PSNR-Y of what a decoder shows, and processor time,
/// by what the person does. Colours are converted for OpenH264 before, for ours within.
/// Usage: h264_beside_openh264 SESSION WIDTH HEIGHT UPDATES OUR_QP ITS_QP...
#include <time.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "kernels/frame_encode/h264_session.hpp"
#include "kernels/shared/desktop/frame_source.hpp"
#include "tools/peer_drivers/openh264_encoder.hpp"

namespace {

using namespace pontage;
using frame_encode::Rectangle;
using frame_encode::h264::CodedSession;

double seconds_used() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Sums {
  double bytes = 0, seconds = 0, decibel = 0;
  std::int64_t updates = 0, coded = 0, pcm = 0;
};
using ByState = std::map<std::string, Sums>;

double decibel_of(const std::uint8_t* a, const std::uint8_t* b, std::size_t count) {
  std::uint64_t error = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int difference = a[i] - b[i];
    error += static_cast<std::uint64_t>(difference * difference);
  }
  return error == 0 ? 100
                    : 10 * std::log10(255.0 * 255 * static_cast<double>(count) /
                                      static_cast<double>(error));
}

/// OpenH264 and a decoder of its streams.
class Peer {
 public:
  Peer(int width, int height, int at_qp)
      : encoder_(width, height, at_qp),
        qp(at_qp),
        shown_(static_cast<std::size_t>(width) * height) {
    WelsCreateDecoder(&decoder_);
    SDecodingParam parameters{};
    parameters.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
    decoder_->Initialize(&parameters);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    decoder_->Uninitialize();
    WelsDestroyDecoder(decoder_);
  }
  void show(I420& frame, const std::string& state) {
    const double begin = seconds_used();
    const SFrameBSInfo& made = encoder_.encode(frame);
    Sums& sums = by_state[state];
    sums.seconds += seconds_used() - begin;
    std::vector<unsigned char> stream;
    for (int layer = 0; layer < made.iLayerNum; ++layer) {
      const SLayerBSInfo& of = made.sLayerInfo[layer];
      int bytes = 0;
      for (int i = 0; i < of.iNalCount; ++i) bytes += of.pNalLengthInByte[i];
      stream.insert(stream.end(), of.pBsBuf, of.pBsBuf + bytes);
    }
    unsigned char* planes[3] = {};
    SBufferInfo info{};
    if (!stream.empty())
      decoder_->DecodeFrameNoDelay(stream.data(), static_cast<int>(stream.size()), planes, &info);
    if (info.iBufferStatus == 1)
      for (int y = 0; y < frame.height; ++y)
        std::copy_n(planes[0] + y * info.UsrData.sSystemBuffer.iStride[0], frame.width,
                    shown_.begin() + static_cast<std::ptrdiff_t>(y) * frame.width);
    sums.bytes += static_cast<double>(stream.size());
    sums.decibel += decibel_of(shown_.data(), frame.bytes.data(), shown_.size());
    ++sums.updates;
  }

 private:
  OpenH264Encoder encoder_;
  ISVCDecoder* decoder_ = nullptr;

 public:
  int qp;
  ByState by_state;

 private:
  std::vector<std::uint8_t> shown_;
};

void print(const std::string& who, const ByState& by_state) {
  Sums all;
  const auto line = [&who](const std::string& state, const Sums& s) {
    const auto n = static_cast<double>(s.updates);
    std::printf("%-14s %-8s %4ld updates %9.0f bytes %8.3f ms %6.2f dB", who.c_str(), state.c_str(),
                static_cast<long>(s.updates), s.bytes / n, 1e3 * s.seconds / n, s.decibel / n);
    if (s.coded > 0)
      std::printf("  PCM %.2f %%",
                  100.0 * static_cast<double>(s.pcm) / static_cast<double>(s.coded));
    std::printf("\n");
  };
  for (const auto& [state, s] : by_state) {
    line(state, s);
    all.bytes += s.bytes;
    all.seconds += s.seconds;
    all.decibel += s.decibel;
    all.updates += s.updates;
    all.coded += s.coded;
    all.pcm += s.pcm;
  }
  line("all", all);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  const int width = std::atoi(argv[2]), height = std::atoi(argv[3]), updates = std::atoi(argv[4]);
  auto source = desktop::open_frames({argv[1], width, height, 1});
  if (!source) {
    std::fprintf(stderr, "%s\n", source.error().what.c_str());
    return 65;
  }
  CodedSession ours({width, height}, std::atoi(argv[5]), frame_encode::h264::encode_row_vectors);
  std::vector<std::unique_ptr<Peer>> peers;
  I420 frame;
  frame.convert((*source)->frame().pixels.data(), width, height);
  for (int i = 6; i < argc; ++i)
    peers.push_back(std::make_unique<Peer>(frame.width, frame.height, std::atoi(argv[i])));
  ByState by_state;
  for (int update = 0; update <= updates; ++update) {
    std::vector<Rectangle> damage;
    std::string state = "joins";
    if (update > 0) {
      if (auto more = (*source)->advance(); !more || !*more) break;
      damage.assign((*source)->damage().begin(), (*source)->damage().end());
      state = (*source)->state();
      frame.convert((*source)->frame().pixels.data(), width, height);
    }
    ours.show((*source)->frame().pixels, damage);
    Sums& sums = by_state[state];
    sums.bytes += static_cast<double>(ours.sizes.back());
    sums.seconds += ours.seconds;
    sums.decibel +=
        decibel_of(ours.pictures.back().data(), frame.bytes.data(),
                   static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height));
    sums.coded += ours.coded;
    sums.pcm += ours.pcm;
    ++sums.updates;
    for (auto& peer : peers) peer->show(frame, state);
    if (ours.pictures.size() > 1) ours.pictures.erase(ours.pictures.begin());
  }
  print("ours QP " + std::string(argv[5]), by_state);
  for (const auto& peer : peers) print("OpenH264 QP " + std::to_string(peer->qp), peer->by_state);
  return 0;
}
