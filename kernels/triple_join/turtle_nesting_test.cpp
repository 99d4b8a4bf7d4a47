// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/turtle_nesting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pontage::triple_join {
namespace {

/// Bytes that a text lets through, by pieces of `size`.
std::size_t taken(const std::string& text, std::size_t size) {
  TurtleNesting nesting;
  for (std::size_t at = 0; at < text.size(); at += size) {
    const std::string piece = text.substr(at, size);
    const std::size_t got = nesting.take(piece);
    if (got < piece.size()) return at + got;
  }
  return text.size();
}

std::string times(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

constexpr int kMost = TurtleNesting::kMost;

TEST(TurtleNesting, stops_before_the_first_bracket_that_is_too_deep) {
  for (const std::size_t size : {1, 7, 100'000}) {
    EXPECT_EQ(taken(times("[", kMost), size), static_cast<std::size_t>(kMost));
    EXPECT_EQ(taken(times("[", kMost) + " (", size), static_cast<std::size_t>(kMost) + 1);
    EXPECT_EQ(taken(times("( [ ", 1000), size), static_cast<std::size_t>(2 * kMost));
    const std::string flat = times("[] () ", 1000);
    EXPECT_EQ(taken(flat, size), flat.size());
  }
}

TEST(TurtleNesting, brackets_within_other_things_are_none) {
  for (const std::string thing :
       {"\"[[\" ", "'((' ", "\"\"\"[ \" \"\" [\"\"\" ", "'''[''''(' ", "<[[> ", "# [[ \" '\n",
        "\"\\\"[[\" ", "\"\" ", "'' '[' ", "x:\\(\\[ ", "\"\"\"\\\"\"\" [[\"\"\" "}) {
    const std::string many = times(thing, 1000);
    EXPECT_EQ(taken(many, many.size()), many.size()) << thing;
    EXPECT_EQ(taken(many, 3), many.size()) << thing;
    EXPECT_LT(taken(many + times("[", kMost + 1), 3), many.size() + kMost + 1) << thing;
  }
}

TEST(TurtleNesting, knows_where_it_is) {
  TurtleNesting nesting;
  const std::string text = "a\nb " + times("[", kMost + 1);
  nesting.take(text);
  EXPECT_EQ(nesting.line(), 2U);
  EXPECT_EQ(nesting.column(), static_cast<std::uint64_t>(kMost) + 3);
}

}  // namespace
}  // namespace pontage::triple_join
