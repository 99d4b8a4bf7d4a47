// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_source.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kernels/shared/data/sha256.hpp"

namespace pontage::triple_join {
namespace {

Result<Triples> make(const std::string& data) {
  return make_sourced_triples(
      DataShape{.data = data, .universities = 1, .terms = 9, .predicates = 2, .triples = 20}, 1);
}
std::string identified(const std::string& data) {
  return std::get<std::string>(identified_data(AxisValue(data)));
}

TEST(TripleSource, makes_what_it_names) {
  EXPECT_EQ(make("random")->triples.size(), 20U);
  EXPECT_TRUE(make("lubm")->source.starts_with("LUBM-like, 1 universities: "));
  EXPECT_EQ(make("wordnet:/nowhere/at/all").error().kind, ErrorKind::unavailable);
}

TEST(TripleSource, unknown_names_are_usage_errors) {
  for (const char* name : {"", "wordnets", "debian:", "file", "file:", "lubm:1", "random:/x"}) {
    const auto made = make(name);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().kind, ErrorKind::usage) << name;
  }
}

TEST(TripleSource, too_many_universities_are_refused) {
  const auto made = make_sourced_triples(DataShape{.data = "lubm", .universities = 100'000'000}, 1);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::refused);
}

TEST(TripleSource, names_of_files_hold_while_the_files_are_the_same) {
  const std::string path = testing::TempDir() + "triple_source_test_Packages";
  std::ofstream(path) << "Package: a\nDepends: b\n";
  if (!data::sha256_of_file(path)) GTEST_SKIP() << "this build has no SHA-256";
  const std::string name = identified("debian:" + path);
  EXPECT_EQ(name.size(), ("debian:" + path).size() + 13);
  EXPECT_EQ(identified(name), name);
  EXPECT_EQ(make(name)->triples.size(), 1U);
  EXPECT_EQ(identified("file:" + path).size(), ("file:" + path).size() + 13);
  std::ofstream(path) << "Package: a\nDepends: c\n";
  const auto changed = make(name);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::refused);
  EXPECT_NE(changed.error().what.find("it has changed"), std::string::npos);
  for (const char* other : {"wordnet", "lubm", "random", "debian:/nowhere/at/all"})
    EXPECT_EQ(identified(other), other);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace pontage::triple_join
