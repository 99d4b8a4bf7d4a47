// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/frame.hpp"

namespace pontage::desktop {

Frame make_frame(std::int32_t width, std::int32_t height) {
  return {width, height,
          std::vector<std::uint32_t>(
              static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0xff000000U)};
}

}  // namespace pontage::desktop
