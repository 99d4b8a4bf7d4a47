// SPDX-License-Identifier: Apache-2.0
/// The updates of an encode_h264 problem by OpenH264. Frame 0 as an IDR picture, and colours, are
/// not timed.
/// Usage: openh264_peer FOLDER QP REPETITIONS
#include <chrono>

#include "files.hpp"
#include "openh264_encoder.hpp"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string folder = argv[1];
  const auto pixels = read_values<std::uint32_t>(folder, "frames");
  const int width = static_cast<int>(shape_number(folder, "width"));
  const int height = static_cast<int>(shape_number(folder, "height"));
  std::vector<I420> frames(pixels.size() / (static_cast<std::size_t>(width) * height));
  for (std::size_t i = 0; i < frames.size(); ++i)
    frames[i].convert(pixels.data() + i * width * height, width, height);
  OpenH264Encoder encoder(frames[0].width, frames[0].height, std::atoi(argv[2]));
  for (int repetition = -1; repetition < std::atoi(argv[3]); ++repetition) {
    encoder.start_again();
    encoder.encode(frames[0]);
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 1; i < frames.size(); ++i) encoder.encode(frames[i]);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    if (repetition >= 0) std::printf("%.9f\n", seconds.count());
  }
  return 0;
}
