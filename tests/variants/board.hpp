// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/registry.hpp"

namespace pontage::test {

/// What an entry of the dialect "board" points to.
struct BoardEntry {
  void (*run)(const Args&);
};

}  // namespace pontage::test
