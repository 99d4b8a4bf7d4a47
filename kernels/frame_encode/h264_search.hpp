// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "kernels/frame_encode/h264_picture_job.hpp"
#include "kernels/frame_encode/h264_quarters.hpp"

namespace pontage::frame_encode::h264 {

/// The search for a macroblock's vectors, by the absolute difference of luma and what the vectors'
/// bits are worth.
template <class A, class Probe>
class MotionSearch {
 public:
  MotionSearch(Probe& probe, const PictureJob& job) : probe_(&probe), job_(job) {}

  /// The best of no motion, the left neighbour's vectors, the picture's, those of quarters that
  /// stood elsewhere, and what a descent from the best of these finds; one for the whole macroblock
  /// or, where that is worth its bits, one for each half or quarter.
  Motion find(const Place& place, const LeftVectors& left) {
    place_ = &place;
    left_ = left;
    count_ = 0;
    best_ = 0;
    least_ = std::numeric_limits<std::uint64_t>::max();
    look_at({});
    if (left.is_inter) {
      look_at(left.upper);
      look_at(left.lower);
    }
    for (int i = 0; i < job_.vector_count; ++i) look_at(job_.vectors[i]);
    for (int quarter = 0; quarter < 4; ++quarter)
      for (const Vector vector :
           job_.quarters.vectors_of(*probe_, place.column, place.row, quarter))
        look_at(vector);
    descend();
    return divided();
  }

  /// Absolute differences of luma with the motion that was found, and without motion.
  std::uint32_t difference() const { return difference_; }
  std::uint32_t still_difference() const { return looks_[0].sum(); }

 private:
  /// What a vector leaves of each quarter.
  struct Look {
    Vector vector;
    std::uint32_t difference[4];
    std::uint32_t sum() const {
      return difference[0] + difference[1] + difference[2] + difference[3];
    }
  };
  static constexpr int kMostLooks = 48;
  static constexpr int kDescentSteps = 16;
  static constexpr std::uint64_t kGoodEnough = 16 * 256;  // a difference of 1 a sample

  void look_at(Vector vector) {
    for (int i = 0; i < count_; ++i)
      if (looks_[i].vector == vector) return;
    if (count_ == kMostLooks) return;
    Look& look = looks_[count_];
    look.vector = vector;
    const Samples there = moved_luma<16>(job_.reference, place_->column * 16, place_->row * 16,
                                         vector, beyond_edges_);
    probe_->op(Op::integer, DenseOps::kDifference * 256);
    A::quarter_differences(place_->source.luma, there, look.difference);
    const std::uint64_t cost = cost_of(look.sum(), vector, predicted_vector(Motion{}, 0, left_));
    if (cost < least_) {
      least_ = cost;
      best_ = count_;
    }
    ++count_;
  }

  void descend() {
    for (int step = 0; step < kDescentSteps && least_ > kGoodEnough; ++step) {
      const Vector from = looks_[best_].vector;
      for (const Vector by : {Vector{-1, 0}, Vector{1, 0}, Vector{0, -1}, Vector{0, 1}}) {
        const Vector to{static_cast<std::int16_t>(from.x + by.x),
                        static_cast<std::int16_t>(from.y + by.y)};
        if (std::abs(to.x) <= kMostMotion && std::abs(to.y) <= kMostMotion) look_at(to);
      }
      if (looks_[best_].vector == from) break;
    }
  }

  /// The cheapest way to divide the macroblock among the vectors that were looked at.
  Motion divided() {
    Motion best(looks_[best_].vector);
    difference_ = looks_[best_].sum();
    if (least_ <= kGoodEnough) return best;
    const Look least = least_of_quarters();
    for (const Division division : {Division::rows, Division::columns, Division::quarters}) {
      Motion motion;
      motion.division = division;
      std::uint32_t difference = 0;
      // Its mb_type and sub_mb_types, less the one bit of a whole macroblock.
      std::uint64_t cost =
          std::uint64_t{job_.quality.lambda.absolute} * (division == Division::quarters ? 8U : 2U);
      // A vector takes two bits at least.
      const std::uint64_t bound = cost + 16 * std::uint64_t{least.sum()} +
                                  2 * std::uint64_t{job_.quality.lambda.absolute} *
                                      static_cast<std::uint64_t>(motion.parts());
      if (bound >= least_) continue;
      for (int part = 0; part < motion.parts() && cost < least_; ++part)
        cost += best_of_part(motion, part, difference);
      if (cost >= least_) continue;
      least_ = cost;
      difference_ = difference;
      best = motion;
    }
    return best;
  }

  /// The least that any vector leaves of each quarter.
  Look least_of_quarters() const {
    Look least = looks_[0];
    for (int i = 1; i < count_; ++i)
      for (int quarter = 0; quarter < 4; ++quarter)
        least.difference[quarter] =
            std::min(least.difference[quarter], looks_[i].difference[quarter]);
    return least;
  }

  /// Chooses the vector of a part; returns what it costs, and adds what it leaves.
  std::uint64_t best_of_part(Motion& motion, int part, std::uint32_t& difference) {
    const Vector predicted = predicted_vector(motion, part, left_);
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    std::uint32_t left = 0;
    Vector chosen;
    probe_->op(Op::integer, static_cast<unsigned>(6 * count_));
    for (int i = 0; i < count_; ++i) {
      const Look& look = looks_[i];
      const int first = motion.first_quarter(part);
      std::uint32_t of_part = look.difference[first];
      if (motion.division == Division::rows) of_part += look.difference[first + 1];
      if (motion.division == Division::columns) of_part += look.difference[first + 2];
      const std::uint64_t cost = cost_of(of_part, look.vector, predicted);
      if (cost >= least) continue;
      least = cost;
      left = of_part;
      chosen = look.vector;
    }
    motion.set_part(part, chosen);
    difference += left;
    return least;
  }

  std::uint64_t cost_of(std::uint32_t difference, Vector vector, Vector predicted) const {
    const auto bits = [](int by) {
      return 2 * static_cast<std::uint32_t>(
                     std::bit_width(static_cast<unsigned>(8 * std::abs(by) + 1))) -
             1;
    };
    return 16 * std::uint64_t{difference} +
           std::uint64_t{job_.quality.lambda.absolute} *
               (bits(vector.x - predicted.x) + bits(vector.y - predicted.y));
  }

  Probe* probe_;
  const PictureJob& job_;
  const Place* place_ = nullptr;
  LeftVectors left_;
  Look looks_[kMostLooks];
  int count_ = 0, best_ = 0;
  std::uint64_t least_ = 0;
  std::uint32_t difference_ = 0;
  alignas(64) Sample beyond_edges_[256];
};

}  // namespace pontage::frame_encode::h264
