// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace pontage::frame_encode::h264 {

/// Whole pixels.
struct Vector {
  std::int16_t x = 0, y = 0;
  friend bool operator==(const Vector&, const Vector&) = default;
};

/// How a macroblock that is predicted from the old picture is divided, by mb_type (Table 7-13): not
/// at all, in two rows (16×8), in two columns (8×16), in quarters.
enum class Division : std::uint8_t { whole, rows, columns, quarters };

/// The vectors of a macroblock's quarters (8×8), row by row.
struct Motion {
  Division division = Division::whole;
  Vector quarter[4];

  Motion() = default;
  explicit Motion(Vector whole) { std::fill_n(quarter, 4, whole); }
  int parts() const {
    return division == Division::whole ? 1 : division == Division::quarters ? 4 : 2;
  }
  /// The first quarter of a part; a part in rows has the one beside it too, in columns the one
  /// below.
  int first_quarter(int part) const { return division == Division::rows ? 2 * part : part; }
  Vector of_part(int part) const { return quarter[first_quarter(part)]; }
  void set_part(int part, Vector to) {
    const int first = first_quarter(part);
    quarter[first] = to;
    if (division == Division::rows) quarter[first + 1] = to;
    if (division == Division::columns) quarter[first + 2] = to;
    if (division == Division::whole) std::fill_n(quarter, 4, to);
  }
  bool is_still() const { return division == Division::whole && quarter[0] == Vector{}; }
};

/// The right edge of the macroblock to the left, whose vectors predict: its upper and lower quarter
/// there, where it is inter.
struct LeftVectors {
  bool is_inter = false;
  Vector upper, lower;
};

inline Vector median_of(Vector a, Vector b, Vector c) {
  const auto median = [](std::int16_t p, std::int16_t q, std::int16_t r) {
    return std::max(std::min(p, q), std::min(std::max(p, q), r));
  };
  return {median(a.x, b.x, c.x), median(a.y, b.y, c.y)};
}

/// mvpLX of a part (8.4.1.3) in a slice that has nothing above its macroblocks; the parts before it
/// stand in `motion`. What is not inter to the left counts as no motion, or, for the lower row,
/// leaves the row above it as the only one that predicts.
inline Vector predicted_vector(const Motion& motion, int part, const LeftVectors& left) {
  const Vector upper = left.is_inter ? left.upper : Vector{};
  if (part == 0) return upper;
  const Vector(&quarter)[4] = motion.quarter;
  if (motion.division == Division::rows) return left.is_inter ? left.lower : quarter[0];
  if (part == 1) return quarter[0];
  if (part == 2) return median_of(left.is_inter ? left.lower : Vector{}, quarter[0], quarter[1]);
  return median_of(quarter[2], quarter[1], quarter[0]);
}

}  // namespace pontage::frame_encode::h264
