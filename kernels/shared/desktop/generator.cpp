// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/generator.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "kernels/shared/desktop/scene.hpp"
#include "kernels/shared/desktop/script.hpp"

namespace pontage::desktop {
namespace {

/// All scripts in turn, 32 updates of each; between them the person goes to another workspace.
class Mixed : public Script {
 public:
  Mixed(Scene& scene, Seed seed) : scene_(scene), seed_(seed) { begin(); }
  void step() override {
    is_switching_ = update_ > 0 && update_ % kUpdates == 0;
    if (is_switching_)
      begin();
    else
      script_->step();
    ++update_;
  }
  std::string_view state() const override { return is_switching_ ? "switch" : script_->state(); }
  std::int64_t pace_us() const override { return script_->pace_us(); }

 private:
  static constexpr std::uint64_t kUpdates = 32, kParts = std::size(kScripts) - 1;
  void begin() {
    const std::uint64_t turn = update_ / kUpdates;
    script_.reset();
    scene_.clear();
    script_ = kScripts[turn % kParts].make(scene_, mix64(seed_ ^ turn));
  }

  Scene& scene_;
  Seed seed_;
  std::unique_ptr<Script> script_;
  std::uint64_t update_ = 0;
  bool is_switching_ = false;
};

class Generator : public FrameSource {
 public:
  Generator(std::int32_t width, std::int32_t height, Seed seed, MakeScript make)
      : scene_(width, height, seed), script_(make(scene_, seed)) {
    scene_.redraw();
  }
  const Frame& frame() const override { return scene_.frame(); }
  Result<bool> advance() override {
    script_->step();
    scene_.redraw();
    time_us_ += script_->pace_us();
    return true;
  }
  std::span<const Rectangle> damage() const override { return scene_.damage(); }
  std::string_view state() const override { return script_->state(); }
  std::int64_t time_us() const override { return time_us_; }

 private:
  Scene scene_;
  std::unique_ptr<Script> script_;
  std::int64_t time_us_ = 0;
};

}  // namespace

std::unique_ptr<Script> make_mixed(Scene& scene, Seed seed) {
  return std::make_unique<Mixed>(scene, seed);
}

MakeScript find_script(std::string_view name) {
  const auto* found = std::ranges::find(kScripts, name, &NamedScript::name);
  return found == std::end(kScripts) ? nullptr : found->make;
}

std::unique_ptr<FrameSource> make_generator(std::string_view script, std::int32_t width,
                                            std::int32_t height, Seed seed) {
  const MakeScript make = find_script(script);
  return make == nullptr ? nullptr : std::make_unique<Generator>(width, height, seed, make);
}

}  // namespace pontage::desktop
