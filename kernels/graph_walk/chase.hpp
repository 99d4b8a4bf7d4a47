// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/graph_walk/chase_shape.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

const Kernel& chase();

}  // namespace pontage::graph_walk
