// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/generator.hpp"

#include <gtest/gtest.h>

#include <string>

#include "kernels/shared/desktop/script.hpp"

namespace pontage::desktop {
namespace {

struct Size {
  std::int32_t width, height;
};
constexpr Size kSizes[] = {{1, 1}, {1, 200}, {300, 1}, {7, 5}, {63, 65}, {333, 217}, {641, 479}};

bool is_in_some(std::span<const Rectangle> damage, std::int32_t x, std::int32_t y) {
  for (const Rectangle& part : damage)
    if (contains(part, {x, y, 1, 1})) return true;
  return false;
}

/// The first pixel that changed outside the damage; empty where there is none.
std::string missed(const Frame& before, const Frame& after, std::span<const Rectangle> damage) {
  for (std::int32_t y = 0; y < after.height; ++y)
    for (std::int32_t x = 0; x < after.width; ++x)
      if (before.row(y)[static_cast<std::size_t>(x)] != after.row(y)[static_cast<std::size_t>(x)] &&
          !is_in_some(damage, x, y))
        return std::to_string(x) + ", " + std::to_string(y);
  return "";
}

TEST(Generator, EveryChangedPixelIsDamaged) {
  for (const NamedScript& script : kScripts)
    for (const Size& size : kSizes) {
      const auto source = make_generator(script.name, size.width, size.height, 3);
      Frame before = source->frame();
      for (int update = 0; update < 70; ++update) {
        ASSERT_TRUE(source->advance().value());
        for (const Rectangle& part : source->damage())
          ASSERT_TRUE(!part.is_empty() && contains(before.bounds(), part));
        ASSERT_EQ(missed(before, source->frame(), source->damage()), "")
            << script.name << " " << size.width << "x" << size.height << ", update " << update;
        before = source->frame();
      }
    }
}

/// What was drawn in parts is what is drawn at once: no script forgets to touch what it changed.
TEST(Scene, PartsMakeTheWhole) {
  for (const NamedScript& named : kScripts)
    for (const Size& size : kSizes) {
      Scene scene(size.width, size.height, 5);
      const auto script = named.make(scene, 5);
      scene.redraw();
      for (int update = 0; update < 70; ++update) {
        script->step();
        scene.redraw();
        ASSERT_EQ(scene.frame().pixels, scene.drawn_whole().pixels)
            << named.name << " " << size.width << "x" << size.height << ", update " << update;
      }
    }
}

}  // namespace
}  // namespace pontage::desktop
