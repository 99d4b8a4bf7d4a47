// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/kernel.hpp"

namespace pontage::ceilings {

const Kernel& stream_read();

}  // namespace pontage::ceilings
