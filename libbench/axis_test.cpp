// SPDX-License-Identifier: Apache-2.0
#include "libbench/axis.hpp"

#include <gtest/gtest.h>

namespace pontage {
namespace {

AxisSpec number(std::int64_t least = 0, std::int64_t most = INT64_MAX) {
  return {"workers", "count", "threads", std::int64_t{1}, least, most};
}
AxisSpec size() { return {"size", "bytes", "bytes of the table", std::int64_t{32 << 10}}; }
AxisSpec word() {
  return {"wait", "", "how the host waits", "spin", 0, 0, {"spin", "yield", "block"}};
}
AxisSpec free_word() { return {"input", "", "where it comes from", "cycle"}; }

std::vector<std::int64_t> numbers(const AxisSpec& axis, std::string_view text) {
  std::vector<std::int64_t> all;
  const auto values = parse_sweep(axis, text);
  EXPECT_TRUE(values.has_value()) << text << ": " << (values ? "" : values.error().what);
  if (values)
    for (const AxisValue& value : *values) all.push_back(std::get<std::int64_t>(value));
  return all;
}

std::string trouble(const AxisSpec& axis, std::string_view text) {
  const auto values = parse_sweep(axis, text);
  if (values) return "";
  EXPECT_EQ(values.error().kind, ErrorKind::usage);
  return values.error().what;
}

using Numbers = std::vector<std::int64_t>;

TEST(Sweep, OneValueOrAList) {
  EXPECT_EQ(numbers(number(), "7"), Numbers{7});
  EXPECT_EQ(numbers(number(), "[1, 2,4]"), (Numbers{1, 2, 4}));
  EXPECT_EQ(numbers(size(), "[32KiB,1MiB]"), (Numbers{32 << 10, 1 << 20}));
  EXPECT_EQ(parse_sweep(word(), "[spin,block]").value(), (std::vector<AxisValue>{"spin", "block"}));
}

TEST(Sweep, RangesIncludeBothEnds) {
  EXPECT_EQ(numbers(number(), "[1:4]"), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(numbers(number(), "[1:10:3]"), (Numbers{1, 4, 7, 10}));
  EXPECT_EQ(numbers(number(), "[1:9:3]"), (Numbers{1, 4, 7}));
  EXPECT_EQ(numbers(number(), "[1:64:*4]"), (Numbers{1, 4, 16, 64}));
  EXPECT_EQ(numbers(number(), "[3:3]"), Numbers{3});
  EXPECT_EQ(numbers(size(), "[32KiB:128KiB:*2]"), (Numbers{32 << 10, 64 << 10, 128 << 10}));
  EXPECT_EQ(numbers(size(), "[1MiB:2MiB:512KiB]"), (Numbers{1 << 20, 3 << 19, 2 << 20}));
}

TEST(Sweep, EndsBeforeItOverflows) {
  EXPECT_EQ(numbers(number(), "[9223372036854775806:9223372036854775807]").size(), 2U);
  EXPECT_EQ(numbers(number(), "[4611686018427387904:9223372036854775807:*2]").size(), 1U);
}

TEST(Sweep, RefusalsNameTheAxis) {
  EXPECT_EQ(trouble(number(), "[1,2"), "axis 'workers': '[1,2' has no closing bracket");
  EXPECT_EQ(trouble(number(), "many"), "axis 'workers': 'many' is not a whole number");
  EXPECT_EQ(trouble(number(1, 8), "[1,9]"), "axis 'workers' = 9 is outside 1 to 8");
  EXPECT_EQ(trouble(number(), "[0:9999]"), "axis 'workers': the range has more than 4,096 values");
  EXPECT_EQ(trouble(number(), "[1:2:3:4]"), "axis 'workers': a range has two or three parts");
  EXPECT_EQ(trouble(word(), "sleep"),
            "axis 'wait' has no value 'sleep'; it takes spin, yield, block");
  for (const char* text : {"[4:1]", "[1:4:0]", "[1:4:-1]", "[0:4:*2]", "[1:4:*1]"})
    EXPECT_NE(trouble(number(), text), "") << text;
}

TEST(Sweep, AWordMayHoldAColon) {
  EXPECT_EQ(parse_sweep(free_word(), "[wordnet:/usr/share/wordnet]").value(),
            (std::vector<AxisValue>{"wordnet:/usr/share/wordnet"}));
  EXPECT_EQ(parse_sweep(free_word(), "wordnet:/dir").value(),
            (std::vector<AxisValue>{"wordnet:/dir"}));
}

TEST(Axis, ChecksKindRangeAndChoice) {
  EXPECT_TRUE(check_value(number(1, 8), std::int64_t{8}).has_value());
  EXPECT_EQ(check_value(number(), AxisValue{"two"}).error().what, "axis 'workers' takes a number");
  EXPECT_EQ(check_value(word(), std::int64_t{2}).error().what, "axis 'wait' takes a word");
  EXPECT_TRUE(check_value(free_word(), AxisValue{"anything"}).has_value());
}

TEST(Axis, SettingsFallBackToTheUsual) {
  const Settings settings{{"workers", std::int64_t{4}}, {"wait", "block"}};
  EXPECT_EQ(value_or_usual(number(), settings), AxisValue{std::int64_t{4}});
  EXPECT_EQ(value_or_usual(number(), {}), AxisValue{std::int64_t{1}});
  EXPECT_EQ(number_of(settings, "workers", 1), 4);
  EXPECT_EQ(number_of(settings, "in_flight", 1), 1);
  EXPECT_EQ(word_of(settings, "wait", "spin"), "block");
  EXPECT_EQ(word_of({}, "wait", "spin"), "spin");
}

TEST(Axis, FindsAndPrints) {
  const std::vector<AxisSpec> axes{number(), size(), word()};
  EXPECT_EQ(find_axis(axes, "size"), &axes[1]);
  EXPECT_EQ(find_axis(axes, "colour"), nullptr);
  EXPECT_EQ(to_text(size(), std::int64_t{4 << 20}), "size=4MiB");
  EXPECT_EQ(to_text(number(), std::int64_t{3}), "workers=3");
  EXPECT_EQ(to_text(word(), AxisValue{"spin"}), "wait=spin");
}

TEST(Axis, AKeyNamesOneSize) {
  EXPECT_EQ(to_text(size(), std::int64_t{64 << 10}), size().name + "=64KiB");
  EXPECT_EQ(to_text(size(), std::int64_t{65600}), size().name + "=65600");
  EXPECT_EQ(to_text(size(), std::int64_t{65664}), size().name + "=65664");
}

}  // namespace
}  // namespace pontage
