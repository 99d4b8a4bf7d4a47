// SPDX-License-Identifier: Apache-2.0
#include "libbench/machine_checks.hpp"

#include <gtest/gtest.h>

#include <set>

#include "libbench/made_up_machine.hpp"

namespace pontage {
namespace {

using Verdict = Check::Verdict;

std::vector<Check> checks_of(const MadeUpMachine& machine, std::optional<Bytes> huge_page = 2_MiB) {
  return check_machine(SystemFiles(machine.root()), huge_page);
}

Check named(const std::vector<Check>& checks, const std::string& name) {
  for (const Check& check : checks) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "no check is called " << name;
  return {};
}

void expect_verdicts(const std::vector<Check>& checks,
                     const std::vector<std::pair<std::string, Verdict>>& expected) {
  for (const auto& [name, verdict] : expected) {
    const Check check = named(checks, name);
    EXPECT_EQ(to_text(check.verdict), to_text(verdict)) << name << ": " << check.finding;
  }
}

TEST(MachineChecks, OfAnAmdVirtualMachine) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  const auto checks = checks_of(machine);
  expect_verdicts(checks, {{"clock source", Verdict::good},
                           {"clock invariance", Verdict::good},
                           {"governor", Verdict::unknown},
                           {"turbo", Verdict::unknown},
                           {"sibling threads", Verdict::good},
                           {"kinds of core", Verdict::good},
                           {"reported caches", Verdict::suspicious},
                           {"isolated processors", Verdict::good},
                           {"power supply", Verdict::good},
                           {"thermal throttling", Verdict::unknown},
                           {"hardware counters", Verdict::unknown},
                           {"energy meters", Verdict::unknown},
                           {"GPU energy meter", Verdict::unknown},
                           {"huge pages", Verdict::good},
                           {"huge page defragmentation", Verdict::good},
                           {"memory nodes", Verdict::good},
                           {"NUMA balancing", Verdict::good},
                           {"swap", Verdict::good},
                           {"free memory", Verdict::good},
                           {"overcommit", Verdict::good},
                           {"page merging", Verdict::good},
                           {"load", Verdict::good},
                           {"processor pressure", Verdict::good},
                           {"steal", Verdict::good},
                           {"hypervisor", Verdict::suspicious},
                           {"container", Verdict::good},
                           {"processor quota", Verdict::good},
                           {"allowed processors", Verdict::good},
                           {"OpenMP variables", Verdict::good},
                           {"library variables", Verdict::good},
                           {"loader variables", Verdict::good}});
  EXPECT_EQ(named(checks, "hypervisor").finding,
            "a virtual machine on KVM: neighbours share caches, memory bus and clock, unseen");
}

TEST(MachineChecks, OfATwoSocketServer) {
  const MadeUpMachine machine;
  make_two_socket_server(machine);
  const auto checks = checks_of(machine, std::nullopt);
  expect_verdicts(checks, {{"clock source", Verdict::bad},
                           {"clock invariance", Verdict::good},
                           {"governor", Verdict::suspicious},
                           {"turbo", Verdict::suspicious},
                           {"sibling threads", Verdict::suspicious},
                           {"reported caches", Verdict::good},
                           {"isolated processors", Verdict::suspicious},
                           {"thermal throttling", Verdict::good},
                           {"hardware counters", Verdict::unknown},
                           {"huge pages", Verdict::suspicious},
                           {"huge page defragmentation", Verdict::suspicious},
                           {"memory nodes", Verdict::suspicious},
                           {"NUMA balancing", Verdict::suspicious},
                           {"load", Verdict::suspicious},
                           {"processor pressure", Verdict::suspicious},
                           {"steal", Verdict::good},
                           {"hypervisor", Verdict::good},
                           {"processor quota", Verdict::bad},
                           {"allowed processors", Verdict::suspicious},
                           {"OpenMP variables", Verdict::suspicious},
                           {"library variables", Verdict::suspicious}});
  EXPECT_EQ(
      named(checks, "library variables").finding,
      "OPENBLAS_CORETYPE=Haswell: a numeric library is told which code or how many threads to use");
  EXPECT_EQ(named(checks, "library variables").remedy, "unset OPENBLAS_CORETYPE");
  EXPECT_EQ(named(checks, "turbo").remedy,
            "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
  EXPECT_EQ(named(checks, "processor quota").finding,
            "a quota of 4 processors on 64; it has stopped this group 7 times: threads are stopped "
            "for up to 100 ms when it is used up");
}

TEST(MachineChecks, NeverClaimWhatTheyCannotSee) {
  const MadeUpMachine machine;  // nothing at all
  for (const Check& check : checks_of(machine, std::nullopt)) {
    if (check.name == "build" || check.name == "container")
      continue;  // known from the binary; nothing seen is an answer
    EXPECT_EQ(check.verdict, Verdict::unknown) << check.name << ": " << check.finding;
  }
}

TEST(MachineChecks, AreTheSameListOnEveryMachine) {
  const auto names_of = [](void (*make)(const MadeUpMachine&)) {
    const MadeUpMachine machine;
    make(machine);
    std::vector<std::string> names;
    for (const Check& check : checks_of(machine)) names.push_back(check.name);
    return names;
  };
  const auto names = names_of(make_amd_vm);
  EXPECT_EQ(names, names_of(make_two_socket_server));
  EXPECT_EQ(names, names_of(make_board_without_numa));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(MachineChecks, WhatIsNotGoodHasARemedyAndWhatIsGoodHasNone) {
  for (const auto make : {make_amd_vm, make_two_socket_server, make_board_without_numa}) {
    const MadeUpMachine machine;
    make(machine);
    for (const Check& check : checks_of(machine)) {
      EXPECT_EQ(check.remedy.empty(), check.verdict == Verdict::good)
          << check.name << ": " << check.finding;
      EXPECT_FALSE(check.finding.empty()) << check.name;
    }
  }
}

TEST(MachineChecks, AHugePageThatWasNotGivenIsSuspicious) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  EXPECT_EQ(named(checks_of(machine, 0_KiB), "huge pages").verdict, Verdict::suspicious);
  EXPECT_EQ(named(checks_of(machine, std::nullopt), "huge pages").verdict, Verdict::unknown);
}

/// One file changed on the healthy virtual machine moves one check.
struct Spoilt {
  std::string path, text, check;
  Verdict verdict;
};
class OneSpoiltFile : public testing::TestWithParam<Spoilt> {};

TEST_P(OneSpoiltFile, IsFound) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  machine.write(GetParam().path, GetParam().text);
  const Check check = named(checks_of(machine), GetParam().check);
  EXPECT_EQ(to_text(check.verdict), to_text(GetParam().verdict)) << check.finding;
}

INSTANTIATE_TEST_SUITE_P(
    MachineChecks, OneSpoiltFile,
    testing::Values(
        Spoilt{"/sys/devices/system/clocksource/clocksource0/current_clocksource", "kvm-clock",
               "clock source", Verdict::suspicious},
        Spoilt{"/proc/cpuinfo", "processor : 0\nflags : tsc constant_tsc", "clock invariance",
               Verdict::bad},
        Spoilt{"/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance", "governor",
               Verdict::good},
        Spoilt{"/sys/devices/system/cpu/intel_pstate/no_turbo", "1", "turbo", Verdict::good},
        Spoilt{"/sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0-1",
               "sibling threads", Verdict::suspicious},
        Spoilt{"/sys/class/power_supply/AC/type", "Battery", "power supply", Verdict::good},
        Spoilt{"/sys/devices/system/cpu/isolated", "0-1", "isolated processors", Verdict::good},
        Spoilt{"/proc/driver/nvidia/version", "NVRM version: 550", "GPU energy meter",
               Verdict::unknown},
        Spoilt{"/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "12",
               "thermal throttling", Verdict::suspicious},
        Spoilt{"/sys/bus/event_source/devices/cpu/type", "4", "hardware counters", Verdict::good},
        Spoilt{"/sys/kernel/mm/transparent_hugepage/defrag", "always [never]",
               "huge page defragmentation", Verdict::suspicious},
        Spoilt{"/proc/sys/kernel/numa_balancing", "1", "NUMA balancing",
               Verdict::good},  // one node only
        Spoilt{"/proc/swaps", "Filename\n/dev/vda2 partition 1048576 2048 -2", "swap",
               Verdict::suspicious},
        Spoilt{"/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 100 kB", "free memory",
               Verdict::suspicious},
        Spoilt{"/proc/sys/vm/overcommit_memory", "2", "overcommit", Verdict::suspicious},
        Spoilt{"/sys/kernel/mm/ksm/run", "1", "page merging", Verdict::suspicious},
        Spoilt{"/proc/loadavg", "0.01 0 0 4/86 1", "load", Verdict::bad},
        Spoilt{"/proc/loadavg", "0.01 0 0 2/86 1", "load", Verdict::suspicious},
        Spoilt{"/proc/stat", "cpu  900 0 0 9999 0 0 0 100 0 0", "steal", Verdict::bad},
        Spoilt{"/proc/stat", "cpu  980 0 0 9999 0 0 0 20 0 0", "steal", Verdict::suspicious},
        Spoilt{"/sys/fs/cgroup/cpu.max", "100000 100000", "processor quota", Verdict::bad},
        Spoilt{"/sys/fs/cgroup/cpu.max", "300000 100000", "processor quota", Verdict::suspicious},
        Spoilt{"/proc/self/status", "Cpus_allowed_list:\t1", "allowed processors", Verdict::bad},
        Spoilt{"/sys/devices/system/cpu/cpu0/cpu_capacity", "1024", "kinds of core",
               Verdict::good}));

TEST(MachineChecks, TellWhichTriedCountersAreReadable) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  std::vector<CounterOffer> tried{{"cycles_count", "", ""},
                                  {"llc_misses_count", "the processor offers none", "none"},
                                  {"gpu_energy_joules", "", ""}};
  auto checks = check_machine(SystemFiles(machine.root()), 2_MiB, tried);
  EXPECT_EQ(named(checks, "hardware counters").verdict, Verdict::good);
  EXPECT_EQ(named(checks, "hardware counters").finding,
            "readable: cycles_count; not llc_misses_count: the processor offers none");
  EXPECT_EQ(named(checks, "GPU energy meter").verdict, Verdict::good);
  tried[0] = {"cycles_count", "the kernel forbids counters", "sudo sysctl …"};
  tried[2] = {"gpu_energy_joules", "no library", "install it"};
  checks = check_machine(SystemFiles(machine.root()), 2_MiB, tried);
  EXPECT_EQ(named(checks, "hardware counters").verdict, Verdict::unknown);
  EXPECT_EQ(named(checks, "hardware counters").remedy, "sudo sysctl …");
  EXPECT_EQ(named(checks, "GPU energy meter").remedy, "install it");
}

