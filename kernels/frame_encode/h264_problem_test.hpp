// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/frame_encode/encode_h264.hpp"
#include "kernels/frame_encode/h264_encode.hpp"
#include "tests/support/run_kernel.hpp"

/// Problems of one update, for encode_h264's tests.
namespace pontage::frame_encode::test {

/// One update between two frames.
inline std::unique_ptr<UpdateProblem> coding(const desktop::Frame& from, const desktop::Frame& to,
                                             std::int64_t qp, std::vector<Rectangle> damage,
                                             bool joins = false) {
  const Shape shape = *encode_h264().shape_schema().make({{"qp", qp}, {"update", joins ? 0 : 1}});
  auto made = make_h264_problem(one_update(from, to, std::move(damage), "test"), shape);
  return std::move(*made);
}

/// Every variant makes the same bytes, on one worker and three, in rooms used before.
inline void expect_all_right(const Problem& problem) {
  pontage::test::SerialTeam serial;
  pontage::test::ThreadTeam three(3);
  for (const Variant& variant : pontage::test::able_variants(encode_h264(), problem))
    for (HostTeam* team : std::initializer_list<HostTeam*>{&serial, &three}) {
      pontage::test::Bench bench(problem);
      for (int run = 0; run < 2; ++run) {
        bench.run(variant, *team);
        ASSERT_TRUE(bench.judge().right) << variant.name << ": " << bench.judge().why;
      }
    }
}

}  // namespace pontage::frame_encode::test
