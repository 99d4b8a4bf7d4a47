// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include "kernels/shared/desktop/picture.hpp"

namespace pontage::desktop {

std::vector<std::byte> jpeg_file(const Frame& frame, int quality) {
  if (frame.width <= 0 || frame.height <= 0) return {};
  jpeg_error_mgr errors{};
  jpeg_compress_struct info{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* file = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &file, &size);
  info.image_width = static_cast<JDIMENSION>(frame.width);
  info.image_height = static_cast<JDIMENSION>(frame.height);
  info.input_components = 4;
  info.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;  // all colours kept
  info.optimize_coding = TRUE;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto row = reinterpret_cast<JSAMPROW>(const_cast<std::uint32_t*>(
        frame.row(static_cast<std::int32_t>(info.next_scanline)).data()));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const auto* bytes = reinterpret_cast<const std::byte*>(file);
  std::vector<std::byte> content(bytes, bytes + size);
  std::free(file);  // NOLINT(cppcoreguidelines-no-malloc): the library's
  return content;
}

}  // namespace pontage::desktop
