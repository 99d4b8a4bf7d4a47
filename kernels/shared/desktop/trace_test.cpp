// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "kernels/shared/desktop/generator.hpp"
#include "kernels/shared/desktop/script.hpp"
#include "kernels/shared/desktop/trace_reader.hpp"
#include "kernels/shared/desktop/trace_writer.hpp"

namespace pontage::desktop {
namespace {

struct Shown {
  std::vector<std::uint32_t> pixels;
  std::vector<Rectangle> damage;
  std::string state;
  std::int64_t time_us = 0;

  friend bool operator==(const Shown&, const Shown&) = default;
};
Shown shown(const FrameSource& source) {
  return {source.frame().pixels,
          {source.damage().begin(), source.damage().end()},
          std::string(source.state()),
          source.time_us()};
}

struct Recording {
  std::string bytes;
  std::vector<Shown> updates;
};
Recording record(std::string_view script, std::int32_t width, std::int32_t height, int updates) {
  const auto source = make_generator(script, width, height, 11);
  std::ostringstream to;
  Recording made;
  auto writer = TraceWriter::begin(to, "x.ptrace", source->frame(), source->state(), 1).value();
  for (int i = 0; i < updates; ++i) {
    EXPECT_TRUE(source->advance().value());
    EXPECT_TRUE(writer.add(source->frame(), source->damage(), source->state(), source->time_us()));
    made.updates.push_back(shown(*source));
  }
  EXPECT_TRUE(writer.end());
  made.bytes = to.str();
  EXPECT_EQ(writer.bytes(), static_cast<std::int64_t>(made.bytes.size()));
  return made;
}

Result<std::unique_ptr<FrameSource>> read(const std::string& bytes, Bytes most = 64_MiB) {
  return read_trace(std::make_unique<std::istringstream>(bytes), "x.ptrace", most);
}

/// All of it read, the first picture first, or the sentence.
Result<std::vector<Shown>> read_whole(const std::string& bytes) {
  auto source = read(bytes);
  if (!source) return pass_on(source.error());
  for (std::vector<Shown> all{shown(**source)};; all.push_back(shown(**source))) {
    const auto more = (*source)->advance();
    if (!more) return pass_on(more.error());
    if (!*more) return all;
  }
}

TEST(Trace, ReplaysWhatWasRecorded) {
  for (const NamedScript& script : kScripts)
    for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {333, 217}}) {
      const Recording made = record(script.name, width, height, 40);
      auto source = read(made.bytes);
      ASSERT_TRUE(source) << source.error().what;
      EXPECT_EQ((*source)->frame().pixels,
                make_generator(script.name, width, height, 11)->frame().pixels);
      for (const Shown& update : made.updates) {
        ASSERT_TRUE((*source)->advance().value());
        const Shown now = shown(**source);
        ASSERT_TRUE(now == update) << script.name << " " << update.time_us;
      }
      EXPECT_FALSE((*source)->advance().value());
      EXPECT_FALSE((*source)->advance().value());
    }
}

TEST(Trace, NothingCutOffIsTaken) {
  const std::string whole = record("cursor", 40, 30, 6).bytes;
  ASSERT_EQ(read_whole(whole).value().size(), 7U);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto got = read_whole(whole.substr(0, size));
    ASSERT_FALSE(got) << size;
    EXPECT_EQ(got.error().kind, ErrorKind::unreadable);
    EXPECT_TRUE(got.error().what.starts_with("x.ptrace: ")) << got.error().what;
  }
  EXPECT_FALSE(read_whole(whole + "x"));
}

/// Checksums: what a flipped bit changes is seen. (Some change nothing: zstd has a bit that means
/// nothing, and the same bytes can be found in two places.)
TEST(Trace, NothingDamagedIsTaken) {
  const std::string whole = record("typing", 24, 20, 3).bytes;
  const auto right = read_whole(whole).value();
  ASSERT_EQ(right.size(), 4U);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const auto got = read_whole(damaged);
      if (got) {
        ASSERT_EQ(*got, right) << at << " " << bit;
      } else {
        ++refused;
      }
    }
  EXPECT_GT(refused, whole.size() * 7);
}

TEST(Trace, NewerForeignAndLargeOnesAreRefused) {
  std::string newer = record("idle", 9, 9, 1).bytes;
  newer[8] = 2;
  EXPECT_NE(read_whole(newer).error().what.find("newer"), std::string::npos);
  EXPECT_NE(read_whole("GIF89a and more").error().what.find("not a recorded trace"),
            std::string::npos);
  const auto large = read(record("idle", 300, 300, 1).bytes, 1_MiB);
  EXPECT_EQ(large.error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace pontage::desktop
