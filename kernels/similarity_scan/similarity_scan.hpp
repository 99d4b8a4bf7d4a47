// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/kernel.hpp"

namespace pontage::similarity_scan {

const Kernel& similarity_scan();

}  // namespace pontage::similarity_scan
