// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_h264_variants.hpp"

namespace pontage::frame_encode::h264 {
namespace {

/// Divides `planes`, `marks` and `motion` among the job.
void divide(H264Job& job, Sample* planes, std::uint8_t* marks, void* motion) {
  const std::int64_t bytes = job.size.plane_bytes(), rows = job.size.rows();
  job.source = planes;
  job.restored = planes + bytes;
  job.picture = planes + 2 * bytes;
  job.damaged = marks;
  job.changed = marks + job.size.macroblocks();
  job.before = static_cast<RowMarks*>(motion);
  job.now = job.before + rows;
  job.table = reinterpret_cast<std::uint32_t*>(job.now + rows);
  Quarters& quarters = job.quarters;
  quarters.size = job.size;
  // Numbers of 4 and of 8 bytes after the votes' 5 a slot, of which there are at least 256.
  quarters.filter = reinterpret_cast<std::uint64_t*>(reinterpret_cast<std::uint8_t*>(job.table) +
                                                     5 * vote_slots(rows));
  quarters.table = reinterpret_cast<WantedQuarter*>(quarters.filter + (1U << kMostFilterBits) / 64);
  quarters.hashes =
      reinterpret_cast<std::uint32_t*>(quarters.table + quarter_slots(job.size.macroblocks()));
  quarters.counts =
      reinterpret_cast<QuarterCount*>(quarters.hashes + 4 * std::int64_t{job.size.macroblocks()});
  quarters.sums = reinterpret_cast<std::uint32_t*>(quarters.counts + rows);
}

}  // namespace

std::int64_t motion_bytes(PictureSize size) {
  return 2 * std::int64_t{size.rows()} * std::int64_t{sizeof(RowMarks)} +
         5 * vote_slots(size.rows()) + quarter_bytes(size);
}

H264Job job_of(const Args& args) {
  H264Job job;
  job.view = update_view(args);
  job.size = picture_size(job.view.width, job.view.height);
  const auto& shape = args.shape_as<H264Shape>();
  job.qp = static_cast<int>(shape.qp);
  job.joins = shape.update == 0;
  job.first_number = job.joins ? 0 : 1;
  job.reference = args.value<const Sample>(kH264Reference);
  job.payloads = args.value<std::uint32_t>(kH264Payloads);
  job.units = args.value<std::byte>(kH264Units);
  job.unit_bytes = args.value<std::uint64_t>(kH264RowBytes);
  job.stream = args.value<std::uint8_t>(kStream);
  job.room = static_cast<std::uint64_t>(args.size[kStream].count());
  job.sizes = args.value<std::uint64_t>(kSizes);
  divide(job, args.value<Sample>(kH264Planes), args.value<std::uint8_t>(kH264Marks),
         args.at[kH264Motion]);
  return job;
}

OwnRoom::OwnRoom(PictureSize of)
    : size(of),
      planes(static_cast<std::size_t>(3 * of.plane_bytes())),
      payloads(static_cast<std::size_t>(of.rows() * most_row_words(of))),
      units(static_cast<std::size_t>(of.rows() * most_row_unit(of))),
      row_bytes(static_cast<std::size_t>(of.rows())),
      marks(static_cast<std::size_t>(2 * of.macroblocks())),
      motion(static_cast<std::size_t>(motion_bytes(of) / 8 + 1)) {}

H264Job OwnRoom::job(const UpdateView& view, int qp, bool joins) {
  H264Job job;
  job.view = view;
  job.size = size;
  job.qp = qp;
  job.joins = joins;
  job.payloads = payloads.data();
  job.units = units.data();
  job.unit_bytes = row_bytes.data();
  divide(job, planes.data(), marks.data(), motion.data());
  job.reference = job.picture;
  return job;
}

void encode_in_turn(const H264Job& job, EncodeRow encode_row) {
  const auto in_turn = [](std::int64_t rows, function_ref<void(std::int64_t)> row) {
    for (std::int64_t i = 0; i < rows; ++i) row(i);
  };
  encode_h264_updates(job, in_turn, encode_row);
}

void encode_in_turn(const H264Job& job) {
  const RowFunction plain = encode_row_plain;
  encode_in_turn(job, plain);
}

void encode_on(HostTeam& team, const H264Job& job, RowFunction encode_row) {
  const auto on_team = [&team](std::int64_t rows, function_ref<void(std::int64_t)> row) {
    team.for_chunks(rows, 1, [&](Index begin, Index end, int) {
      for (Index i = begin; i < end; ++i) row(i);
    });
  };
  encode_h264_updates(job, on_team, encode_row);
}

}  // namespace pontage::frame_encode::h264
