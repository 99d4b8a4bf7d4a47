// SPDX-License-Identifier: Apache-2.0
// Until kernels/shared/desktop has its sources.
#include "kernels/shared/desktop/frame_source.hpp"

namespace pontage::desktop {

Result<std::unique_ptr<FrameSource>> open_frames(const FramesSpec& spec) {
  return fail(ErrorKind::unavailable, "no session '" + spec.session + "' yet");
}

}  // namespace pontage::desktop
