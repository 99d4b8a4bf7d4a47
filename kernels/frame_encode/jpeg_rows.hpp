// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/frame_encode/encode_jpeg_shape.hpp"
#include "kernels/frame_encode/jpeg_tables.hpp"
#include "kernels/frame_encode/update_stream.hpp"

namespace pontage::frame_encode {

/// One row of MCUs: up to 16 rows of pixels.
struct JpegRow {
  const Pixel* pixels = nullptr;
  std::int64_t width = 0;   ///< and from one row of pixels to the next
  std::int64_t height = 0;  ///< 1 to 16

  std::int64_t mcus() const { return jpeg_mcus(width); }
  /// Of the four blocks of luma, two by two, the picture need not reach the right and lower ones:
  /// such a block is coded as one without any change.
  bool has_block(std::int64_t mcu, int block) const {
    return (block % 2 == 0 || mcu * kMcu + 8 < width) && (block / 2 == 0 || height > 8);
  }
};

/// Codes a row as a restart interval, from `to` on; returns where its bytes end. Never writes more
/// than jpeg_row_room(width) bytes.
using EncodeRow = std::uint8_t* (*)(const JpegRow&, const QuantTables&, std::uint8_t* to);

/// What a job of this codec works with.
struct JpegJob {
  UpdateView updates;
  int quality = 0;
  std::uint8_t* marks = nullptr;       ///< [rows]
  std::uint32_t* dirty = nullptr;      ///< [rows]
  std::uint32_t* row_bytes = nullptr;  ///< [rows]
  std::uint8_t* rows = nullptr;        ///< [rows, row_room]

  std::int64_t row_count() const { return jpeg_mcus(updates.height); }
  std::int64_t row_room() const { return jpeg_row_room(updates.width); }
  std::uint8_t* row_at(std::int64_t row) const { return rows + row * row_room(); }
  /// Marks the rows that update `update` touches and lists them; how many.
  std::int64_t list_dirty(std::int64_t update) const;
  JpegRow row(std::int64_t update, std::int64_t row) const;
};
JpegJob jpeg_job(const Args&);

/// Consecutive dirty rows: one picture.
struct JpegRun {
  std::int64_t first = 0, rows = 0;
};
/// Calls `use(run)` for each run of the rows that are marked.
template <class Use>
void for_runs(const JpegJob& job, Use use) {
  for (std::int64_t row = 0; row < job.row_count(); ++row) {
    if (job.marks[row] == 0) continue;
    JpegRun run{row, 1};
    while (row + 1 < job.row_count() && job.marks[row + 1] != 0) ++row, ++run.rows;
    use(run);
  }
}

/// Pixels of a run's picture from its top to its bottom.
inline std::int64_t run_height(const JpegJob& job, const JpegRun& run) {
  const std::int64_t below = job.updates.height - run.first * kMcu;
  return below < run.rows * kMcu ? below : run.rows * kMcu;
}

/// Writes the update's head and, for each run, its head; `write(run)` appends the picture, whose
/// bytes `size(run)` tells.
template <class Size, class Write>
void append_update(const JpegJob& job, StreamOut& out, Size size, Write write) {
  std::uint32_t runs = 0;
  for_runs(job, [&](const JpegRun&) { ++runs; });
  if (runs > 0) append_head(out, kJpegMagic, job.updates, runs);
  for_runs(job, [&](const JpegRun& run) {
    std::uint8_t head[8];
    BytesOut numbers(head);
    numbers.u16(static_cast<std::uint32_t>(run.first));
    numbers.u16(static_cast<std::uint32_t>(run.rows));
    numbers.u32(size(run));
    out.append(head, sizeof head);
    write(run);
  });
  out.end_update();
}

/// All updates, their rows coded by `encode_row`: by the workers of `team`, or, without one,
/// serially.
void encode_by_rows(const JpegJob&, EncodeRow encode_row, HostTeam* team, StreamOut& out);

}  // namespace pontage::frame_encode
