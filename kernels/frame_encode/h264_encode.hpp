// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/frame_encode/h264_motion.hpp"
#include "kernels/frame_encode/h264_row.hpp"
#include "kernels/frame_encode/update_shape.hpp"
#include "libbench/function_ref.hpp"

namespace pontage::frame_encode::h264 {

/// What a job reads and works on; sizes are those of H264Room.
struct H264Job {
  UpdateView view;
  PictureSize size;
  int qp = 0;
  bool is_plain = false;           ///< motion is looked for without vectors
  bool joins = false;              ///< the first update is an IDR picture; else
  std::uint32_t first_number = 0;  ///< frame_num of the first picture; 0 of an IDR picture
  /// What the decoder has before it: [plane_bytes]; `picture` itself where it may be written.
  const Sample* reference = nullptr;
  Sample* source = nullptr;    ///< the frame in 4:2:0, where it is damaged
  Sample* restored = nullptr;  ///< what changes in the decoder's picture
  /// Where every update is committed to: the decoder's picture after it; after a job of one update
  /// that has its `reference` elsewhere, only what the update changed.
  Sample* picture = nullptr;
  std::uint32_t* payloads = nullptr;                    ///< [rows, most_row_words]
  std::byte* units = nullptr;                           ///< [rows, most_row_unit]
  std::uint64_t* unit_bytes = nullptr;                  ///< [rows]
  std::uint8_t *damaged = nullptr, *changed = nullptr;  ///< [rows, columns]
  RowMarks *before = nullptr, *now = nullptr;           ///< [rows]
  std::uint32_t* table = nullptr;                       ///< 5 bytes each of vote_slots
  Quarters quarters;                                    ///< its rooms
  std::uint8_t* stream = nullptr;
  std::uint64_t room = 0;  ///< of `stream`
  std::uint64_t* sizes = nullptr;

  /// Whether later updates need the whole of `reference` in `picture`.
  bool copies_reference() const { return view.updates > 1 && !joins && reference != picture; }
};

/// Room for the NAL unit of a row.
constexpr std::int64_t most_row_unit(PictureSize size) {
  return (static_cast<std::int64_t>(
              most_nal_bytes(static_cast<std::size_t>(most_row_words(size)) * 4)) +
          63) /
         64 * 64;
}

/// Codes one row of a picture; returns the bytes of its payload.
using EncodeRow = function_ref<std::size_t(const PictureJob&, int row, std::uint32_t* words)>;
/// Calls the function once for each row, any order, any worker; returns when all are done.
using ForRows = function_ref<void(std::int64_t rows, function_ref<void(std::int64_t)>)>;

/// All updates of the job, one after the other.
void encode_h264_updates(const H264Job&, ForRows, EncodeRow);

}  // namespace pontage::frame_encode::h264
