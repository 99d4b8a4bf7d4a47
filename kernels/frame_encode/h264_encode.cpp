// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_encode.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/frame_encode/damage_grid.hpp"
#include "kernels/frame_encode/update_stream.hpp"
#include "kernels/shared/colour/convert_rows.hpp"

namespace pontage::frame_encode::h264 {
namespace {

/// What changed in a row goes into the decoder's picture.
void commit_row(const H264Job& job, std::int64_t row) {
  const auto at = static_cast<int>(row);
  const PictureSize size = job.size;
  const WritablePicture from{job.restored, size}, to{job.picture, size};
  const std::uint8_t* changed = job.changed + row * size.columns();
  for (int column = 0; column < size.columns(); ++column)
    if (changed[column] != 0) copy_macroblock(from.macroblock(column, at), to, column, at);
}

/// One update on its way.
class UpdateEncoder {
 public:
  UpdateEncoder(const H264Job& job, std::int64_t update, std::uint32_t number)
      : job_(job), update_(update), picture_(job.qp) {
    picture_.is_idr = job.joins && update == 0;
    picture_.frame_number = number;
    picture_.source = {job.source, job.size};
    picture_.reference = {update == 0 ? job.reference : job.picture, job.size};
    picture_.restored = {job.restored, job.size};
    picture_.damaged = job.damaged;
    picture_.changed = job.changed;
  }

  /// False when nothing is damaged.
  bool mark() {
    if (picture_.is_idr) {
      std::fill_n(job_.damaged, job_.size.macroblocks(), std::uint8_t{1});
      return true;
    }
    const UpdateView& view = job_.view;
    mark_damage(view.damage(update_), {view.width, view.height, 16, 16}, job_.damaged);
    return std::find(job_.damaged, job_.damaged + job_.size.macroblocks(), 1) !=
           job_.damaged + job_.size.macroblocks();
  }

  void run(ForRows for_rows, EncodeRow encode_row, StreamOut& out) {
    const std::int64_t rows = job_.size.rows();
    // Here and not by the rows, so that what a broken team leaves out is a wrong answer, not a
    // hang.
    for (std::int64_t row = 0; row < rows; ++row) job_.before[row].count = job_.now[row].count = 0;
    std::fill_n(job_.unit_bytes, rows, std::uint64_t{0});
    for_rows(rows, [this](std::int64_t row) { prepare(row); });
    if (!picture_.is_idr) find_motion(for_rows);
    for_rows(rows, [&](std::int64_t row) { encode(row, encode_row); });
    for_rows(rows, [this](std::int64_t row) { commit_row(job_, row); });
    assemble(out);
  }

 private:
  const std::uint8_t* damaged_row(std::int64_t row) const {
    return job_.damaged + row * job_.size.columns();
  }
  bool is_damaged(std::int64_t row) const {
    const std::uint8_t* marks = damaged_row(row);
    return std::memchr(marks, 1, static_cast<std::size_t>(job_.size.columns())) != nullptr;
  }

  /// Whether the slice of a row has anything but skipped macroblocks.
  bool is_changed(std::int64_t row) const {
    const std::uint8_t* changed = job_.changed + row * job_.size.columns();
    return std::any_of(changed, changed + job_.size.columns(),
                       [](std::uint8_t how) { return how != 0; });
  }

  /// Colours and marks of the damaged macroblocks of a row.
  void prepare(std::int64_t row) {
    for_marked_runs(
        damaged_row(row), job_.size.columns(), [&](std::int64_t begin, std::int64_t end) {
          const auto from = static_cast<std::int32_t>(begin), to = static_cast<std::int32_t>(end);
          convert(row, from, to);
          if (!picture_.is_idr) find_row_marks(row, from * 16, to * 16);
        });
  }

  void convert(std::int64_t row, std::int32_t from, std::int32_t to) {
    const UpdateView& view = job_.view;
    const auto width = static_cast<std::int32_t>(view.width);
    const std::int64_t top = row * 16;
    const auto lines = static_cast<std::int32_t>(std::min<std::int64_t>(16, view.height - top));
    const WritablePicture source{job_.source, job_.size};
    const auto at = static_cast<int>(row);
    colour::convert_rows_709(
        {view.current(update_) + top * view.width + from * 16, view.width,
         std::min(width, to * 16) - from * 16, lines},
        {(to - from) * 16, 16},
        {source.luma(from, at), source.chroma(0, from, at), source.chroma(1, from, at),
         job_.size.luma_stride(), job_.size.chroma_stride()});
  }

  void find_row_marks(std::int64_t row, std::int32_t from, std::int32_t to) {
    const UpdateView& view = job_.view;
    const std::int64_t end = std::min(row * 16 + 16, view.height);
    for (std::int64_t y = row * 16; y < end; ++y) {
      const auto line = static_cast<std::int32_t>(y);
      const auto width = static_cast<std::int32_t>(view.width);
      find_marks(view.previous(update_) + y * view.width, width, from, to, line, job_.before[row],
                 job_.is_plain);
      find_marks(view.current(update_) + y * view.width, width, from, to, line, job_.now[row],
                 job_.is_plain);
    }
  }

