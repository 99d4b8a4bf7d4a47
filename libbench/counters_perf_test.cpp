// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters_perf.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <map>
#include <set>
#include <thread>

#include "libbench/made_up_machine.hpp"
#include "libbench/system_files.hpp"

namespace pontage {
namespace {

constexpr std::array<PerfEvent, 2> kTwo{{{"cycles_count", 0, 0}, {"stalls_count", 0, 7}}};

/// What a made-up kernel answers, and what it was asked; outlives the provider.
struct Kernel {
  std::vector<int> threads{11, 12};
  std::map<std::pair<std::uint64_t, int>, int> errors;  // of an event (by config) in a thread
  int errors_in_kernel_mode = 0;
  std::map<std::pair<std::uint64_t, int>, PerfCount> counts;
  std::map<int, std::pair<std::uint64_t, int>> open;  // by descriptor
  std::set<int> enabled;
  bool is_readable = true;
  int next = 100;
};

class MadeUpCalls final : public PerfCalls {
 public:
  explicit MadeUpCalls(Kernel& kernel) : kernel_(kernel) {}
  std::vector<int> threads() const override { return kernel_.threads; }
  int open(const PerfEvent& event, int thread, bool with_kernel) override {
    if (with_kernel && kernel_.errors_in_kernel_mode != 0) return -kernel_.errors_in_kernel_mode;
    const auto error = kernel_.errors.find({event.config, thread});
    if (error != kernel_.errors.end()) return -error->second;
    kernel_.open[kernel_.next] = {event.config, thread};
    return kernel_.next++;
  }
  void enable(int descriptor) noexcept override { kernel_.enabled.insert(descriptor); }
  void disable(int descriptor) noexcept override { kernel_.enabled.erase(descriptor); }
  bool read(int descriptor, PerfCount& count) const override {
    count = kernel_.counts[kernel_.open.at(descriptor)];
    return kernel_.is_readable;
  }
  void close(int descriptor) noexcept override { kernel_.open.erase(descriptor); }

 private:
  Kernel& kernel_;
};

std::unique_ptr<CounterProvider> two_events(Kernel& kernel, const MadeUpMachine& machine) {
  return make_perf_counters(std::make_unique<MadeUpCalls>(kernel), kTwo,
                            SystemFiles(machine.root()));
}

std::vector<CounterReading> one_window(CounterProvider& counters) {
  counters.attach();
  counters.start();
  counters.stop();
  auto readings = counters.readings();
  counters.detach();
  return readings;
}

TEST(PerfCounters, AreTheSumOverTheThreads) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.counts = {{{0, 11}, {1000, 50, 50}}, {{0, 12}, {200, 10, 10}}, {{7, 11}, {5, 50, 50}}};
  const auto readings = one_window(*two_events(kernel, machine));
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].name, "cycles_count");
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 1200);
  EXPECT_DOUBLE_EQ(readings[0].counted_share, 1);
  EXPECT_EQ(readings[0].source, "perf_event, user and kernel mode, 2 threads");
  EXPECT_DOUBLE_EQ(readings[1].value.value(), 5);
}

TEST(PerfCounters, CountOnlyBetweenStartAndStopAndLeaveNothingOpen) {
  const MadeUpMachine machine;
  Kernel kernel;
  const auto counters = two_events(kernel, machine);
  EXPECT_TRUE(kernel.open.empty()) << "trying left a counter behind";
  counters->attach();
  EXPECT_EQ(kernel.open.size(), 4U);
  EXPECT_TRUE(kernel.enabled.empty());
  counters->start();
  EXPECT_EQ(kernel.enabled.size(), 4U);
  counters->stop();
  EXPECT_TRUE(kernel.enabled.empty());
  counters->attach();
  EXPECT_EQ(kernel.open.size(), 4U) << "a second attach forgets the first";
  counters->detach();
  EXPECT_TRUE(kernel.open.empty());
}

