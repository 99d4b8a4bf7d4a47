// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/topology.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "backends/shared/host/id_list.hpp"
#include "backends/shared/host/topology_hwloc.hpp"

namespace pontage::host {
namespace {

/// A made-up /sys that lasts as long as the test.
class MadeUpSys : public ::testing::Test {
 protected:
  MadeUpSys() : root_(std::filesystem::path(::testing::TempDir()) / "pontage_topology_test") {
    std::filesystem::remove_all(root_);
  }
  ~MadeUpSys() override { std::filesystem::remove_all(root_); }
  void write(const std::string& path, const std::string& text) {
    const auto file = root_ / "sys/devices/system" / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text << '\n';
  }
  std::filesystem::path root_;
};

TEST(IdList, ReadsAndWritesRanges) {
  EXPECT_EQ(parse_id_list("0-3,8"), (std::vector<int>{0, 1, 2, 3, 8}));
  EXPECT_EQ(parse_id_list("5\n"), std::vector<int>{5});
  EXPECT_EQ(parse_id_list(""), std::vector<int>{});
  EXPECT_EQ(parse_id_list("x,2"), std::vector<int>{2});
  EXPECT_EQ(to_id_list(std::vector<int>{0, 1, 2, 3, 8}), "0-3,8");
  EXPECT_EQ(to_id_list(std::vector<int>{4, 0, 1}), "4,0,1");
  EXPECT_EQ(to_id_list(std::vector<int>{}), "");
}

TEST_F(MadeUpSys, ReadsTwoSocketsWithSiblings) {
  for (int id = 0; id < 8; ++id) {  // two sockets of two cores, siblings four apart
    const int core = id % 4, socket = core / 2;
    const std::string cpu = "cpu/cpu" + std::to_string(id);
    const std::string of_socket = socket == 0 ? "0-1,4-5" : "2-3,6-7";
    write(cpu + "/topology/thread_siblings_list",
          std::to_string(core) + "," + std::to_string(core + 4));
    write(cpu + "/topology/physical_package_id", std::to_string(socket));
    write(cpu + "/topology/core_siblings_list", of_socket);
    write(cpu + "/cache/index3/level", "2");
    write(cpu + "/cache/index3/shared_cpu_list", std::to_string(core));
    write(cpu + "/cache/index2/level", "3");
    write(cpu + "/cache/index2/shared_cpu_list", of_socket);
  }
  write("node/online", "0-1");
  write("node/has_memory", "0-1");
  write("node/node0/cpulist", "0-1,4-5");
  write("node/node1/cpulist", "2-3,6-7");
  const Topology t = read_topology_from_sys(root_, {0, 2, 3, 6});
  EXPECT_EQ(t.ids(), (std::vector<int>{0, 2, 3, 6}));
  EXPECT_EQ(t.processors[3], (Processor{.id = 6, .core = 2, .cache = 2, .node = 1, .package = 1}));
  EXPECT_EQ(t.cores(), 3);
  EXPECT_EQ(t.packages(), 2);
  EXPECT_EQ(t.nodes(), 2);
}

TEST_F(MadeUpSys, WithoutAnyFilesEveryProcessorIsACore) {
  const Topology t = read_topology_from_sys(root_, {0, 1, 5});
  EXPECT_EQ(t.cores(), 3);
  EXPECT_EQ(t.nodes(), 1);
  EXPECT_EQ(t.packages(), 1);
  EXPECT_TRUE(t.memory_nodes.empty());
}

TEST(Topology, OfThisMachineHoldsTheAllowedProcessors) {
  const Topology t = read_topology();
  EXPECT_EQ(t.ids(), allowed_processors());
  EXPECT_GE(t.cores(), 1);
  EXPECT_LE(t.cores(), static_cast<int>(t.processors.size()));
}

#if defined(PONTAGE_HAS_HWLOC)
TEST(Topology, HwlocAndSysAgreeOnCores) {
  const auto allowed = allowed_processors();
  const auto by_hwloc = read_topology_by_hwloc("", allowed);
  ASSERT_TRUE(by_hwloc.has_value());
  const Topology by_sys = read_topology_from_sys("", allowed);
  EXPECT_EQ(by_hwloc->ids(), by_sys.ids());
  EXPECT_EQ(by_hwloc->cores(), by_sys.cores());
  EXPECT_EQ(by_hwloc->packages(), by_sys.packages());
  EXPECT_EQ(by_hwloc->nodes(), by_sys.nodes());
}

TEST(Topology, HwlocDescribesATwoSocketServer) {
  const auto t = read_topology_by_hwloc("package:2 numa:1 l3:8 core:8 pu:2", {});
  ASSERT_TRUE(t.has_value());
  EXPECT_EQ(t->processors.size(), 256U);
  EXPECT_EQ(t->cores(), 128);
  EXPECT_EQ(t->packages(), 2);
  EXPECT_EQ(t->nodes(), 2);
  EXPECT_EQ(t->processors[0].core, t->processors[1].core);
  EXPECT_EQ(t->processors[0].cache, t->processors[15].cache);
  EXPECT_NE(t->processors[0].cache, t->processors[16].cache);
  EXPECT_EQ(t->processors[255].node, 1);
}

TEST(Topology, HwlocRefusesNonsenseInASentence) {
  const auto t = read_topology_by_hwloc("teapot:2", {});
  ASSERT_FALSE(t.has_value());
  EXPECT_NE(t.error().what.find("teapot:2"), std::string::npos);
}
#endif

}  // namespace
}  // namespace pontage::host
