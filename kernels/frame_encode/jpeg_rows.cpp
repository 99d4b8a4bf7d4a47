// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/jpeg_rows.hpp"

#include <algorithm>

#include "kernels/frame_encode/damage_grid.hpp"
#include "kernels/frame_encode/jpeg_header.hpp"

namespace pontage::frame_encode {
namespace {

/// The picture of a run whose rows are coded: header, intervals with markers between, end.
void append_picture(const JpegJob& job, const QuantTables& quant, const JpegRun& run,
                    StreamOut& out) {
  const auto header = jpeg_header(quant, job.updates.width, run_height(job, run));
  out.append(header.data(), header.size());
  for (std::int64_t i = 0; i < run.rows; ++i) {
    if (i > 0) out.append(restart_marker(i - 1).data(), 2);
    out.append(job.row_at(run.first + i), job.row_bytes[run.first + i]);
  }
  out.append(kEndOfImage.data(), kEndOfImage.size());
}

std::uint32_t picture_bytes(const JpegJob& job, const JpegRun& run) {
  auto bytes = static_cast<std::uint32_t>(kJpegHeaderBytes) + 2;
  for (std::int64_t i = 0; i < run.rows; ++i)
    bytes += job.row_bytes[run.first + i] + (i > 0 ? 2U : 0U);
  return bytes;
}

}  // namespace

std::int64_t JpegJob::list_dirty(std::int64_t update) const {
  return list_marked(updates.damage(update), {updates.width, updates.height, updates.width, kMcu},
                     marks, dirty);
}

JpegRow JpegJob::row(std::int64_t update, std::int64_t row) const {
  return {updates.current(update) + row * kMcu * updates.width, updates.width,
          std::min(kMcu, updates.height - row * kMcu)};
}

JpegJob jpeg_job(const Args& args) {
  return {update_view(args),
          static_cast<int>(args.shape_as<JpegShape>().quality),
          args.value<std::uint8_t>(kJpegMarks),
          args.value<std::uint32_t>(kJpegDirty),
          args.value<std::uint32_t>(kJpegRowBytes),
          args.value<std::uint8_t>(kJpegRows)};
}

void encode_by_rows(const JpegJob& job, EncodeRow encode_row, HostTeam* team, StreamOut& out) {
  const QuantTables quant = quant_tables(job.quality);
  for (std::int64_t update = 0; update < job.updates.updates; ++update) {
    const auto encode = [&](Index begin, Index end, int) {
      for (Index i = begin; i < end; ++i) {
        const std::uint32_t row = job.dirty[i];
        std::uint8_t* to = job.row_at(row);
        job.row_bytes[row] =
            static_cast<std::uint32_t>(encode_row(job.row(update, row), quant, to) - to);
      }
    };
    const std::int64_t dirty = job.list_dirty(update);
    if (team == nullptr)
      encode(0, dirty, 0);
    else if (dirty > 0)
      team->for_chunks(dirty, 1, encode);
    append_update(
        job, out, [&](const JpegRun& run) { return picture_bytes(job, run); },
        [&](const JpegRun& run) { append_picture(job, quant, run, out); });
  }
}

}  // namespace pontage::frame_encode