TEST(PerfCounters, ThatTookTurnsAreScaledThreadByThreadAndSaySo) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.counts = {{{0, 11}, {100, 40, 20}}, {{0, 12}, {300, 60, 60}}};
  const auto readings = one_window(*two_events(kernel, machine));
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 100 * 2 + 300);
  EXPECT_DOUBLE_EQ(readings[0].counted_share, 0.8);
}

TEST(PerfCounters, AThreadThatNeverHadATurnCountsAtTheRateOfTheOthers) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.counts = {{{0, 11}, {300, 75, 75}}, {{0, 12}, {0, 25, 0}}};
  const auto readings = one_window(*two_events(kernel, machine));
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 400);
  EXPECT_DOUBLE_EQ(readings[0].counted_share, 0.75);
}

TEST(PerfCounters, WithoutAnyTurnAreAbsent) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.counts = {{{0, 11}, {0, 40, 0}}, {{7, 11}, {8, 40, 40}}};
  const auto readings = one_window(*two_events(kernel, machine));
  EXPECT_FALSE(readings[0].value.has_value());
  EXPECT_NE(readings[0].reason.find("never had a turn"), std::string::npos) << readings[0].reason;
  EXPECT_DOUBLE_EQ(readings[1].value.value(), 8) << "the other event is none the worse";
}

TEST(PerfCounters, AnEventThatTheProcessorLacksCostsOnlyItself) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.errors[{7, 0}] = ENOENT;
  kernel.counts[{0, 11}] = {90, 30, 30};
  const auto counters = two_events(kernel, machine);
  EXPECT_TRUE(offers_any(*counters));
  const auto readings = one_window(*counters);
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 90);
  EXPECT_FALSE(readings[1].value.has_value());
  EXPECT_NE(readings[1].reason.find("pmu=on"), std::string::npos) << readings[1].reason;
}

TEST(PerfCounters, ASumThatLacksAThreadIsNoSum) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.errors[{0, 12}] = EMFILE;
  kernel.counts = {{{0, 11}, {90, 30, 30}}, {{7, 11}, {4, 30, 30}}, {{7, 12}, {4, 30, 30}}};
  const auto readings = one_window(*two_events(kernel, machine));
  EXPECT_FALSE(readings[0].value.has_value());
  EXPECT_NE(readings[0].reason.find("ulimit -n"), std::string::npos) << readings[0].reason;
  EXPECT_DOUBLE_EQ(readings[1].value.value(), 8);
}

TEST(PerfCounters, AThreadThatEndedSinceItWasListedIsNotMissed) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.errors[{0, 12}] = ESRCH;
  kernel.counts[{0, 11}] = {90, 30, 30};
  const auto readings = one_window(*two_events(kernel, machine));
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 90);
  EXPECT_EQ(readings[0].source, "perf_event, user and kernel mode, 1 thread");
}

TEST(PerfCounters, CountUserModeWhereTheKernelMayNotBeCounted) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.errors_in_kernel_mode = EACCES;
  kernel.counts[{0, 11}] = {90, 30, 30};
  const auto readings = one_window(*two_events(kernel, machine));
  EXPECT_DOUBLE_EQ(readings[0].value.value(), 90);
  EXPECT_EQ(readings[0].source, "perf_event, user mode, 2 threads");
}

TEST(PerfCounters, ThatStoppedAnsweringAreAbsent) {
  const MadeUpMachine machine;
  Kernel kernel;
  kernel.is_readable = false;
  EXPECT_FALSE(one_window(*two_events(kernel, machine))[0].value.has_value());
}

