// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters_rapl.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "libbench/made_up_machine.hpp"
#include "libbench/system_files.hpp"

namespace pontage {
namespace {

const std::string kRoot = "/sys/class/powercap/";

void write_zone(const MadeUpMachine& machine, const std::string& zone, const std::string& name,
                std::uint64_t energy, std::uint64_t range = 262'143'328'850) {
  machine.write(kRoot + zone + "/name", name);
  machine.write(kRoot + zone + "/energy_uj", std::to_string(energy));
  if (range != 0) machine.write(kRoot + zone + "/max_energy_range_uj", std::to_string(range));
}
void set(const MadeUpMachine& machine, const std::string& zone, std::uint64_t energy) {
  machine.write(kRoot + zone + "/energy_uj", std::to_string(energy));
}

/// Two packages with memory, as the kernel shows them, and what must not be added to them.
void write_two_packages(const MadeUpMachine& machine) {
  machine.write(kRoot + "intel-rapl/enabled", "1");
  write_zone(machine, "intel-rapl:0", "package-0", 1'000'000);
  write_zone(machine, "intel-rapl:0:0", "core", 500'000);
  write_zone(machine, "intel-rapl:0:1", "dram", 100'000);
  write_zone(machine, "intel-rapl:1", "package-1", 2'000'000);
  write_zone(machine, "intel-rapl:1:1", "dram", 200'000);
  write_zone(machine, "intel-rapl:2", "psys", 9'000'000);
  write_zone(machine, "intel-rapl-mmio:0", "package-0", 1'000'000);
}

TEST(MeterAdvance, GoesOnAfterTheMeterStartsAgainFromZero) {
  EXPECT_EQ(meter_advance(10, 25, 1000), 15U);
  EXPECT_EQ(meter_advance(10, 10, 1000), 0U);
  EXPECT_EQ(meter_advance(990, 5, 1000), 15U);
  EXPECT_EQ(meter_advance(1000, 0, 1000), 0U);
}
TEST(MeterAdvance, IsUnknownWhenAMeterGoesBackThatHasNoRange) {
  EXPECT_EQ(meter_advance(990, 5, 0), std::nullopt);
  EXPECT_EQ(meter_advance(990, 5, 500), std::nullopt) << "a range below the reading is none";
}

TEST(RaplCounters, SumPackagesAndTheirMemoriesAndNothingElse) {
  const MadeUpMachine machine;
  write_two_packages(machine);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  counters->attach();
  counters->start();
  set(machine, "intel-rapl:0", 1'250'000);
  set(machine, "intel-rapl:1", 2'500'000);
  set(machine, "intel-rapl:1:1", 300'000);
  for (const char* other : {"intel-rapl:0:0", "intel-rapl:2", "intel-rapl-mmio:0"})
    set(machine, other, 90'000'000);
  counters->stop();
  const auto readings = counters->readings();
  counters->detach();
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].name, "package_energy_joules");
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 0.75);
  EXPECT_EQ(readings[0].source, "RAPL, 2 packages, whoever used it");
  EXPECT_EQ(readings[1].name, "memory_energy_joules");
  EXPECT_DOUBLE_EQ(readings[1].value.value(), 0.1);
}

TEST(RaplCounters, FollowAMeterThatStartsAgainFromZero) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 65'532'000'000, 65'532'610'987);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  counters->attach();
  counters->start();
  set(machine, "intel-rapl:0", 389'013);
  counters->stop();
  EXPECT_DOUBLE_EQ(counters->readings()[0].value.value(), 1.0);
}

TEST(RaplCounters, AMeterThatGoesBackWithoutARangeIsAbsent) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 5'000, 0);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  counters->attach();
  counters->start();
  set(machine, "intel-rapl:0", 10);
  counters->stop();
  EXPECT_FALSE(counters->readings()[0].value.has_value());
}

TEST(RaplCounters, AMeterThatStandsStillSaysSoInsteadOfZero) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 5'000);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  counters->attach();
  counters->start();
  counters->stop();
  const CounterReading reading = counters->readings()[0];
  EXPECT_FALSE(reading.value.has_value());
  EXPECT_NE(reading.reason.find("did not move"), std::string::npos) << reading.reason;
}

TEST(RaplCounters, AMeterThatVanishesIsAbsent) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 5'000);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  machine.remove(kRoot + "intel-rapl:0");
  counters->attach();
  counters->start();
  counters->stop();
  EXPECT_FALSE(counters->readings()[0].value.has_value());
}

TEST(RaplCounters, WithoutPowercapSayWhatToLoad) {
  const MadeUpMachine machine;
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  EXPECT_FALSE(offers_any(*counters));
  for (const CounterReading& reading : counters->readings())
    EXPECT_NE(reading.reason.find("modprobe intel_rapl_msr"), std::string::npos) << reading.reason;
}

TEST(RaplCounters, APackageWithoutAMeterOfItsMemoryStillCounts) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 5'000);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  EXPECT_TRUE(counters->offers()[0].is_readable());
  EXPECT_EQ(counters->offers()[1].why_not,
            "this processor has no energy meter of its packages' memories");
}

TEST(RaplCounters, AFileThatIsNoNumberIsNamed) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 5'000);
  machine.write(kRoot + "intel-rapl:0/energy_uj", "much");
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  EXPECT_NE(counters->offers()[0].why_not.find("intel-rapl:0/energy_uj does not hold a number"),
            std::string::npos)
      << counters->offers()[0].why_not;
}

TEST(RaplCounters, ThatOnlyRootMayReadSayHowToAllowIt) {
  const MadeUpMachine machine;
  write_zone(machine, "intel-rapl:0", "package-0", 5'000);
  namespace fs = std::filesystem;
  fs::permissions(machine.root(), fs::perms(0755));
  fs::permissions(machine.root() + kRoot + "intel-rapl:0/energy_uj", fs::perms(0));
  const bool was_root = geteuid() == 0;  // whom no permission stops
  EXPECT_EQ(was_root ? seteuid(65534) : 0, 0);
  const auto counters = make_rapl_counters(SystemFiles(machine.root()));
  EXPECT_EQ(was_root ? seteuid(0) : 0, 0);
  EXPECT_NE(counters->offers()[0].why_not.find("root only"), std::string::npos)
      << counters->offers()[0].why_not;
  EXPECT_EQ(counters->offers()[0].remedy,
            "sudo chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj");
}

}  // namespace
}  // namespace pontage
