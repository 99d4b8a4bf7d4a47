// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "kernels/shared/desktop/scene.hpp"
#include "libbench/rng.hpp"

namespace pontage::desktop {

/// What a person does on a desktop, update by update. Made, it has opened its windows; it owns
/// nothing that the scene draws.
class Script {
 public:
  virtual ~Script() = default;
  /// Changes the scene and touches what it changed.
  virtual void step() = 0;
  virtual std::string_view state() const = 0;
  /// The time between two updates.
  virtual std::int64_t pace_us() const { return 33'333; }
};

using MakeScript = std::unique_ptr<Script> (*)(Scene&, Seed);
std::unique_ptr<Script> make_typing(Scene&, Seed);
std::unique_ptr<Script> make_scroll(Scene&, Seed);
std::unique_ptr<Script> make_log(Scene&, Seed);
std::unique_ptr<Script> make_window(Scene&, Seed);
std::unique_ptr<Script> make_list(Scene&, Seed);
std::unique_ptr<Script> make_photo_script(Scene&, Seed);
std::unique_ptr<Script> make_video(Scene&, Seed);
std::unique_ptr<Script> make_cursor(Scene&, Seed);
std::unique_ptr<Script> make_idle(Scene&, Seed);
std::unique_ptr<Script> make_mixed(Scene&, Seed);

struct NamedScript {
  std::string_view name;
  MakeScript make;
};
inline constexpr NamedScript kScripts[] = {
    {"typing", make_typing}, {"scroll", make_scroll}, {"log", make_log},
    {"window", make_window}, {"list", make_list},     {"photo", make_photo_script},
    {"video", make_video},   {"cursor", make_cursor}, {"idle", make_idle},
    {"mixed", make_mixed},
};
/// None where there is no such script.
MakeScript find_script(std::string_view name);

}  // namespace pontage::desktop