struct Refusal {
  int error;
  const char* words;
};
class RefusedCounters : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedCounters, SayWhyAndWhatToDo) {
  const MadeUpMachine machine;
  machine.write("/proc/sys/kernel/perf_event_paranoid", "4");
  Kernel kernel;
  for (const PerfEvent& event : kTwo) kernel.errors[{event.config, 0}] = GetParam().error;
  const auto counters = two_events(kernel, machine);
  EXPECT_FALSE(offers_any(*counters));
  for (const CounterReading& reading : one_window(*counters)) {
    EXPECT_FALSE(reading.value.has_value());
    EXPECT_NE(reading.reason.find(GetParam().words), std::string::npos) << reading.reason;
    EXPECT_NE(reading.reason.find("; "), std::string::npos) << "no remedy: " << reading.reason;
  }
}

INSTANTIATE_TEST_SUITE_P(
    PerfCounters, RefusedCounters,
    testing::Values(Refusal{EACCES, "perf_event_paranoid is 4; sudo sysctl"},
                    Refusal{EPERM, "--cap-add PERFMON"}, Refusal{ENOENT, "virtual PMU"},
                    Refusal{EOPNOTSUPP, "virtual PMU"}, Refusal{ENOSYS, "no perf_event_open"},
                    Refusal{EBUSY, "another profiler"}, Refusal{EIO, "perf_event_open failed"}));

/// Memory whose every page costs one fault when it is first touched.
class FreshPages {
 public:
  FreshPages()
      : at_(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    madvise(at_, kBytes, MADV_NOHUGEPAGE);
  }
  ~FreshPages() { munmap(at_, kBytes); }
  FreshPages(const FreshPages&) = delete;
  FreshPages& operator=(const FreshPages&) = delete;
  void touch() const {
    for (std::size_t i = 0; i < kBytes; i += kPage) static_cast<volatile char*>(at_)[i] = 1;
  }
  static constexpr std::size_t kCount = 1000;

 private:
  static constexpr std::size_t kPage = 4096, kBytes = kCount * kPage;
  void* at_;
};

/// The kernel counts page faults itself, so its calls can be tried where there is no hardware to
/// count; skipped where nobody may count at all.
TEST(PerfCalls, CountTheCallerAnOlderWorkerAndANewThreadInTheRealKernel) {
  const std::array<PerfEvent, 1> faults{page_fault_event()};
  const auto counters = make_perf_counters(make_perf_calls(), faults, SystemFiles());
  if (!offers_any(*counters)) GTEST_SKIP() << counters->offers().front().why_not;
  if (sysconf(_SC_PAGESIZE) != 4096) GTEST_SKIP() << "pages are not of 4 KiB here";
  const FreshPages before, of_caller, of_worker, of_new_thread, after;
  std::atomic<int> order = 0;
  std::thread worker([&] {
    while (order != 1) std::this_thread::yield();
    of_worker.touch();
    order = 2;
    while (order != 3) std::this_thread::yield();
  });
  counters->attach();
  before.touch();
  counters->start();
  of_caller.touch();
  order = 1;
  while (order != 2) std::this_thread::yield();
  std::thread([&] { of_new_thread.touch(); }).join();
  counters->stop();
  after.touch();
  const CounterReading reading = counters->readings().front();
  counters->detach();
  order = 3;
  worker.join();
  ASSERT_TRUE(reading.value.has_value()) << reading.reason;
  EXPECT_GE(*reading.value, 3. * FreshPages::kCount);
  EXPECT_LT(*reading.value, 4. * FreshPages::kCount) << "faults outside the window were counted";
  EXPECT_EQ(reading.counted_share, 1) << "what the kernel counts itself never takes turns";
  EXPECT_EQ(reading.source.substr(reading.source.rfind(',')), ", 2 threads");
}

TEST(PerfCalls, OfAnEventThatNobodyHasAreRefusedWithoutHarm) {
  const std::array<PerfEvent, 1> none{{{"nothing_count", 0x7fffffff, 0}}};
  const auto counters = make_perf_counters(make_perf_calls(), none, SystemFiles());
  EXPECT_FALSE(offers_any(*counters));
  EXPECT_FALSE(one_window(*counters).front().value.has_value());
}

}  // namespace
}  // namespace pontage
