// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/frame_encode/encode_tiles_shape.hpp"
#include "kernels/frame_encode/update_problem.hpp"

namespace pontage::frame_encode {

const Kernel& encode_tiles();

/// The problem of these updates, for whoever brings some; `shape` is as the kernel's schema makes
/// it, its size does not matter.
std::unique_ptr<UpdateProblem> make_tiles_problem(Updates, const Shape&);

}  // namespace pontage::frame_encode
