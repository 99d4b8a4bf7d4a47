// SPDX-License-Identifier: Apache-2.0
/// A whole frame by libjpeg-turbo, 4:2:0, a restart interval for each row of MCUs as ours has.
/// Usage: libjpeg_peer FOLDER QUALITY islow|ifast REPETITIONS
#include <cstdio>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include <cstdint>

#include "files.hpp"

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string folder = argv[1], transform = argv[3];
  const int quality = std::atoi(argv[2]);
  std::vector<std::uint32_t> frames = read_values<std::uint32_t>(folder, "frames");
  const auto width = static_cast<JDIMENSION>(shape_number(folder, "width"));
  const auto height = static_cast<JDIMENSION>(shape_number(folder, "height"));
  std::uint32_t* pixels = frames.data() + std::size_t{width} * height;  // the frame to be sent
  std::vector<JSAMPROW> rows(height);
  for (JDIMENSION y = 0; y < height; ++y)
    rows[y] = reinterpret_cast<JSAMPROW>(pixels + std::size_t{y} * width);
  std::vector<unsigned char> out(std::size_t{width} * height * 4 + 65536);
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  print_seconds(std::atoi(argv[4]), [&] {
    unsigned char* at = out.data();
    unsigned long size = out.size();
    jpeg_mem_dest(&info, &at, &size);
    info.image_width = width;
    info.image_height = height;
    info.input_components = 4;
    info.in_color_space = JCS_EXT_BGRX;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.dct_method = transform == "ifast" ? JDCT_IFAST : JDCT_ISLOW;
    info.restart_in_rows = 1;
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < height)
      jpeg_write_scanlines(&info, rows.data() + info.next_scanline, height - info.next_scanline);
    jpeg_finish_compress(&info);
  });
  jpeg_destroy_compress(&info);
  return 0;
}
