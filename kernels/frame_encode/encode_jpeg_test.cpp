// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_jpeg.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>

#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "libbench/probe.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::frame_encode {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;
using pontage::test::variant_named;
using test::blank;
using test::drawn;

Shape of_quality(std::int64_t quality) {
  return *encode_jpeg().shape_schema().make({{"quality", quality}});
}

std::unique_ptr<UpdateProblem> coding(const desktop::Frame& frame, std::int64_t quality,
                                      std::vector<Rectangle> damage) {
  return make_jpeg_problem(one_update(blank(frame.width, frame.height, 0), frame, damage, "test"),
                           of_quality(quality));
}
std::unique_ptr<UpdateProblem> coding(const desktop::Frame& frame, std::int64_t quality) {
  return coding(frame, quality, {{0, 0, frame.width, frame.height}});
}

/// Every variant makes the same bytes; libjpeg-turbo is among them where the build has it.
void expect_all_right(const UpdateProblem& problem) {
  SerialTeam serial;
  ThreadTeam three(3);
  for (const Variant& variant : able_variants(encode_jpeg(), problem))
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
      Bench bench(problem);
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ", a second run: " << bench.judge().why;
    }
}

TEST(EncodeJpeg, every_variant_makes_the_same_bytes_of_every_size) {
  for (const auto& [width, height] : {std::pair{1, 1},
                                      {8, 8},
                                      {9, 16},
                                      {16, 9},
                                      {17, 17},
                                      {24, 40},
                                      {31, 33},
                                      {130, 50},
                                      {257, 20},
                                      {300, 129}})
    for (const char* kind : {"smooth", "boxes", "noise", "extremes", "flat"}) {
      SCOPED_TRACE(std::string(kind) + " " + std::to_string(width) + "x" + std::to_string(height));
      expect_all_right(*coding(drawn(kind, width, height, 5), 80));
    }
}

TEST(EncodeJpeg, every_variant_makes_the_same_bytes_at_every_quality) {
  for (int quality = 1; quality <= 100; ++quality)
    for (const char* kind : {"smooth", "extremes", "boxes"}) {
      SCOPED_TRACE(std::string(kind) + " at " + std::to_string(quality));
      expect_all_right(*coding(drawn(kind, 150, 40, static_cast<Seed>(quality)), quality));
    }
}

}  // namespace
}  // namespace pontage::frame_encode
