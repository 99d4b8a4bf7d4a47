// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_update.hpp"

#include <csetjmp>
#include <cstdio>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include <string>
#include <utility>
#include <vector>

#include "kernels/frame_encode/encode_jpeg_shape.hpp"
#include "kernels/frame_encode/update_stream.hpp"

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

/// Decodes a picture of the size of `to` into it; false with the library's words in `errors`.
/// Nothing here has a destructor: the library leaves by longjmp.
bool decode(jpeg_decompress_struct& info, Errors& errors, std::span<const std::uint8_t> file,
            std::uint32_t* to, std::int32_t width, std::int32_t height) {
  if (setjmp(errors.at) != 0) return false;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file.data(), file.size());
  jpeg_read_header(&info, TRUE);
  if (info.image_width != static_cast<JDIMENSION>(width) ||
      info.image_height != static_cast<JDIMENSION>(height))
    return false;
  info.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    auto row = reinterpret_cast<JSAMPROW>(to + std::int64_t{info.output_scanline} * width);
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  return true;
}

struct Run {
  std::int32_t top = 0, height = 0;
  std::vector<std::uint32_t> pixels;
};

tl::unexpected<Error> broken(const std::string& what) {
  return fail(ErrorKind::unreadable, "this is no update of JPEGs: " + what);
}

Result<Run> read_run(BytesIn& in, const desktop::Frame& screen, std::int64_t& next) {
  const std::int64_t first = in.u16(), rows = in.u16();
  const auto file = in.bytes(in.u32());
  if (in.failed() || rows == 0 || first < next || first + rows > jpeg_mcus(screen.height))
    return broken("a run of " + std::to_string(rows) + " rows from row " + std::to_string(first));
  next = first + rows;
  Run run;
  run.top = static_cast<std::int32_t>(first * kMcu);
  run.height = std::min(static_cast<std::int32_t>(rows * kMcu), screen.height - run.top);
  run.pixels.resize(static_cast<std::size_t>(run.height) * static_cast<std::size_t>(screen.width));
  Errors errors;
  jpeg_decompress_struct info{};
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = give_up;
  errors.manager.emit_message = give_up_on_warning;
  const bool good = decode(info, errors, file, run.pixels.data(), screen.width, run.height);
  jpeg_destroy_decompress(&info);
  if (!good)
    return broken(errors.text[0] != '\0' ? std::string("libjpeg: ") + errors.text
                                         : std::string("a picture has not the size of its run"));
  for (std::uint32_t& pixel : run.pixels) pixel |= 0xff000000;
  return run;
}

}  // namespace

Result<void> apply_jpeg_update(std::span<const std::uint8_t> update, desktop::Frame& screen) {
  if (update.empty()) return {};
  BytesIn in(update);
  const std::uint32_t magic = in.u32(), width = in.u32(), height = in.u32(), count = in.u32();
  if (in.failed() || magic != kJpegMagic) return broken("it does not begin with PJU1");
  if (std::cmp_not_equal(width, screen.width) || std::cmp_not_equal(height, screen.height))
    return broken("it is for a screen of " + std::to_string(width) + " x " +
                  std::to_string(height));
  std::vector<Run> runs;
  std::int64_t next = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto run = read_run(in, screen, next);
    if (!run) return pass_on(run.error());
    runs.push_back(std::move(*run));
  }
  if (!in.is_at_end()) return broken("something follows its last run");
  for (const Run& run : runs) std::ranges::copy(run.pixels, screen.row(run.top).begin());
  return {};
}

}  // namespace pontage::frame_encode
