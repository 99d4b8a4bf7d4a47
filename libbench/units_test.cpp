// SPDX-License-Identifier: Apache-2.0
#include "libbench/units.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace pontage {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
static_assert(Addable<Bytes, Bytes> && !Addable<Bytes, Nanoseconds> && !Addable<Bytes, int>);
static_assert(!std::is_convertible_v<int, Bytes> && !std::is_convertible_v<Bytes, Nanoseconds>);

TEST(Units, AddSubtractAndScale) {
  EXPECT_EQ((3_us + 5_ns).count(), 3005);
  EXPECT_EQ((-(1_KiB * 3 - 24_KiB / 2)).count(), 9 * 1024);
  EXPECT_LT(999_ns, 1_us);
  EXPECT_EQ(1_GiB, 1_MiB * 1024);
  EXPECT_EQ(1_ms, 1000_us);
}

TEST(Units, PrintForPeople) {
  EXPECT_EQ(to_text(Bytes{17}), "17 B");
  EXPECT_EQ(to_text(32_KiB), "32 KiB");
  EXPECT_EQ(to_text(Bytes{1536 * 1024}), "1.50 MiB");
  EXPECT_EQ(to_text(4_GiB), "4 GiB");
  EXPECT_EQ(to_text(850_ns), "850 ns");
  EXPECT_EQ(to_text(12'345_ns), "12.3 µs");
  EXPECT_EQ(to_text(4'560'000_ns), "4.56 ms");
  EXPECT_EQ(to_text(Nanoseconds{7'890'000'000}), "7.89 s");
  EXPECT_EQ(to_text(-2_us), "-2 µs");
  EXPECT_EQ(to_text(-4'560'000_ns), "-4.56 ms");
}

TEST(Units, ReadSizes) {
  const std::pair<const char*, Bytes> good[] = {{"4096", Bytes{4096}},
                                                {"17B", Bytes{17}},
                                                {"32KiB", 32_KiB},
                                                {"32K", 32_KiB},
                                                {"256 MiB", 256_MiB},
                                                {"3M", 3_MiB},
                                                {"1GiB", 1_GiB},
                                                {"1G", 1_GiB},
                                                {"2GB", Bytes{2'000'000'000}},
                                                {"5kB", Bytes{5'000}},
                                                {"6MB", Bytes{6'000'000}}};
  for (const auto& [text, size] : good) {
    const auto read = parse_bytes(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(*read, size) << text;
  }
}

TEST(Units, RefuseWhatIsNoSize) {
  for (const char* text : {"", "KiB", "-1", "1.5MiB", "12 parsecs", "99999999999999999999"}) {
    const auto read = parse_bytes(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::usage);
    const std::string_view what = read.error().what;
    EXPECT_TRUE(what.starts_with('\'') && what.substr(1).starts_with(text)) << what << " names it";
  }
  EXPECT_EQ(parse_bytes("9000000000GiB").error().what, "'9000000000GiB' is more than 8 EiB");
}

TEST(Units, ReadWholeNumbers) {
  EXPECT_EQ(parse_integer("-42").value(), -42);
  EXPECT_EQ(parse_integer("9223372036854775807").value(), INT64_MAX);
  EXPECT_EQ(parse_integer("9223372036854775808").error().what,
            "'9223372036854775808' does not fit into 64 bits");
  for (const char* text : {"", " 1", "1 ", "0x10", "1e3", "one"})
    EXPECT_FALSE(parse_integer(text).has_value()) << text;
}

}  // namespace
}  // namespace pontage
