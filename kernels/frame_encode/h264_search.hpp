// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "kernels/frame_encode/h264_picture_job.hpp"

namespace pontage::frame_encode::h264 {

/// The search for a macroblock's vector, by the absolute difference of luma and what the vector's
/// bits are worth.
template <class A, class Probe>
class MotionSearch {
 public:
  MotionSearch(Probe& probe, const PictureJob& job) : probe_(&probe), job_(job) {}

  /// The best of no motion, the left neighbour's vector, the picture's, and what a descent from
  /// there finds.
  Vector find(const Place& place, const LeftSide& left) {
    place_ = &place;
    predicted_ = left.is_inter ? left.vector : Vector{};
    best_ = {};
    least_ = std::numeric_limits<std::uint64_t>::max();
    look_at({});
    still_difference_ = difference_;
    if (predicted_ != Vector{}) look_at(predicted_);
    for (int i = 0; i < job_.vector_count; ++i) look_at(job_.vectors[i]);
    for (int step = 0; step < kDescentSteps && least_ > kGoodEnough; ++step) {
      const Vector from = best_;
      for (const Vector by : {Vector{-1, 0}, Vector{1, 0}, Vector{0, -1}, Vector{0, 1}}) {
        const Vector to{static_cast<std::int16_t>(from.x + by.x),
                        static_cast<std::int16_t>(from.y + by.y)};
        if (std::abs(to.x) <= kMostMotion && std::abs(to.y) <= kMostMotion) look_at(to);
      }
      if (best_ == from) break;
    }
    return best_;
  }

  /// Absolute differences of luma with the vector that was found, and without motion.
  std::uint32_t difference() const { return difference_; }
  std::uint32_t still_difference() const { return still_difference_; }

 private:
  static constexpr int kDescentSteps = 16;
  static constexpr std::uint64_t kGoodEnough = 16 * 256;  // a difference of 1 a sample

  void look_at(Vector vector) {
    const Samples there =
        moved_luma(job_.reference, place_->column, place_->row, vector, beyond_edges_);
    probe_->op(Op::integer, DenseOps::kDifference * 256);
    const std::uint32_t difference =
        A::template absolute_difference<16>(place_->source.luma, there);
    const std::uint64_t cost = 16 * std::uint64_t{difference} +
                               std::uint64_t{job_.quality.lambda.absolute} * bits_of(vector);
    if (cost >= least_) return;
    least_ = cost;
    best_ = vector;
    difference_ = difference;
  }

  std::uint32_t bits_of(Vector vector) const {
    const auto bits = [](int difference) {
      return 2 * static_cast<std::uint32_t>(
                     std::bit_width(static_cast<unsigned>(8 * std::abs(difference) + 1))) -
             1;
    };
    return bits(vector.x - predicted_.x) + bits(vector.y - predicted_.y);
  }

  Probe* probe_;
  const PictureJob& job_;
  const Place* place_ = nullptr;
  Vector predicted_, best_;
  std::uint64_t least_ = 0;
  std::uint32_t difference_ = 0, still_difference_ = 0;
  alignas(64) Sample beyond_edges_[256];
};

}  // namespace pontage::frame_encode::h264
