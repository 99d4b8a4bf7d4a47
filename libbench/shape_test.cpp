// SPDX-License-Identifier: Apache-2.0
#include "libbench/shape.hpp"

#include <gtest/gtest.h>

namespace pontage {
namespace {

struct Walk {
  std::int64_t chains = 0;
  Bytes size{};
  std::string input;
};

const ShapeSchemaOf<Walk>& schema() {
  static const ShapeSchemaOf<Walk> walk({
      {{"chains", "count", "interleaved chains", std::int64_t{1}, 1, 64}, &Walk::chains},
      {{"size", "bytes", "bytes of the cycle", std::int64_t{32 << 10}, 64}, &Walk::size},
      {{"input", "", "where the graph comes from", "cycle", 0, 0, {"cycle", "uniform"}},
       &Walk::input},
  });
  return walk;
}

TEST(Shape, IsFilledFromSettings) {
  const auto shape = schema().make(
      {{"chains", std::int64_t{16}}, {"size", std::int64_t{1 << 20}}, {"input", "uniform"}});
  ASSERT_TRUE(shape.has_value());
  EXPECT_EQ(shape->as<Walk>().chains, 16);
  EXPECT_EQ(shape->as<Walk>().size, 1_MiB);
  EXPECT_EQ(shape->as<Walk>().input, "uniform");
  EXPECT_EQ(shape->fields(), &shape->as<Walk>());
}

TEST(Shape, WhatIsNotSetIsUsualAndListed) {
  const auto shape = schema().make({{"chains", std::int64_t{2}}});
  ASSERT_TRUE(shape.has_value());
  EXPECT_EQ(shape->as<Walk>().size, 32_KiB);
  EXPECT_EQ(shape->settings(), (Settings{{"chains", std::int64_t{2}},
                                         {"input", "cycle"},
                                         {"size", std::int64_t{32 << 10}}}));
}

TEST(Shape, ACopySharesItsFields) {
  const Shape one = schema().make({}).value();
  const Shape other = one;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(one.fields(), other.fields());
}

TEST(Shape, RefusesWhatItDoesNotKnow) {
  const auto what = [](const Settings& settings) {
    const auto shape = schema().make(settings);
    return shape ? std::string() : shape.error().what;
  };
  EXPECT_EQ(what({{"colour", "red"}}), "there is no shape field 'colour'");
  EXPECT_EQ(what({{"chains", std::int64_t{65}}}), "axis 'chains' = 65 is outside 1 to 64");
  EXPECT_EQ(what({{"size", std::int64_t{63}}}).substr(0, 33), "axis 'size' = 63 is outside 64 to");
  EXPECT_EQ(what({{"chains", "few"}}), "axis 'chains' takes a number");
  EXPECT_EQ(what({{"input", "file"}}), "axis 'input' has no value 'file'; it takes cycle, uniform");
}

TEST(Shape, AxesComeInTheirOrder) {
  ASSERT_EQ(schema().axes().size(), 3U);
  EXPECT_EQ(schema().axes()[1].name, "size");
}

}  // namespace
}  // namespace pontage
