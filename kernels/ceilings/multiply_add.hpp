// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/kernel.hpp"

namespace pontage::ceilings {

const Kernel& multiply_add();

}  // namespace pontage::ceilings
