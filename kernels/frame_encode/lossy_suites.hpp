// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "libbench/kernel.hpp"

namespace pontage::frame_encode {

/// The suites of a codec with loss: the same updates for each of them, so that they can be read
/// side by side; `check` is the codec's own.
inline std::array<Suite, 3> lossy_suites(std::vector<std::pair<std::string, std::string>> check) {
  return {{
      {"check", "small and awkward frames, for their answers", std::move(check)},
      {"quick",
       "an update of a desktop at 1080p, and all of it",
       {{"session", "[scroll,video]"}, {"damage", "[session,full]"}, {"update", "4"}}},
      {"full",
       "what each kind of use costs at 1080p, one worker and two",
       {{"session", "[typing,scroll,window,list,photo,video,cursor]"},
        {"update", "8"},
        {"damage", "[session,full]"},
        {"workers", "[1,2]"}}},
  }};
}

}  // namespace pontage::frame_encode
