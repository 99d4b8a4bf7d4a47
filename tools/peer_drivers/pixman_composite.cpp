// SPDX-License-Identifier: Apache-2.0
/// The scene of a `composite` problem by pixman: every layer over all that is below it, strip by
/// strip, so that the frame stays in a cache. Usage: pixman_composite FOLDER THREADS REPETITIONS
#include <pixman.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "files.hpp"
#include "team.hpp"

namespace {

struct Box {
  std::int32_t x, y, width, height;
};
struct Piece {
  Box box;
  std::uint64_t at;
};
struct Layer {
  Box box;
  std::uint64_t at, is_opaque;
};

/// A thread's own images: pixman's are not to be shared.
struct Images {
  std::vector<pixman_image_t*> layers;
  pixman_image_t* frame;
};

Images images_of(const std::vector<Layer>& layers, std::vector<std::uint32_t>& surfaces,
                 std::vector<std::uint32_t>& frame, int width, int height) {
  Images images;
  for (const Layer& layer : layers)
    images.layers.push_back(pixman_image_create_bits(
        layer.is_opaque ? PIXMAN_x8r8g8b8 : PIXMAN_a8r8g8b8, layer.box.width, layer.box.height,
        surfaces.data() + layer.at, layer.box.width * 4));
  images.frame = pixman_image_create_bits(PIXMAN_x8r8g8b8, width, height, frame.data(), width * 4);
  return images;
}

void compose(const Images& images, const std::vector<Layer>& layers, const Box& piece) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Box& box = layers[i].box;
    const int left = std::max(piece.x, box.x), top = std::max(piece.y, box.y);
    const int right = std::min(piece.x + piece.width, box.x + box.width);
    const int bottom = std::min(piece.y + piece.height, box.y + box.height);
    if (left < right && top < bottom)
      pixman_image_composite32(layers[i].is_opaque ? PIXMAN_OP_SRC : PIXMAN_OP_OVER,
                               images.layers[i], nullptr, images.frame, left - box.x, top - box.y,
                               0, 0, left, top, right - left, bottom - top);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string folder = argv[1];
  const int threads = std::atoi(argv[2]);
  auto surfaces = read_values<std::uint32_t>(folder, "surfaces");
  const auto layers = read_values<Layer>(folder, "layers");
  const auto pieces = read_values<Piece>(folder, "pieces");
  const int width = static_cast<int>(shape_number(folder, "width"));
  const int height = static_cast<int>(shape_number(folder, "height"));
  std::vector<std::uint32_t> frame(std::size_t(width) * height, 0xff000000);
  std::vector<Images> images;
  for (int i = 0; i < threads; ++i)
    images.push_back(images_of(layers, surfaces, frame, width, height));
  Team team(threads);
  print_seconds(std::atoi(argv[3]), [&] {
    std::atomic<std::size_t> next{0};
    const auto work = [&](int thread) {
      for (std::size_t piece = next++; piece < pieces.size(); piece = next++)
        compose(images[thread], layers, pieces[piece].box);
    };
    team.run(work);
  });
  return 0;
}
