// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/frame_encode/encode_h264_variants.hpp"

namespace pontage::frame_encode::h264 {

/// A client that joins and then sees frame after frame: the stream, and the decoder's picture after
/// each update as our encoder has it, and the processor time of the last one. For tests and for
/// comparisons; it allocates.
class CodedSession {
 public:
  CodedSession(PictureSize size, int qp, RowFunction encode_row = encode_row_plain)
      : size_(size),
        qp_(qp),
        encode_row_(encode_row),
        room_(size),
        frames_(static_cast<std::size_t>(2 * size.width * size.height)) {}

  /// `pixels` [height, width]; `damage` says nothing about the first one.
  void show(const std::vector<std::uint32_t>& pixels, const std::vector<Rectangle>& damage) {
    const auto half = static_cast<std::ptrdiff_t>(pixels.size());
    std::copy(frames_.begin() + half, frames_.end(), frames_.begin());
    std::copy(pixels.begin(), pixels.end(), frames_.begin() + half);
    const UpdateView view{frames_.data(),    damage.data(), size_.width, size_.height, 1,
                          std::ssize(damage)};
    H264Job job = room_.job(view, qp_, sizes.empty());
    job.first_number = number_;
    std::uint64_t bytes = 0;
    std::vector<std::uint8_t> to(room_.units.size() + 1024);
    job.stream = to.data();
    job.room = to.size();
    job.sizes = &bytes;
    timespec begin{}, end{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    encode_in_turn(job, encode_row_);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    seconds = static_cast<double>(end.tv_sec - begin.tv_sec) +
              1e-9 * static_cast<double>(end.tv_nsec - begin.tv_nsec);
    coded = pcm = 0;
    sizes.push_back(bytes);
    stream.insert(stream.end(), to.data(), to.data() + bytes);
    if (bytes == 0) return;
    ++number_;
    pictures.push_back(cropped(room_.picture()));
    coded = size_.macroblocks() - std::count(job.changed, job.changed + size_.macroblocks(), 0);
    pcm = std::count(job.changed, job.changed + size_.macroblocks(), kCodedPcm);
  }

  /// As a decoder hands it out: I420 of the cropped size.
  std::vector<std::uint8_t> cropped(std::span<const Sample> picture) const {
    std::vector<std::uint8_t> all;
    const int width = (size_.width + 1) / 2 * 2, height = (size_.height + 1) / 2 * 2;
    for (int plane = 0; plane < 3; ++plane) {
      const int shift = plane == 0 ? 0 : 1;
      const auto stride = plane == 0 ? size_.luma_stride() : size_.chroma_stride();
      const Sample* from = picture.data() + (plane == 0 ? 0 : size_.chroma_at(plane - 1));
      for (int y = 0; y < height >> shift; ++y)
        all.insert(all.end(), from + y * stride, from + y * stride + (width >> shift));
    }
    return all;
  }
  /// The last frame in 4:2:0, where it was damaged.
  const Sample* source() const { return room_.planes.data(); }

  std::vector<std::uint8_t> stream;
  std::vector<std::uint64_t> sizes;
  std::vector<std::vector<std::uint8_t>> pictures;  ///< of updates that had damage
  std::int64_t coded = 0;  ///< macroblocks that the last update did not skip,
  std::int64_t pcm = 0;    ///< and those of them that are PCM
  double seconds = 0;      ///< of the thread's processor time that it took

 private:
  PictureSize size_;
  int qp_;
  RowFunction encode_row_;
  OwnRoom room_;
  std::vector<std::uint32_t> frames_;
  std::uint32_t number_ = 0;
};

}  // namespace pontage::frame_encode::h264
