// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/host_memory.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "backends/shared/host/page_report.hpp"

namespace pontage::host {
namespace {

std::unique_ptr<HostMemory> memory_with(Bytes pages, NumaPolicy numa = {}) {
  auto made = HostMemory::make(
      {.name = "test.home", .pages = pages, .numa = numa, .nodes = read_topology().memory_nodes});
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().what);
  return made ? std::move(*made) : nullptr;
}

std::string fact(const HostMemory& memory, const std::string& name) {
  for (const auto& [key, value] : memory.facts())
    if (key == name) return value;
  return "absent";
}

Bytes page() { return Bytes{sysconf(_SC_PAGESIZE)}; }

bool all_resident(void* at, Bytes size) {
  std::vector<unsigned char> in_core(
      static_cast<std::size_t>((size.count() + page().count() - 1) / page().count()));
  if (mincore(at, static_cast<std::size_t>(size.count()), in_core.data()) != 0) return false;
  return std::all_of(in_core.begin(), in_core.end(), [](unsigned char c) { return (c & 1) != 0; });
}

TEST(HostMemory, TouchesEveryPageAndZeroes) {
  const auto memory = memory_with(page());
  for (const Bytes size : {0_KiB, Bytes{1}, 4_KiB, Bytes{4097}, 1_MiB}) {
    auto buffer = Buffer::make(*memory, size);
    ASSERT_TRUE(buffer.has_value());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer->address()) %
                  static_cast<std::uintptr_t>(page().count()),
              0U);
    EXPECT_TRUE(all_resident(buffer->address(), size));
    const auto bytes = *buffer->host_view();
    EXPECT_TRUE(
        std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; }));
  }
  EXPECT_EQ(fact(*memory, "huge_bytes"), "0");
}

TEST(HostMemory, HugePagesAreAlignedAndCounted) {
  auto made = HostMemory::make({.name = "test.home", .pages = 2_MiB});
  if (!made) GTEST_SKIP() << made.error().what;
  auto buffer = Buffer::make(**made, 3_MiB);
  ASSERT_TRUE(buffer.has_value());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer->address()) % (2U << 20), 0U);
  EXPECT_TRUE(all_resident(buffer->address(), 4_MiB));
  EXPECT_EQ(fact(**made, "allocated_bytes"), std::to_string((4_MiB).count()));
  const auto huge = parse_integer(fact(**made, "huge_bytes"));
  ASSERT_TRUE(huge.has_value());
  EXPECT_EQ(*huge % (2_MiB).count(), 0);
  EXPECT_LE(*huge, (4_MiB).count());
}

TEST(HostMemory, ReleaseGivesTheAddressesBack) {
  const auto memory = memory_with(page());
  void* const at = memory->allocate(Bytes{5000}).value();
  memory->release(at, Bytes{5000});
  unsigned char in_core[2];
  EXPECT_NE(mincore(at, 8192, in_core), 0);
}

TEST(HostMemory, RefusesMoreThanThereIs) {
  const auto memory = memory_with(page());
  for (const Bytes size : {Bytes{INT64_MAX}, 1_GiB * (1 << 20), Bytes{-1}}) {
    const auto refused = memory->allocate(size);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_NE(refused.error().what.find("test.home"), std::string::npos);
  }
}

TEST(HostMemory, RefusesPageSizesItHasNot) {
  const auto refused = HostMemory::make({.name = "test.home", .pages = 64_KiB});
  if (page() == 64_KiB) GTEST_SKIP() << "this machine's own page size";
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().what.find("64 KiB"), std::string::npos);
}

TEST(NumaPolicy, ReadsWordsAndRefusesNodesThatAreNotThere) {
  Topology t;
  t.memory_nodes = {0, 2};
  EXPECT_EQ(to_text(parse_numa_policy("local", t).value()), "local");
  EXPECT_EQ(to_text(parse_numa_policy("interleave", t).value()), "interleave");
  EXPECT_EQ(to_text(parse_numa_policy("node:2", t).value()), "node:2");
  const auto absent = parse_numa_policy("node:1", t);
  ASSERT_FALSE(absent.has_value());
  EXPECT_NE(absent.error().what.find("0,2"), std::string::npos);
  for (const char* word : {"", "node:", "node:x", "node:-1", "near"})
    EXPECT_FALSE(parse_numa_policy(word, t).has_value()) << word;
  EXPECT_TRUE(parse_numa_policy("node:0", Topology{}).has_value())
      << "a machine without NUMA information has node 0";
  EXPECT_FALSE(parse_numa_policy("node:7", Topology{}).has_value());
}

TEST(NumaPolicy, EveryPolicyAllocatesHere) {
  for (const auto kind :
       {NumaPolicy::Kind::local, NumaPolicy::Kind::interleave, NumaPolicy::Kind::node}) {
    const auto memory = memory_with(page(), {.kind = kind, .node = 0});
    EXPECT_TRUE(Buffer::make(*memory, 1_MiB).has_value());
  }
}

TEST(NumaPolicy, HistogramCountsSampledPages) {
  const auto memory = memory_with(page());
  auto buffer = Buffer::make(*memory, 1_MiB);
  const auto histogram = node_histogram(buffer->address(), buffer->size(), 10);
  if (histogram.empty()) GTEST_SKIP() << "move_pages is not granted";
  int pages = 0;
  for (const auto& [node, count] : histogram) pages += count;
  EXPECT_EQ(pages, 10);
  EXPECT_FALSE(histogram.contains(-1)) << "every page was touched";
}

TEST(PageReport, CountsHugePagesOfARangeOnly) {
  const std::string smaps =
      "00200000-00600000 rw-p 00000000 00:00 0 \nSize: 4096 kB\nAnonHugePages:      4096 "
      "kB\nVmFlags: rd wr\n"
      "00800000-00a00000 rw-p 00000000 00:00 0    [heap: x]\nSize: 2048 kB\nAnonHugePages:      "
      "2048 kB\n"
      "7f000000-7f001000 r-xp 00000000 08:01 12 /lib/a-b.so\nAnonHugePages:         0 kB\n";
  EXPECT_EQ(huge_bytes(smaps, 0x200000, 0x600000), 4_MiB);
  EXPECT_EQ(huge_bytes(smaps, 0x400000, 0x600000), 2_MiB) << "at most what overlaps";
  EXPECT_EQ(huge_bytes(smaps, 0x200000, 0xa00000), 6_MiB);
  EXPECT_EQ(huge_bytes(smaps, 0x600000, 0x800000), 0_KiB);
  EXPECT_EQ(huge_bytes("", 0, UINTPTR_MAX), 0_KiB);
}

TEST(PageReport, AvailableMemoryIsTheLesserOfMachineAndContainer) {
  const auto root = std::filesystem::path(::testing::TempDir()) / "pontage_available_test";
  std::filesystem::remove_all(root);
  EXPECT_FALSE(available_memory(root).has_value());
  const auto write = [&](const char* path, const char* text) {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  };
  write("proc/meminfo", "MemTotal:  900 kB\nMemAvailable:  500 kB\n");
  EXPECT_EQ(available_memory(root), Bytes{500 * 1024});
  write("sys/fs/cgroup/memory.current", "1000\n");
  write("sys/fs/cgroup/memory.max", "max\n");
  EXPECT_EQ(available_memory(root), Bytes{500 * 1024});
  write("sys/fs/cgroup/memory.max", "4000\n");
  EXPECT_EQ(available_memory(root), Bytes{3000});
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace pontage::host