  /// Motion of the picture as a whole, then of what that leaves.
  void find_motion(ForRows for_rows) {
    const std::int64_t rows = job_.size.rows();
    picture_.vector_count = vote(job_.before, job_.now, rows, job_.table, picture_.vectors);
    picture_.quarters = job_.quarters;
    std::fill_n(picture_.quarters.counts, rows, QuarterCount{});
    const FramePair frames{job_.view.previous(update_), job_.view.current(update_), job_.view.width,
                           job_.view.height};
    for_rows(rows, [&](std::int64_t row) {
      want_quarters(frames, row, damaged_row(row),
                    {picture_.vectors, static_cast<std::size_t>(picture_.vector_count)},
                    picture_.quarters);
    });
    index_quarters(picture_.quarters);
    if (picture_.quarters.mask == 0) return;
    for_rows(rows, [&](std::int64_t row) {
      find_quarters(frames, row, damaged_row(row), picture_.quarters, job_.is_plain);
    });
  }

  Nal slice_kind() const { return picture_.is_idr ? Nal::idr : Nal::slice; }
  std::byte* unit(std::int64_t row) const { return job_.units + row * most_row_unit(job_.size); }

  void encode(std::int64_t row, EncodeRow encode_row) {
    if (!is_damaged(row)) {
      std::fill_n(job_.changed + row * job_.size.columns(), job_.size.columns(), std::uint8_t{0});
      return;
    }
    std::uint32_t* words = job_.payloads + row * most_row_words(job_.size);
    const std::size_t bytes = encode_row(picture_, static_cast<int>(row), words);
    if (!is_changed(row)) return;
    const std::byte* end =
        append_nal(unit(row), slice_kind(), reinterpret_cast<const std::byte*>(words), bytes);
    job_.unit_bytes[row] = static_cast<std::uint64_t>(end - unit(row));
  }

  /// Parameter sets before an IDR picture, and the slices in order; a row of skipped macroblocks
  /// alone joins those that nothing touched.
  void assemble(StreamOut& out) {
    if (picture_.is_idr) {
      std::byte sets[kMostParameterSetBytes];
      out.append(reinterpret_cast<const std::uint8_t*>(sets),
                 put_parameter_sets(job_.size, job_.qp, sets));
    }
    const std::uint8_t zero = 0;  // the first unit's start code has four bytes
    if (!picture_.is_idr) out.append(&zero, 1);
    const std::int64_t rows = job_.size.rows();
    for (std::int64_t row = 0; row < rows;) {
      if (job_.unit_bytes[row] != 0) {
        out.append(reinterpret_cast<const std::uint8_t*>(unit(row)), job_.unit_bytes[row]);
        ++row;
        continue;
      }
      std::int64_t end = row + 1;
      while (end < rows && job_.unit_bytes[end] == 0) ++end;
      append_skipped(row, end, out);
      row = end;
    }
    out.end_update();
  }

  /// One slice for rows in which nothing changed.
  void append_skipped(std::int64_t from, std::int64_t to, StreamOut& out) {
    NullProbe probe;
    std::uint32_t words[8];
    BitWriter writer(probe, words);
    const std::int64_t columns = job_.size.columns();
    put_slice_header(writer, {static_cast<std::uint32_t>(from * columns), picture_.frame_number});
    put_ue(writer, static_cast<std::uint32_t>((to - from) * columns));
    const std::size_t bytes = writer.finish();
    std::byte nal[most_nal_bytes(sizeof words)];
    const std::byte* end =
        append_nal(nal, Nal::slice, reinterpret_cast<const std::byte*>(words), bytes);
    out.append(reinterpret_cast<const std::uint8_t*>(nal), static_cast<std::uint64_t>(end - nal));
  }

  const H264Job& job_;
  std::int64_t update_;
  PictureJob picture_;
};

/// The picture that later updates of the job start from; the first one reads the dataset itself.
void copy_reference(const H264Job& job, ForRows for_rows) {
  const std::int64_t rows = job.size.rows(), bytes = job.size.plane_bytes() / rows;
  for_rows(rows, [&](std::int64_t row) {
    std::copy_n(job.reference + row * bytes, bytes, job.picture + row * bytes);
  });
}

}  // namespace

void encode_h264_updates(const H264Job& job, ForRows for_rows, EncodeRow encode_row) {
  StreamOut out(job.stream, job.room, job.sizes);
  if (job.copies_reference()) copy_reference(job, for_rows);
  std::uint32_t number = job.first_number;
  for (std::int64_t update = 0; update < job.view.updates; ++update) {
    UpdateEncoder encoder(job, update, number);
    if (!encoder.mark()) {
      out.end_update();
      continue;
    }
    encoder.run(for_rows, encode_row, out);
    ++number;
  }
}

}  // namespace pontage::frame_encode::h264
