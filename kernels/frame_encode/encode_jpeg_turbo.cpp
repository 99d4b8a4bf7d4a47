// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
// After <cstdio>: jpeglib.h needs FILE.
#include <jpeglib.h>

#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "libbench/check.hpp"

namespace pontage::frame_encode {
namespace {

// The library is told only what it can do, so an error is a bug of ours.
[[noreturn]] void stop(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  PONTAGE_CHECK(false, text);
  __builtin_unreachable();
}
void begin_output(j_compress_ptr) {}
boolean no_more_room(j_compress_ptr info) { stop(reinterpret_cast<j_common_ptr>(info)); }
void end_output(j_compress_ptr) {}

/// Pixels of a run as one picture, into the scratch of its rows; how many bytes.
std::uint32_t encode_run(jpeg_compress_struct& info, const JpegJob& job, std::int64_t update,
                         const JpegRun& run) {
  const std::int64_t width = job.updates.width, height = run_height(job, run);
  jpeg_destination_mgr output{};
  output.next_output_byte = job.row_at(run.first);
  output.free_in_buffer = static_cast<std::size_t>(run.rows * job.row_room());
  output.init_destination = begin_output;
  output.empty_output_buffer = no_more_room;
  output.term_destination = end_output;
  info.dest = &output;
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 4;
  info.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults(&info);  // 4:2:0, JDCT_ISLOW, T.81's Huffman tables
  jpeg_set_quality(&info, job.quality, TRUE);
  info.restart_in_rows = 1;
  jpeg_start_compress(&info, TRUE);
  const Pixel* pixels = job.updates.current(update) + run.first * kMcu * width;
  while (info.next_scanline < info.image_height) {
    JSAMPROW rows[kMcu];
    JDIMENSION count = 0;
    for (; count < kMcu && info.next_scanline + count < info.image_height; ++count)
      rows[count] = reinterpret_cast<JSAMPROW>(
          const_cast<Pixel*>(pixels + std::int64_t{info.next_scanline + count} * width));
    jpeg_write_scanlines(&info, rows, count);
  }
  jpeg_finish_compress(&info);
  return static_cast<std::uint32_t>(output.next_output_byte - job.row_at(run.first));
}

}  // namespace

void encode_jpeg_libjpeg_turbo(const Args& args) {
  const JpegJob job = jpeg_job(args);
  StreamOut out = stream_out(args);
  jpeg_error_mgr errors{};
  jpeg_compress_struct info{};
  info.err = jpeg_std_error(&errors);
  errors.error_exit = stop;
  jpeg_create_compress(&info);
  for (std::int64_t update = 0; update < job.updates.updates; ++update) {
    job.list_dirty(update);
    for_runs(job, [&](const JpegRun& run) {
      job.row_bytes[run.first] = encode_run(info, job, update, run);
    });
    append_update(
        job, out, [&](const JpegRun& run) { return job.row_bytes[run.first]; },
        [&](const JpegRun& run) { out.append(job.row_at(run.first), job.row_bytes[run.first]); });
  }
  jpeg_destroy_compress(&info);
}

}  // namespace pontage::frame_encode
