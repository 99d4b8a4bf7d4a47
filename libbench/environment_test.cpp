// SPDX-License-Identifier: Apache-2.0
#include "libbench/environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "libbench/environment_parts.hpp"
#include "libbench/made_up_machine.hpp"

namespace pontage {
namespace {

std::string fact(const Environment& environment, const std::string& name) {
  for (const Fact& f : environment.facts) {
    if (f.name == name) return f.value;
  }
  return "(no such fact)";
}

TEST(Environment, ReadsAnAmdVirtualMachine) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  const Environment e = read_environment(machine.root());
  EXPECT_EQ(e.host_name, "vm");
  EXPECT_EQ(e.processor, "AMD EPYC");
  EXPECT_EQ(e.kernel, "Linux 6.1.0-9-amd64");
  EXPECT_EQ(e.instruction_set, "x86-64-v3");
  EXPECT_EQ(e.cpus_online, 2);
  EXPECT_EQ(e.cpus_allowed, 2);
  EXPECT_EQ(e.sockets, 1);
  EXPECT_EQ(e.numa_nodes, 1);
  EXPECT_EQ(e.threads_per_core, 1);
  EXPECT_DOUBLE_EQ(e.nominal_mhz, 2445.428);
  ASSERT_EQ(e.caches.size(), 2U);  // both processors have the same two
  EXPECT_EQ(e.caches[0].type, "Data");
  EXPECT_EQ(e.caches[0].size_bytes, 32 << 10);
  EXPECT_EQ(e.caches[1].level, 3);
  EXPECT_EQ(e.caches[1].size_bytes, 32 << 20);
  EXPECT_EQ(e.caches[1].shared_by, 2);
  EXPECT_EQ(e.load_average, (std::vector<double>{0.06, 0.04, 0.02}));
  EXPECT_EQ(fact(e, "hypervisor"), "KVM");
  EXPECT_EQ(fact(e, "transparent_huge_pages"), "madvise");
  EXPECT_EQ(fact(e, "memory_bytes"), std::to_string(24682416LL * 1024));
  EXPECT_EQ(fact(e, "governor"), "n/a: no processor has cpufreq/scaling_governor");
  EXPECT_EQ(fact(e, "cpu_quota_cpus"), "none");
}

TEST(Environment, ReadsATwoSocketServer) {
  const MadeUpMachine machine;
  make_two_socket_server(machine);
  const Environment e = read_environment(machine.root());
  EXPECT_EQ(e.cpus_online, 256);
  EXPECT_EQ(e.cpus_allowed, 64);
  EXPECT_EQ(e.sockets, 2);
  EXPECT_EQ(e.numa_nodes, 2);
  EXPECT_EQ(e.threads_per_core, 2);
  EXPECT_DOUBLE_EQ(e.nominal_mhz, 2400);  // of the name, not what the clock happens to be
  EXPECT_EQ(e.instruction_set, "x86-64-v2");
  ASSERT_EQ(e.caches.size(), 1U);
  EXPECT_EQ(e.caches[0].shared_by, 128);
  EXPECT_EQ(fact(e, "governor"), "schedutil");
  EXPECT_EQ(fact(e, "hypervisor"), "none");
  EXPECT_EQ(fact(e, "cpu_quota_cpus"), "4");  // of the group above: the lowest counts
}

TEST(Environment, ReadsABoardWithoutNuma) {
  const MadeUpMachine machine;
  make_board_without_numa(machine);
  const Environment e = read_environment(machine.root());
  EXPECT_EQ(e.processor, "example,u74");
  EXPECT_EQ(e.instruction_set, "rv64imafdc");
  EXPECT_EQ(e.cpus_online, 4);
  EXPECT_EQ(e.cpus_allowed, 4);
  EXPECT_EQ(e.numa_nodes, 1);
  EXPECT_EQ(e.nominal_mhz, 0);
  EXPECT_TRUE(e.caches.empty());
  EXPECT_TRUE(e.load_average.empty());
  EXPECT_EQ(fact(e, "numa"), "n/a: /sys/devices/system/node lists no node; one is assumed");
  EXPECT_EQ(fact(e, "hypervisor"), "n/a: neither processor flags nor firmware tell");
}

TEST(Environment, OfAMachineThatHidesEverythingSaysSo) {
  const MadeUpMachine machine;
  const Environment e = read_environment(machine.root());
  EXPECT_EQ(e.cpus_online, 1);
  EXPECT_EQ(e.cpus_allowed, 1);
  EXPECT_EQ(e.sockets, 1);
  EXPECT_EQ(e.numa_nodes, 1);
  EXPECT_EQ(e.threads_per_core, 1);
  EXPECT_EQ(e.host_name, "n/a: /proc/sys/kernel/hostname is not there or may not be read");
  EXPECT_EQ(e.processor, "n/a: /proc/cpuinfo names no processor");
  EXPECT_EQ(fact(e, "memory_bytes"), "n/a: /proc/meminfo has no MemTotal");
  EXPECT_FALSE(e.compiler.empty());
  EXPECT_FALSE(e.revision.empty());
  EXPECT_EQ(steal_ticks(machine.root()), 0);
}

TEST(Environment, SurvivesNonsense) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  for (const char* path :
       {"/proc/cpuinfo", "/proc/stat", "/proc/loadavg", "/proc/meminfo", "/proc/swaps",
        "/proc/self/status", "/proc/self/cgroup", "/proc/pressure/cpu",
        "/sys/devices/system/cpu/online", "/sys/devices/system/cpu/cpu0/cache/index3/size",
        "/sys/kernel/mm/transparent_hugepage/enabled"})
    machine.write(path, "::,-5 3-,9999999999999999999 ]x[ : 0::nowhere");
  const Environment e = read_environment(machine.root());
  EXPECT_GE(e.cpus_online, 1);
  EXPECT_FALSE(e.fingerprint.empty());
}

