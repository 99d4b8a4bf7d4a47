// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "kernels/shared/desktop/frame_source.hpp"
#include "kernels/shared/desktop/generator.hpp"
#include "kernels/shared/desktop/script.hpp"

namespace pontage::desktop {
namespace {

constexpr std::int32_t kLongestSide = 16384;

std::string script_names() {
  std::string names;
  for (const NamedScript& script : kScripts) names.append(script.name).append(", ");
  return names;
}

}  // namespace

Result<std::unique_ptr<FrameSource>> open_frames(const FramesSpec& spec) {
  if (find_script(spec.session) == nullptr)
    return fail(ErrorKind::usage, "there is no session '" + spec.session + "'; it takes " +
                                      script_names() + "or the path of a trace");
  for (const std::int32_t side : {spec.width, spec.height})
    if (side < 1 || side > kLongestSide)
      return fail(ErrorKind::usage, "a desktop of " + std::to_string(spec.width) + " x " +
                                        std::to_string(spec.height) +
                                        " pixels cannot be drawn; each side takes 1 to " +
                                        std::to_string(kLongestSide));
  return make_generator(spec.session, spec.width, spec.height, spec.seed);
}

}  // namespace pontage::desktop
