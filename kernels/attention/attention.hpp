// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/attention/attention_shape.hpp"
#include "libbench/kernel.hpp"

namespace pontage::attention {

const Kernel& attention();

}  // namespace pontage::attention
