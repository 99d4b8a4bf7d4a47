// SPDX-License-Identifier: Apache-2.0
#include "libbench/made_up_machine.hpp"

#include <stdlib.h>  // mkdtemp is POSIX

#include <filesystem>
#include <fstream>

#include "libbench/check.hpp"

namespace pontage {
namespace {

namespace fs = std::filesystem;

const std::string kCpus = "/sys/devices/system/cpu/";
const std::string kClocks = "/sys/devices/system/clocksource/clocksource0/";
const std::string kPages = "/sys/kernel/mm/transparent_hugepage/";

std::string number(int n) { return std::to_string(n); }

struct MadeUpCache {
  int index, level;
  const char *type, *size;
  std::string shared_by;
};

void write_cache(const MadeUpMachine& machine, int cpu, const MadeUpCache& cache) {
  const std::string folder =
      kCpus + "cpu" + number(cpu) + "/cache/index" + number(cache.index) + "/";
  machine.write(folder + "level", number(cache.level));
  machine.write(folder + "type", cache.type);
  machine.write(folder + "size", cache.size);
  machine.write(folder + "shared_cpu_list", cache.shared_by);
}

void write_kernel(const MadeUpMachine& machine, const std::string& host,
                  const std::string& release) {
  machine.write("/proc/sys/kernel/hostname", host);
  machine.write("/proc/sys/kernel/ostype", "Linux");
  machine.write("/proc/sys/kernel/osrelease", release);
}

void write_quiet_memory(const MadeUpMachine& machine, const std::string& total_kb,
                        const std::string& available_kb) {
  machine.write("/proc/meminfo", "MemTotal:       " + total_kb + " kB\nMemAvailable:   " +
                                     available_kb + " kB\nSwapTotal:      0 kB");
  machine.write("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority");
  machine.write("/proc/sys/vm/overcommit_memory", "0");
  machine.write("/sys/kernel/mm/ksm/run", "0");
}

}  // namespace

MadeUpMachine::MadeUpMachine() {
  // A thousand tiny files: in memory where that is to be had, which is ten times as quick as a
  // disk.
  const fs::path folder =
      fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
  std::string pattern = (folder / "pontage-machine-XXXXXX").string();
  PONTAGE_CHECK(mkdtemp(pattern.data()) != nullptr, pattern);
  root_ = pattern;
}

MadeUpMachine::~MadeUpMachine() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

void MadeUpMachine::write(const std::string& path, const std::string& text) const {
  const fs::path file = root_ + path;
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text << '\n';
}

void MadeUpMachine::remove(const std::string& path) const { fs::remove_all(root_ + path); }

void make_amd_vm(const MadeUpMachine& machine) {
  write_kernel(machine, "vm", "6.1.0-9-amd64");
  write_quiet_memory(machine, "24682416", "24321024");
  const std::string flags =
      "fpu tsc constant_tsc nonstop_tsc hypervisor cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 avx "
      "avx2 bmi1 bmi2 f16c fma abm movbe xsave";
  std::string info;
  for (int cpu = 0; cpu < 2; ++cpu) {
    info += "processor\t: " + number(cpu) +
            "\nmodel name\t: AMD EPYC\nmicrocode\t: 0x1000065\ncpu MHz\t\t: 2445.428\nflags\t\t: " +
            flags + "\n\n";
    machine.write(kCpus + "cpu" + number(cpu) + "/topology/physical_package_id", "0");
    machine.write(kCpus + "cpu" + number(cpu) + "/topology/thread_siblings_list", number(cpu));
    write_cache(machine, cpu, {0, 1, "Data", "32K", number(cpu)});
    write_cache(machine, cpu, {3, 3, "Unified", "32768K", "0-1"});
  }
  machine.write("/proc/cpuinfo", info);
  machine.write(kCpus + "online", "0-1");
  machine.write(kCpus + "isolated", "");
  machine.write(kCpus + "smt/active", "0");
  machine.write(kClocks + "current_clocksource", "tsc");
  machine.write(kClocks + "available_clocksource", "tsc kvm-clock");
  machine.write(kPages + "enabled", "always [madvise] never");
  machine.write(kPages + "defrag", "always defer defer+madvise [madvise] never");
  machine.write("/sys/devices/system/node/online", "0");
  machine.write("/sys/devices/system/node/node0/cpulist", "0-1");
  machine.write("/proc/sys/kernel/numa_balancing", "0");
  machine.write("/proc/sys/kernel/perf_event_paranoid", "2");
  machine.write("/sys/bus/event_source/devices/software/type", "1");
  machine.write("/sys/class/power_supply/.keep", "");
  machine.write("/proc/self/status", "Cpus_allowed_list:\t0-1\nMems_allowed_list:\t0");
  machine.write("/proc/self/cgroup", "0::/");
  machine.write("/proc/self/environ", std::string("HOME=/root\0PATH=/bin\0", 21));
  machine.write("/proc/loadavg", "0.06 0.04 0.02 1/86 6183");
  machine.write("/proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.06 total=11479110");
  machine.write(
      "/proc/stat",
      "cpu  11101 0 5200 439714 1259 0 107 60 0 0\ncpu0 3287 0 1743 223657 55 0 14 30 0 0");
}

void make_two_socket_server(const MadeUpMachine& machine) {
  write_kernel(machine, "server", "6.8.0-40-generic");
  write_quiet_memory(machine, "1056000000", "900000000");
  std::string info;
  for (int cpu = 0; cpu < 256; ++cpu) {
    info += "processor\t: " + number(cpu) +
            "\nmodel name\t: Example Server Processor @ 2.40GHz\ncpu MHz\t\t: 3100.0\n"
            "flags\t\t: constant_tsc nonstop_tsc cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3\n\n";
    const std::string folder = kCpus + "cpu" + number(cpu) + "/";
    const int core = cpu % 128;
    machine.write(folder + "topology/physical_package_id", number(core / 64));
    machine.write(folder + "topology/thread_siblings_list",
                  number(core) + "," + number(core + 128));
    machine.write(folder + "cpufreq/scaling_governor", "schedutil");
    machine.write(folder + "thermal_throttle/core_throttle_count", "0");
  }
  for (const int cpu : {0, 255})
    write_cache(machine, cpu,
                {3, 3, "Unified", "96M", cpu == 0 ? "0-63,128-191" : "64-127,192-255"});
  machine.write("/proc/cpuinfo", info);
  machine.write(kCpus + "online", "0-255");
  machine.write(kCpus + "isolated", "8-9");
  machine.write(kCpus + "smt/active", "1");
  machine.write(kCpus + "cpufreq/boost", "1");
  machine.write(kClocks + "current_clocksource", "hpet");
  machine.write(kClocks + "available_clocksource", "hpet acpi_pm");
  machine.write(kPages + "enabled", "always madvise [never]");
  machine.write(kPages + "defrag", "[always] defer defer+madvise madvise never");
  for (int node = 0; node < 2; ++node)
    machine.write("/sys/devices/system/node/node" + number(node) + "/cpulist", "");
  machine.write("/sys/devices/system/node/online", "0-1");
  machine.write("/proc/sys/kernel/numa_balancing", "1");
  machine.write("/proc/sys/kernel/perf_event_paranoid", "4");
  machine.write("/sys/bus/event_source/devices/cpu/type", "4");
  machine.write("/sys/class/power_supply/.keep", "");
  machine.write("/proc/self/status", "Cpus_allowed_list:\t0-63\nMems_allowed_list:\t0-1");
  machine.write("/proc/self/cgroup", "0::/system.slice/job.scope");
  machine.write("/sys/fs/cgroup/system.slice/cpu.max", "400000 100000");
  machine.write("/sys/fs/cgroup/system.slice/job.scope/cpu.max", "max 100000");
  machine.write("/sys/fs/cgroup/system.slice/job.scope/cpu.stat",
                "usage_usec 5\nnr_periods 20\nnr_throttled 7");
  machine.write("/proc/self/environ",
                std::string("OMP_NUM_THREADS=4\0OPENBLAS_CORETYPE=Haswell\0", 44));
  machine.write("/proc/loadavg", "3.50 2.00 1.00 3/2000 77");
  machine.write("/proc/pressure/cpu", "some avg10=4.50 avg60=0.00 avg300=0.06 total=1");
  machine.write("/proc/stat", "cpu  1000 0 500 439714 0 0 0 0 0 0");
}

void make_board_without_numa(const MadeUpMachine& machine) {
  write_kernel(machine, "board", "6.6.0");
  std::string info;
  for (int cpu = 0; cpu < 4; ++cpu)
    info += "processor\t: " + number(cpu) + "\nhart\t\t: " + number(cpu) +
            "\nisa\t\t: rv64imafdc\nuarch\t\t: example,u74\n\n";
  machine.write("/proc/cpuinfo", info);
  machine.write(kCpus + "online", "0-3");
  machine.write(kClocks + "current_clocksource", "riscv_clocksource");
}

}  // namespace pontage
