// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/kernel.hpp"

namespace pontage::packet_protect {

const Kernel& packet_protect();

}  // namespace pontage::packet_protect
