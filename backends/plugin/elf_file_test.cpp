// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/elf_file.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "backends/plugin/plugin_library.hpp"
#include "libbench/rng.hpp"

namespace pontage::plugin {
namespace {

/// The bytes of a shared library that is surely there: the one that `cos` comes from.
std::string real_library() {
  Dl_info info{};
  dladdr(reinterpret_cast<void*>(static_cast<double (*)(double)>(std::cos)), &info);
  std::ifstream file(info.dli_fname, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string written(const std::string& bytes) {
  // Tests run beside each other.
  std::string path = testing::TempDir() + "pontage_elf_test_" + std::to_string(getpid()) + ".so";
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

TEST(SharedLibrary, AWholeOneIsBelieved) {
  const auto good = check_shared_library(written(real_library()));
  EXPECT_TRUE(good) << good.error().what;
}

TEST(SharedLibrary, TruncatedAnywhereItIsRefusedOrHarmless) {
  const std::string whole = real_library();
  ASSERT_GT(whole.size(), 4096U);
  Rng rng(Seed{7});
  for (int i = 0; i < 60; ++i) {
    const std::size_t size =
        i < 20 ? static_cast<std::size_t>(i) * 16 : rng.below(whole.size() / 2);
    const auto loaded = PluginLibrary::load(written(whole.substr(0, size)));
    ASSERT_FALSE(loaded) << size;
    EXPECT_EQ(loaded.error().kind, ErrorKind::unreadable) << loaded.error().what;
  }
}

TEST(SharedLibrary, AHostileHeaderEndsInASentence) {
  const std::string whole = real_library().substr(0, 4096);
  Rng rng(Seed{11});
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes = whole;
    for (int flips = 0; flips < 8; ++flips)
      bytes[rng.below(64)] = static_cast<char>(rng.below(256));
    if (const auto good = check_shared_library(written(bytes)); !good) {
      EXPECT_NE(good.error().what.find("plug-in"), std::string::npos);
    }
  }
}

TEST(SharedLibrary, OtherFilesAreNamed) {
  EXPECT_EQ(check_shared_library("/nonexistent.so").error().kind, ErrorKind::unavailable);
  const auto text = PluginLibrary::load(
      written("#!/bin/sh\necho this is not a library, whatever its name says it is\n"));
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().what.find("is not a shared library"), std::string::npos)
      << text.error().what;
  const auto other = PluginLibrary::load(written(real_library()));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().what.find("exports no pontage_plugin_entry"), std::string::npos)
      << other.error().what;
}

}  // namespace
}  // namespace pontage::plugin