TEST(Environment, ReadsTheRealMachine) {
  const Environment e = read_environment();
  EXPECT_GE(e.cpus_allowed, 1);
  EXPECT_FALSE(e.processor.empty());
  EXPECT_FALSE(e.checks.empty());
  EXPECT_GE(steal_ticks(), 0);
}

TEST(Environment, FingerprintMovesWithWhatMattersOnly) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  const std::string before = read_environment(machine.root()).fingerprint;
  EXPECT_EQ(before.size(), 16U);
  machine.write("/proc/loadavg", "5.00 4.00 3.00 9/86 1");
  machine.write("/proc/sys/kernel/hostname", "another");
  EXPECT_EQ(read_environment(machine.root()).fingerprint, before);
  machine.write("/sys/devices/system/cpu/cpu0/cache/index3/size", "16384K");
  EXPECT_NE(read_environment(machine.root()).fingerprint, before);
  make_amd_vm(machine);
  machine.write("/proc/sys/kernel/osrelease", "6.1.0-10-amd64");
  EXPECT_NE(read_environment(machine.root()).fingerprint, before);
}

TEST(Environment, StealIsTheEighthNumberOfTheFirstLine) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  EXPECT_EQ(steal_ticks(machine.root()), 60);
}

TEST(ProcessorQuota, KnowsTheFirstVersionOfControlGroups) {
  const MadeUpMachine machine;
  machine.write("/proc/self/cgroup", "4:memory:/m\n2:cpuacct,cpu:/docker/abc\n0::/");
  machine.write("/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
                "150000");  // a container sees its own group as the mount
  machine.write("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
  const ProcessorQuota quota = read_quota(SystemFiles(machine.root()));
  EXPECT_TRUE(quota.is_known);
  ASSERT_TRUE(quota.processors.has_value());
  EXPECT_DOUBLE_EQ(*quota.processors, 1.5);
  machine.write("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
  EXPECT_FALSE(read_quota(SystemFiles(machine.root())).processors.has_value());
}

TEST(Container, IsNamedByWhatMarksIt) {
  const MadeUpMachine machine;
  const SystemFiles files(machine.root());
  EXPECT_EQ(container_kind(files), "");
  machine.write("/proc/self/cgroup", "0::/kubepods/burstable/pod1");
  EXPECT_EQ(container_kind(files), "kubernetes");
  machine.write("/proc/self/environ", std::string("A=1\0container=oci\0", 18));
  EXPECT_EQ(container_kind(files), "oci");
  machine.write("/.dockerenv", "");
  EXPECT_EQ(container_kind(files), "docker");
}

TEST(Virtualisation, OfOtherProcessorsIsToldByFirmware) {
  const MadeUpMachine machine;
  const SystemFiles files(machine.root());
  EXPECT_FALSE(read_virtualisation(files).is_known);
  machine.write("/sys/class/dmi/id/sys_vendor", "QEMU");
  machine.write("/sys/class/dmi/id/product_name", "KVM Virtual Machine");
  EXPECT_TRUE(read_virtualisation(files).is_virtual);
  EXPECT_EQ(read_virtualisation(files).name, "QEMU KVM Virtual Machine");
  machine.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2");
  machine.write("/sys/class/dmi/id/product_name", "c7g.metal");
  EXPECT_TRUE(read_virtualisation(files).is_known);
  EXPECT_FALSE(read_virtualisation(files).is_virtual);
}

TEST(SystemFiles, ReadsListsOfProcessors) {
  EXPECT_EQ(parse_cpu_list("0-3,8,10-11"), (std::vector<int>{0, 1, 2, 3, 8, 10, 11}));
  EXPECT_EQ(parse_cpu_list(""), std::vector<int>{});
  EXPECT_EQ(parse_cpu_list("2-,x,5"), std::vector<int>{5});
  EXPECT_EQ(bracketed_word("always [madvise] never"), "madvise");
  EXPECT_EQ(bracketed_word("] always ["), "");
}

}  // namespace
}  // namespace pontage
