// SPDX-License-Identifier: Apache-2.0
/// The frame of a `colour_convert` problem to planes of 4:2:0, stripe by stripe of 16 rows: by
/// libjpeg-turbo (`turbojpeg`: the same bytes as ours) or by libyuv (`j420`: ARGBToJ420 with the
/// full range, `i420`: ARGBToI420 with BT.601's limited one; another rounding).
/// Usage: colour_planes turbojpeg|j420|i420 FOLDER THREADS REPETITIONS
#include <atomic>
#include <cstdint>

#include "files.hpp"
#include "team.hpp"
#ifdef WITH_LIBYUV
#include <libyuv.h>
#else
#include <turbojpeg.h>
#endif

namespace {

struct Frame {
  std::vector<std::uint32_t> pixels;
  int width, height;
  std::vector<std::uint8_t> luma, cb, cr;
};

/// Rows from y on; `tool` is a thread's own.
void convert(Frame& f, const std::string& way, void* tool, int y, int rows) {
  auto* pixels = reinterpret_cast<std::uint8_t*>(f.pixels.data() + std::size_t(y) * f.width);
  const int chroma = (f.width + 1) / 2;
  std::uint8_t* planes[] = {f.luma.data() + std::size_t(y) * 2 * chroma,
                            f.cb.data() + std::size_t(y / 2) * chroma,
                            f.cr.data() + std::size_t(y / 2) * chroma};
#ifdef WITH_LIBYUV
  (void)tool;
  (way == "j420" ? libyuv::ARGBToJ420 : libyuv::ARGBToI420)(pixels, 4 * f.width, planes[0],
                                                            2 * chroma, planes[1], chroma,
                                                            planes[2], chroma, f.width, rows);
#else
  (void)way;
  int strides[] = {2 * chroma, chroma, chroma};
  if (tjEncodeYUVPlanes(tool, pixels, f.width, 4 * f.width, rows, TJPF_BGRX, planes, strides,
                        TJSAMP_420, 0) != 0)
    std::exit(1);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string way = argv[1], folder = argv[2];
  const int threads = std::atoi(argv[3]);
  Frame f{read_values<std::uint32_t>(folder, "frame"),
          static_cast<int>(shape_number(folder, "width")),
          static_cast<int>(shape_number(folder, "height")),
          {},
          {},
          {}};
  const std::size_t squares = std::size_t((f.width + 1) / 2) * ((f.height + 1) / 2);
  f.luma.resize(4 * squares), f.cb.resize(squares), f.cr.resize(squares);
  std::vector<void*> tools(threads);
#ifndef WITH_LIBYUV
  for (void*& tool : tools) tool = tjInitCompress();
#endif
  Team team(threads);
  print_seconds(std::atoi(argv[4]), [&] {
    std::atomic<int> next{0};
    // One thread takes the frame as a whole, as the libraries like it best.
    const int stripe = threads == 1 ? f.height : 16;
    const auto work = [&](int thread) {
      for (int y = stripe * next++; y < f.height; y = stripe * next++)
        convert(f, way, tools[thread], y, std::min(stripe, f.height - y));
    };
    team.run(work);
  });
  return 0;
}
