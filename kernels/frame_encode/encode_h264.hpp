// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/frame_encode/encode_h264_shape.hpp"
#include "kernels/frame_encode/update_problem.hpp"
#include "libbench/kernel.hpp"

namespace pontage::frame_encode {

const Kernel& encode_h264();

/// The problem of coding `updates`, for whoever brings pictures; where the
/// shape's `update` is 0 the first of them is an IDR picture. Refuses a size that no level of the
/// standard takes.
Result<std::unique_ptr<UpdateProblem>> make_h264_problem(Updates updates, const Shape&);

}  // namespace pontage::frame_encode
