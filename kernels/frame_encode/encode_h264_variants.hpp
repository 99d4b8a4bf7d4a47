// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/frame_encode/encode_h264_shape.hpp"
#include "kernels/frame_encode/h264_encode.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::frame_encode {

/// Plain arithmetic, one row after the other.
void encode_h264_reference(const Args&);
/// The same, rows in parallel.
void encode_h264_rows(HostTeam&, const Args&);
/// Rows in parallel, by vectors.
void encode_h264_vectors(HostTeam&, const Args&);

namespace h264 {

H264Job job_of(const Args&);
using RowFunction = std::size_t (*)(const PictureJob&, int row, std::uint32_t* words);
/// All updates, rows one after the other in plain arithmetic; `encode_row` where it is another.
void encode_in_turn(const H264Job&);
void encode_in_turn(const H264Job&, EncodeRow);
/// All updates, rows in parallel.
void encode_on(HostTeam&, const H264Job&, RowFunction);

/// One row over a probe: the item.
std::size_t encode_row_plain(const PictureJob&, int row, std::uint32_t* words);
std::size_t encode_row_counted(CountProbe&, const PictureJob&, int row, std::uint32_t* words);

/// The same bytes by vectors, and the instruction set they run on here.
std::size_t encode_row_vectors(const PictureJob&, int row, std::uint32_t* words);
std::string vectors_target();

/// Bytes of the value `motion`.
std::int64_t motion_bytes(PictureSize);

/// What Args hold, for a job that has none: an encoder that goes on from its own picture.
struct OwnRoom {
  explicit OwnRoom(PictureSize);
  /// A job that starts from `picture`, and leaves there what the decoder has after it.
  H264Job job(const UpdateView&, int qp, bool joins);
  std::span<const Sample> picture() const {
    const auto bytes = static_cast<std::size_t>(size.plane_bytes());
    return std::span(planes).last(bytes);
  }

  PictureSize size;
  std::vector<Sample> planes;
  std::vector<std::uint32_t> payloads;
  std::vector<std::byte> units;
  std::vector<std::uint64_t> row_bytes;
  std::vector<std::uint8_t> marks;
  std::vector<std::uint64_t> motion;
};

}  // namespace h264
}  // namespace pontage::frame_encode
