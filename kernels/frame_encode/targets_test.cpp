// SPDX-License-Identifier: Apache-2.0
/// The variants `vectors` on every instruction set that this processor has: always the same bytes.
#include <gtest/gtest.h>

#include <cstdint>

#include "kernels/frame_encode/encode_jpeg.hpp"
#include "kernels/frame_encode/encode_jpeg_variants.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "tests/support/every_target.hpp"
#include "tests/support/run_kernel.hpp"
#ifdef PONTAGE_HAS_ZSTD
#include "kernels/frame_encode/encode_tiles.hpp"
#include "kernels/frame_encode/encode_tiles_variants.hpp"
#endif

namespace pontage::frame_encode {
namespace {

using test::drawn;

Updates update_of(const char* kind, std::int32_t width, std::int32_t height) {
  return one_update(drawn("boxes", width, height, 1), drawn(kind, width, height, 2),
                    {{0, 0, width, height}}, kind);
}

template <class Body>
void on_every_target(Body body) {
  pontage::test::on_every_target(jpeg_vectors_target, body);
}

void expect_right(const Kernel& kernel, const UpdateProblem& problem) {
  pontage::test::SerialTeam team;
  pontage::test::Bench bench(problem);
  bench.run(pontage::test::variant_named(kernel, "vectors"), team);
  EXPECT_TRUE(bench.judge().right) << problem.remark() << ": " << bench.judge().why;
}

TEST(Targets, jpeg) {
  for (const char* kind : {"smooth", "boxes", "extremes", "noise"})
    for (const int quality : {3, 80, 100}) {
      const auto problem = make_jpeg_problem(
          update_of(kind, 331, 47), *encode_jpeg().shape_schema().make({{"quality", quality}}));
      on_every_target([&] { expect_right(encode_jpeg(), *problem); });
    }
}

#ifdef PONTAGE_HAS_ZSTD
TEST(Targets, tiles) {
  for (const char* kind : {"smooth", "boxes", "extremes", "noise", "flat"}) {
    const auto problem =
        make_tiles_problem(update_of(kind, 200, 150), *encode_tiles().shape_schema().make({}));
    on_every_target([&] { expect_right(encode_tiles(), *problem); });
  }
}
#endif

}  // namespace
}  // namespace pontage::frame_encode
