// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "backends/cuda/runtime.hpp"
#include "libbench/result.hpp"

namespace pontage::cuda {

/// The sentence for a call that failed: what was being done, what CUDA says, what to do about it.
Error trouble(const Runtime&, Code, std::string_view doing);

/// The first failure of a queue. Noting one costs nothing but a comparison and allocates nothing,
/// so that it can be done in the window.
struct Fault {
  Code code = kGood;
  const char* doing = "";  ///< a literal

  void note(Code seen, const char* what) noexcept {
    if (seen == kGood || code != kGood) [[likely]]
      return;
    code = seen;
    doing = what;
  }
  explicit operator bool() const { return code != kGood; }
};

}  // namespace pontage::cuda
