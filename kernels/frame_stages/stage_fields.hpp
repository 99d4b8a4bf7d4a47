// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/frame_stages/stage_shape.hpp"
#include "kernels/shared/desktop/frame.hpp"
#include "libbench/rng.hpp"
#include "libbench/shape.hpp"

namespace pontage::frame_stages {

/// The fields of StageShape, and `more` behind them.
template <class S>
std::vector<Field<S>> with_stage_fields(std::vector<Field<S>> more) {
  std::vector<Field<S>> fields{
      {{"width", "count", "pixels of a row", 1920, 1, desktop::kLongestSide}, &S::width},
      {{"height", "count", "rows", 1080, 1, desktop::kLongestSide}, &S::height},
      {{"damage",
        "",
        "where the frame was damaged",
        "full",
        0,
        0,
        {"full", "window", "typing", "scattered", "outside"}},
       &S::damage},
      {{"rectangles", "count", "rectangles of damage=scattered, which may overlap and stick out",
        12, 1, 4096},
       &S::rectangles},
      {{"age", "count", "age of the buffer: how many updates' damage is drawn at once", 1, 1, 16},
       &S::age},
  };
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

/// The damage of the frame: `age` updates drawn from the seed, through a ring, as a region.
/// `full` is all of it, `window` a box of about a third, `typing` a word and a cursor, `scattered`
/// boxes of all sizes that overlap and stick out, `outside` boxes that all miss the frame.
std::vector<Rectangle> damaged_region(const StageShape&, Seed);

}  // namespace pontage::frame_stages
