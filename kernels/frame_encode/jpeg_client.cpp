// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_client.hpp"

#include <csetjmp>
#include <cstdio>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/frame_encode/jpeg_update.hpp"

namespace pontage::frame_encode {
namespace {

struct Errors {
  jpeg_error_mgr manager{};
  std::jmp_buf at{};
  char text[JMSG_LENGTH_MAX] = "";
};

[[noreturn]] void give_up(j_common_ptr info) {
  auto* errors = reinterpret_cast<Errors*>(info->err);
  info->err->format_message(info, errors->text);
  std::longjmp(errors->at, 1);
}
/// A warning means bytes that are not as they were sent.
void give_up_on_warning(j_common_ptr info, int level) {
  if (level < 0) give_up(info);
}

/// What the encoder makes, and no more: a decoder's work for other kinds has no small bound. Many
/// scans, of a few bytes each, would cost a pass over the picture each.
bool is_as_sent(jpeg_decompress_struct& info, const JpegPicture& picture, std::int32_t width) {
  return info.image_width == static_cast<JDIMENSION>(width) &&
         info.image_height == static_cast<JDIMENSION>(picture.height) &&
         info.progressive_mode == FALSE && info.arith_code == FALSE && info.num_components == 3 &&
         jpeg_has_multiple_scans(&info) == FALSE;
}

/// Decodes a picture of the size of `to` into it; false with the library's words in `errors`.
/// Nothing here has a destructor: the library leaves by longjmp.
bool decode(jpeg_decompress_struct& info, Errors& errors, const JpegPicture& picture,
            std::uint32_t* to, std::int32_t width) {
  if (setjmp(errors.at) != 0) return false;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, picture.jpeg.data(), picture.jpeg.size());
  jpeg_read_header(&info, TRUE);
  if (!is_as_sent(info, picture, width)) return false;
  info.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    auto row = reinterpret_cast<JSAMPROW>(to + std::int64_t{info.output_scanline} * width);
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  return info.src->bytes_in_buffer == 0;  // nothing follows the picture's end
}

/// The pixels of a picture, `width` to a row.
Result<std::vector<std::uint32_t>> decoded(const JpegPicture& picture, std::int32_t width) {
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(picture.height * width));
  Errors errors;
  jpeg_decompress_struct info{};
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = give_up;
  errors.manager.emit_message = give_up_on_warning;
  const bool good = decode(info, errors, picture, pixels.data(), width);
  jpeg_destroy_decompress(&info);
  if (!good)
    return fail(
        ErrorKind::unreadable,
        "this is no update of JPEGs: " +
            (errors.text[0] != '\0'
                 ? std::string("libjpeg: ") + errors.text
                 : std::string("a picture is not one baseline JPEG in the size of its rows")));
  for (std::uint32_t& pixel : pixels) pixel |= 0xff000000;
  return pixels;
}

}  // namespace

Result<void> apply_jpeg_update(std::span<const std::uint8_t> update, desktop::Frame& screen) {
  const auto pictures = read_jpeg_update(update, screen.width, screen.height);
  if (!pictures) return pass_on(pictures.error());
  std::vector<std::vector<std::uint32_t>> drawn;
  for (const JpegPicture& picture : *pictures) {
    auto pixels = decoded(picture, screen.width);
    if (!pixels) return pass_on(pixels.error());
    drawn.push_back(std::move(*pixels));
  }
  for (std::size_t i = 0; i < drawn.size(); ++i)
    std::ranges::copy(drawn[i], screen.row(static_cast<std::int32_t>((*pictures)[i].top)).begin());
  return {};
}

}  // namespace pontage::frame_encode
