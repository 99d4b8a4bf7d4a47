// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/thread_team.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace pontage::host {
namespace {

/// Threads are not pinned and lose patience soon, so that teams larger than the machine are tested
/// too.
std::unique_ptr<ThreadTeam> team_of(int workers, Wait idle, Nanoseconds patience = 20_us) {
  return ThreadTeam::make({.workers = workers, .idle = idle, .patience = patience}).value();
}

TEST(ThreadTeam, EveryWayOfWaitingRunsEverything) {
  for (const Wait idle : {Wait::spin, Wait::yield, Wait::block})
    for (const int workers : {1, 2, 3, 8}) {
      const auto team = team_of(workers, idle);
      std::atomic<Index> sum{0};
      for (int region = 0; region < 200; ++region)
        team->for_chunks(100, 7, [&](Index begin, Index end, int) {
          for (Index i = begin; i < end; ++i) sum += i;
        });
      EXPECT_EQ(sum, 200 * (100 * 99 / 2));
    }
}

TEST(ThreadTeam, WakesWorkersThatFellAsleep) {
  const auto team = team_of(3, Wait::spin, 1_us);
  for (int region = 0; region < 30; ++region) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    team->for_chunks(3, 1, [](Index, Index, int) {});
    EXPECT_EQ(team->took_part(), 3);
  }
}

TEST(ThreadTeam, RegionsWithFewerChunksThanWorkersLeaveTheOthersAlone) {
  const auto team = team_of(4, Wait::spin);
  for (int region = 0; region < 2000; ++region) {
    const int chunks = 1 + region % 4;
    std::atomic<int> ran{0};
    team->for_chunks(chunks, 1,
                     [&](Index, Index, int worker) { ran += worker < chunks ? 1 : 100; });
    ASSERT_EQ(ran, chunks);
    ASSERT_EQ(team->took_part(), chunks);
  }
}

TEST(ThreadTeam, StartsAndEndsQuicklyWithoutWork) {
  for (int i = 0; i < 100; ++i) team_of(4, i % 2 == 0 ? Wait::block : Wait::spin);
}

TEST(ThreadTeam, ADifferentThreadMayCallLater) {
  const auto team = team_of(2, Wait::spin);
  std::atomic<int> chunks{0};
  const auto use = [&] { team->for_chunks(2, 1, [&](Index, Index, int) { ++chunks; }); };
  use();
  std::thread(use).join();
  use();
  EXPECT_EQ(chunks, 6);
}

TEST(ThreadTeam, TakesAnyGrain) {
  const auto team = team_of(2, Wait::spin);
  for (const Index grain : {Index{-1}, Index{0}, Index{INT64_MAX}}) {
    std::atomic<Index> items{0};
    team->for_chunks(5, grain, [&](Index begin, Index end, int) { items += end - begin; });
    EXPECT_EQ(items, 5) << grain;
  }
  team->for_chunks(-3, 1, [](Index, Index, int) { ADD_FAILURE(); });
}

TEST(ThreadTeam, RefusesProcessorsThatAreNotThere) {
  const auto refused = ThreadTeam::make({.workers = 2, .processors = {0, 100'000}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  EXPECT_NE(refused.error().what.find("pinning=none"), std::string::npos);
}

}  // namespace
}  // namespace pontage::host
