// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

#include "kernels/shared/desktop/frame_source.hpp"
#include "libbench/units.hpp"

namespace pontage::desktop {

/// Replays a trace. `name` is what errors call it. Takes some twenty bytes a pixel of what the
/// trace's head says, and nothing where that is more than `most`. Errors are `unreadable`: not a
/// trace, newer than this build, damaged or cut off; `refused` where it is too large; `unavailable`
/// in a build without zstd.
Result<std::unique_ptr<FrameSource>> read_trace(std::unique_ptr<std::istream>, std::string name,
                                                Bytes most);

/// From a file, within the memory that there is.
Result<std::unique_ptr<FrameSource>> open_trace(const std::string& path);

}  // namespace pontage::desktop
