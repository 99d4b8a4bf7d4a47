// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/kernel.hpp"

namespace pontage::frame_stages {

const Kernel& composite();

}  // namespace pontage::frame_stages
