// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/h264_tally.hpp"

#include <algorithm>
#include <numeric>

namespace pontage::frame_encode::h264 {
namespace {

constexpr std::int64_t kPixelBytes = 256 * sizeof(std::uint32_t), kSamples = 384;

std::int64_t marks_of(const RowMarks* of, std::int64_t rows) {
  return std::accumulate(of, of + rows, std::int64_t{0}, [](std::int64_t sum, const RowMarks& row) {
    return sum + std::int64_t{row.count};
  });
}

}  // namespace

void JobTally::add(const H264Job& job) {
  if (job.sizes[0] == 0) return;
  const std::int64_t rows_all = job.size.rows(), macroblocks = job.size.macroblocks();
  const std::int64_t damaged = std::accumulate(job.damaged, job.damaged + macroblocks, 0);
  const std::int64_t changed =
      macroblocks - std::count(job.changed, job.changed + macroblocks, std::uint8_t{0});
  const auto units = static_cast<std::int64_t>(
      std::accumulate(job.unit_bytes, job.unit_bytes + rows_all, std::uint64_t{0}));
  const auto stream = static_cast<std::int64_t>(job.sizes[0]);
  steps_ += damaged * 256 * AroundOps::kConvert;
  steps_ += changed * AroundOps::kMoveMacroblock + units * AroundOps::kUnitByte + stream / 8;
  bytes_read_ += damaged * (kPixelBytes + kSamples) + changed * kSamples;
  bytes_written_ += damaged * kSamples + 2 * changed * kSamples + stream;
  if (job.joins) return;
  add_quarters(job, damaged);
  // The frame before it and the decoder's picture.
  bytes_read_ += damaged * (kPixelBytes + kSamples);
  const std::int64_t marks_now = marks_of(job.now, rows_all);
  const std::int64_t marks = marks_now + marks_of(job.before, rows_all);
  steps_ += damaged * 2 * 256 * AroundOps::kRarePlace + marks * AroundOps::kMark;
  if (marks_now < std::int64_t{kLeastVotes}) return;
  dependent_loads_ += 2 * marks;  // its slot, and the mark that stands there
  steps_ += 5 * vote_slots(rows_all) / 8;
  bytes_written_ += 5 * vote_slots(rows_all);
}

void JobTally::add_quarters(const H264Job& job, std::int64_t damaged) {
  const QuarterCount all = count_quarters(job.quarters);
  const std::int64_t wanted = all.wanted;
  const std::int64_t unexplained = wanted + std::int64_t{all.natural} + std::int64_t{all.flat};
  const std::int64_t hash_bytes = 4 * 4 * std::int64_t{job.size.macroblocks()};
  steps_ += hash_bytes / 8 + all.lines * AroundOps::kLine + unexplained * AroundOps::kContent +
            wanted * AroundOps::kQuarterHash;
  bytes_written_ += hash_bytes;
  if (!is_worth_a_search(all)) return;
  const QuarterTable table(all.wanted);
  const std::int64_t table_bytes =
      table.slots * std::int64_t{sizeof(WantedQuarter)} + 8 * std::int64_t{table.filter_words()};
  steps_ += table_bytes / 8 + damaged * 16 * AroundOps::kSearchedColumn;
  // Its slot and its word of the filter when it is put there; what rows look up is their probe's,
  // and what the search looks up where its filter lets it is not counted.
  dependent_loads_ += 2 * wanted;
  bytes_read_ += 4 * wanted;
  bytes_written_ += table_bytes + damaged * 16 * 4;  // and the sums of the places
}

void JobTally::add_copied_reference(PictureSize size) {
  steps_ += size.plane_bytes() / 8;
  bytes_read_ += size.plane_bytes();
  bytes_written_ += size.plane_bytes();
}

Work JobTally::work() const {
  return {.steps = std::accumulate(rows.ops, rows.ops + kOps, steps_),
          .step_name = "operation",
          .dependent_loads = dependent_loads_ + rows.dependent_loads,
          .bytes_read = Bytes{bytes_read_ + rows.bytes_loaded},
          .bytes_written = Bytes{bytes_written_ + rows.bytes_stored}};
}

}  // namespace pontage::frame_encode::h264
