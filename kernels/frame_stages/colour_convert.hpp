// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/kernel.hpp"

namespace pontage::frame_stages {

const Kernel& colour_convert();

}  // namespace pontage::frame_stages
