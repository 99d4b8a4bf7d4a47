// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_tiles.hpp"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <climits>

#include "kernels/frame_encode/encode_tiles_variants.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "kernels/frame_encode/tiles_update.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::frame_encode {
namespace {

using pontage::test::able_variants;
using pontage::test::Bench;
using pontage::test::SerialTeam;
using pontage::test::ThreadTeam;
using test::blank;
using test::drawn;

Shape of_level(std::int64_t level) {
  return *encode_tiles().shape_schema().make({{"level", level}});
}

/// Every variant makes the same bytes, whatever the number of workers.
void expect_all_right(const UpdateProblem& problem) {
  SerialTeam serial;
  ThreadTeam three(3), crowd(70);
  for (const Variant& variant : able_variants(encode_tiles(), problem))
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three, &crowd}) {
      Bench bench(problem);
      bench.run(variant, *team);
      ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
    }
}

TEST(EncodeTiles, comes_back_exactly_by_every_variant) {
  for (const auto& [width, height] :
       {std::pair{1, 1}, {64, 64}, {65, 63}, {200, 130}, {640, 300}, {63, 700}})
    for (const char* kind : {"smooth", "boxes", "noise", "extremes", "flat"}) {
      SCOPED_TRACE(std::string(kind) + " " + std::to_string(width) + "x" + std::to_string(height));
      const auto from = drawn("boxes", width, height, 3), to = drawn(kind, width, height, 4);
      const auto problem =
          make_tiles_problem(one_update(from, to, {{0, 0, width, height}}, "test"), of_level(1));
      expect_all_right(*problem);
      desktop::Frame screen = from;
      const auto done = apply_tiles_update(problem->encoded().stream, screen);
      ASSERT_TRUE(done) << done.error().what;
      EXPECT_EQ(screen.pixels, to.pixels);
    }
}

}  // namespace
}  // namespace pontage::frame_encode