TEST(MachineChecks, TellWhichEnergyMetersAreReadable) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  EXPECT_NE(named(checks_of(machine), "energy meters").remedy.find("modprobe"), std::string::npos);
  machine.write("/sys/class/powercap/intel-rapl:0/name", "package-0");
  machine.write("/sys/class/powercap/intel-rapl:0/energy_uj", "17");
  EXPECT_EQ(named(checks_of(machine), "energy meters").verdict, Verdict::good);
}

TEST(MachineChecks, RunningOnBatteryIsBad) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  machine.write("/sys/class/power_supply/AC/type", "Mains");
  machine.write("/sys/class/power_supply/AC/online", "0");
  EXPECT_EQ(named(checks_of(machine), "power supply").verdict, Verdict::bad);
  machine.write("/sys/class/power_supply/AC/online", "1");
  EXPECT_EQ(named(checks_of(machine), "power supply").verdict, Verdict::good);
}

TEST(MachineChecks, CoresOfTwoKindsAreSuspicious) {
  const MadeUpMachine machine;
  make_amd_vm(machine);
  machine.write("/sys/devices/system/cpu/cpu0/cpu_capacity", "1024");
  machine.write("/sys/devices/system/cpu/cpu1/cpu_capacity", "446");
  EXPECT_EQ(named(checks_of(machine), "kinds of core").verdict, Verdict::suspicious);
}

}  // namespace
}  // namespace pontage
