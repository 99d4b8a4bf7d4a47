// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/generator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "kernels/shared/desktop/script.hpp"

namespace pontage::desktop {
namespace {

struct Size {
  std::int32_t width, height;
};
constexpr Size kSizes[] = {{1, 1},   {1, 200},   {300, 1},   {7, 5},
                           {63, 65}, {333, 217}, {16384, 1}, {2, 16384}};
constexpr int kUpdates = 68;  // mixed comes to its third script

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
      for (int update = 0; update < kUpdates; ++update) {
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
      for (int update = 0; update < kUpdates; ++update) {
        script->step();
        scene.redraw();
        ASSERT_EQ(scene.frame().pixels, scene.drawn_whole().pixels)
            << named.name << " " << size.width << "x" << size.height << ", update " << update;
      }
    }
}

/// Not the whole screen, but what a compositor would be told.
TEST(Generator, DamageIsTight) {
  const auto most_of = [](std::string_view script, std::string_view state) {
    const auto source = make_generator(script, 640, 480, 2);
    std::int64_t most = 0;
    for (int update = 0; update < 200; ++update) {
      EXPECT_TRUE(source->advance().value());
      std::int64_t area = 0;
      for (const Rectangle& part : source->damage()) area += part.area();
      if (source->state() == state) most = std::max(most, area);
    }
    return most;
  };
  constexpr std::int64_t kCell = 8 * 16, kPointer = 12 * 19;
  EXPECT_LE(most_of("typing", "typing"), 2 * kCell);
  EXPECT_LE(most_of("cursor", "cursor"), 2 * kPointer);
  EXPECT_LE(most_of("idle", "idle"), 9 * kCell);
  EXPECT_LT(most_of("video", "video"), 640 * 480 / 3);
}

TEST(Generator, IdleUpdatesMostlyChangeNothing) {
  const auto source = make_generator("idle", 640, 480, 2);
  int unchanged = 0;
  for (int update = 0; update < 40; ++update) {
    EXPECT_TRUE(source->advance().value());
    unchanged += source->damage().empty() ? 1 : 0;
  }
  EXPECT_EQ(unchanged, 20);
}

std::uint64_t digest(const Frame& frame, std::uint64_t from) {
  for (const std::uint32_t pixel : frame.pixels) from = mix64(from ^ pixel);
  return from;
}

/// The same pixels from every compiler and on every machine: a change of these numbers is a change
/// of every result that was measured on them.
TEST(Generator, FramesAreThese) {
  struct Golden {
    std::string_view script;
    std::uint64_t small, large;
  };
  constexpr Golden kGolden[] = {{"typing", 0x1c5fe3bb1828392U, 0x9783a726facfccb9U},
                                {"scroll", 0x616fe0afe0a4049fU, 0x9d3612942b19be4fU},
                                {"log", 0x5d1e7d93d6243eb7U, 0x5bf23dfdb785f991U},
                                {"window", 0xcbbb7596c07ee94cU, 0x293da2573c56b6ccU},
                                {"list", 0x38dc61084412487aU, 0x6b015de2a88cb5a0U},
                                {"photo", 0xd647f8ad4e811ce0U, 0x29d66d079abf3466U},
                                {"video", 0x2dd74db5945e719cU, 0x835308687e2e41cfU},
                                {"cursor", 0x7221d1e44c7ff04aU, 0xa3bcaf4c152cedefU},
                                {"idle", 0x7cb3778f5a1c7feU, 0xb73f9aebe50be852U},
                                {"mixed", 0x2bae79f5fa3f1c51U, 0x50ccfdaf79346766U}};
  for (const Golden& golden : kGolden) {
    std::uint64_t small = 0, large = 0;
    const auto few = make_generator(golden.script, 97, 61, 42);
    const auto many = make_generator(golden.script, 1280, 720, 42);
    for (int update = 0; update < 40; ++update) {
      EXPECT_TRUE(few->advance().value() && many->advance().value());
      small = digest(few->frame(), small);
    }
    large = digest(many->frame(), large);
    EXPECT_TRUE(small == golden.small && large == golden.large)
        << std::hex << "{\"" << golden.script << "\", 0x" << small << "U, 0x" << large << "U},";
  }
}

}  // namespace
}  // namespace pontage::desktop
