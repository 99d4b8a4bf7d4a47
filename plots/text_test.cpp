// SPDX-License-Identifier: Apache-2.0
#include "plots/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pontage::plots {
namespace {

TEST(Text, EscapesWhatHtmlReads) {
  EXPECT_EQ(escaped("<a href=\"x\" & 'y'>"), "&lt;a href=&quot;x&quot; &amp; &#39;y&#39;&gt;");
}

TEST(Text, TimesHaveThreeDigitsAndAReadableUnit) {
  EXPECT_EQ(time_text(0.2634), "0.263 ns");
  EXPECT_EQ(time_text(166.4), "166 ns");
  EXPECT_EQ(time_text(23'149), "23.1 µs");
  EXPECT_EQ(time_text(1.5e6), "1.50 ms");
  EXPECT_EQ(time_text(2e13), "20,000 s");
  EXPECT_EQ(digits(9.996), "10.0");
  EXPECT_EQ(digits(9.994), "9.99");
  EXPECT_EQ(time_text(999'400), "999 µs");
  EXPECT_EQ(time_text(999'600), "1.00 ms");
  EXPECT_EQ(time_text(-1.5e3), "−1.50 µs");
  EXPECT_EQ(time_text(std::numeric_limits<double>::quiet_NaN()), "n/a");
}

TEST(Text, AnIntervalIsInTheUnitOfItsValueAndNeedsTwoRuns) {
  EXPECT_EQ(interval_text({1.5e6, 0.9e6, 2.1e6, 0.95, "", 5}), "0.900 to 2.10 ms");
  EXPECT_EQ(interval_text({1.5e6, 1.5e6, 1.5e6, 0, "", 1}), "");
}

TEST(Text, SharesAndSizes) {
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(0.0004), "under 0.1 %");
  EXPECT_EQ(percent(0.034), "3.4 %");
  EXPECT_EQ(percent(0.125), "12 %");
  EXPECT_EQ(percent(1), "100 %");
  EXPECT_EQ(size_text(32 * 1024), "32 KiB");
  EXPECT_EQ(size_text(std::int64_t{1} << 30), "1 GiB");
  EXPECT_EQ(size_text(1500), "1,500 bytes");
  EXPECT_EQ(size_text(1'882'560), "1.80 MiB");
}

TEST(Text, SettingsAndCounts) {
  EXPECT_EQ(setting_text("bytes", std::int64_t{1 << 20}), "1 MiB");
  EXPECT_EQ(setting_text("pages", std::int64_t{4096}), "pages 4 KiB");
  EXPECT_EQ(setting_text("chains", std::int64_t{8}), "chains 8");
  EXPECT_EQ(setting_text("wait", std::string("spin")), "wait spin");
  EXPECT_EQ(counted(1, "case"), "1 case");
  EXPECT_EQ(counted(1200, "case"), "1,200 cases");
  EXPECT_EQ(list_of({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace pontage::plots
