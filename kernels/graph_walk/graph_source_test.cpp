// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/graph_source.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kernels/graph_walk/bfs.hpp"

namespace pontage::graph_walk {
namespace {

std::string identified(const std::string& graph) {
  return std::get<std::string>(identified_graph(graph));
}

class GraphSourceTest : public testing::Test {
 protected:
  GraphSourceTest() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("debian_") + test->name());
    std::filesystem::create_directories(folder_);
  }
  ~GraphSourceTest() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string folder() const { return folder_.string(); }

 private:
  std::filesystem::path folder_;
};

TEST_F(GraphSourceTest, a_place_without_lists_has_nothing_to_be_identified_by) {
  EXPECT_EQ(identified("debian:" + folder()), "debian:" + folder());
}

TEST_F(GraphSourceTest, an_identified_name_holds_only_while_the_files_are_the_same) {
  write("x_Packages", "Package: a\nDepends: b\n\nPackage: b\n");
  const std::string name = identified("debian:" + folder());
  ASSERT_EQ(name.size(), ("debian:" + folder()).size() + 13) << name;
  EXPECT_EQ(identified(name), name);
  const auto made = make_sourced_graph(GraphShape{.graph = name}, 1, Bytes{});
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_TRUE(
      made->source.starts_with("Debian: 2 packages, 0 provided names, 1 relations; SHA-256 "));
  write("x_Packages", "Package: a\n");
  const auto changed = make_sourced_graph(GraphShape{.graph = name}, 1, Bytes{});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::refused);
  EXPECT_NE(changed.error().what.find("it has changed"), std::string::npos);
}

TEST_F(GraphSourceTest, a_kernel_identifies_its_graph_and_nothing_else) {
  write("x_Packages", "Package: a\n");
  const AxisValue graph = "debian:" + folder();
  EXPECT_EQ(bfs().identified("graph", graph), AxisValue(identified("debian:" + folder())));
  EXPECT_EQ(bfs().identified("wait", graph), graph);
}

}  // namespace
}  // namespace pontage::graph_walk
