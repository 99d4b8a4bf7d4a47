// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "backends/shared/host/topology.hpp"
#include "libbench/device.hpp"
#include "libbench/region_track.hpp"

namespace pontage::host {

/// What every backend with a HostTeam must do, as tests. A backend's test file includes this and
/// defines these two; `kPromisesConcurrency`: all workers come where there are as many chunks as
/// workers.
std::unique_ptr<Backend> conformance_backend();
extern const bool kPromisesConcurrency;

class TeamConformance : public ::testing::Test {
 protected:
  TeamConformance()
      : backend_(conformance_backend()), most_(static_cast<int>(allowed_processors().size())) {}

  std::unique_ptr<Device> open(const Settings& set, const PlantedDelays* delays = nullptr) const {
    auto device = backend_->open(set, delays);
    EXPECT_TRUE(device.has_value()) << (device ? "" : device.error().what);
    return device ? std::move(*device) : nullptr;
  }
  std::unique_ptr<Device> open_workers(int workers) const {
    return open({{"workers", std::int64_t{workers}}});
  }
  /// Two workers where the machine has them.
  int few() const { return std::min(2, most_); }

  std::unique_ptr<Backend> backend_;
  int most_;
};

/// How often each index was run, and what was out of order with the chunks.
struct Coverage {
  explicit Coverage(Index n) : runs(static_cast<std::size_t>(n)) {}
  std::vector<std::atomic<int>> runs;
  std::atomic<int> bad_workers{0}, bad_chunks{0};
};

inline void cover(HostTeam& team, Index n, Index grain, Coverage& coverage) {
  team.for_chunks(n, grain, [&](Index begin, Index end, int worker) {
    if (worker < 0 || worker >= team.workers()) ++coverage.bad_workers;
    if (begin < 0 || begin >= end || end > n || end - begin > grain)
      ++coverage.bad_chunks;
    else
      for (Index i = begin; i < end; ++i) ++coverage.runs[static_cast<std::size_t>(i)];
  });
}

TEST_F(TeamConformance, EveryIndexRunsOnce) {
  for (int workers = 1; workers <= std::min(most_, 4); ++workers) {
    const auto device = open_workers(workers);
    ASSERT_EQ(device->host_team()->workers(), workers);
    for (const Index n : {0, 1, 2, 7, 1000})
      for (const Index grain : {1, 3, 1000}) {
        Coverage coverage(n);
        cover(*device->host_team(), n, grain, coverage);
        SCOPED_TRACE("workers " + std::to_string(workers) + ", n " + std::to_string(n) +
                     ", grain " + std::to_string(grain));
        EXPECT_EQ(coverage.bad_workers, 0);
        EXPECT_EQ(coverage.bad_chunks, 0);
        EXPECT_TRUE(std::all_of(coverage.runs.begin(), coverage.runs.end(),
                                [](const auto& runs) { return runs == 1; }));
      }
  }
}

TEST_F(TeamConformance, NamesWorkerByThread) {
  const auto device = open_workers(few());
  const auto caller = std::this_thread::get_id();
  std::atomic<int> wrong{0};
  for (int region = 0; region < 200; ++region)
    device->host_team()->for_chunks(50, 1, [&](Index, Index, int worker) {
      wrong += (worker == 0) != (std::this_thread::get_id() == caller) ? 1 : 0;
    });
  EXPECT_EQ(wrong, 0) << "worker 0 is the calling thread and nobody else is";
}

TEST_F(TeamConformance, CountsWhoTookPart) {
  const auto device = open_workers(few());
  HostTeam& team = *device->host_team();
  EXPECT_EQ(team.took_part(), 0);
  team.for_chunks(1, 1, [](Index, Index, int) {});
  EXPECT_EQ(team.took_part(), 1);
  EXPECT_EQ(team.took_part(), 0);
  std::vector<std::atomic<int>> ran(static_cast<std::size_t>(few()));
  for (int region = 0; region < 100; ++region)
    team.for_chunks(few(), 1, [&](Index, Index, int w) { ++ran[static_cast<std::size_t>(w)]; });
  const auto distinct =
      std::count_if(ran.begin(), ran.end(), [](const auto& count) { return count > 0; });
  EXPECT_EQ(team.took_part(), distinct);
  if (!kPromisesConcurrency) return;
  for (const auto& count : ran) EXPECT_EQ(count, 100) << "as many chunks as workers: each runs one";
}

TEST_F(TeamConformance, WorkersMeetWherePromised) {
  const auto device = open_workers(few());
  const auto facts = device->facts();
  const bool promises =
      std::find(facts.begin(), facts.end(),
                std::pair<std::string, std::string>("promises_concurrency", "yes")) != facts.end();
  ASSERT_EQ(promises, kPromisesConcurrency);
  if (!promises) return;
  std::atomic<int> arrived{0};
  device->host_team()->for_chunks(few(), 1, [&](Index, Index, int) {
    ++arrived;
    while (arrived < few()) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, few());
}

TEST_F(TeamConformance, SeesWritesOfTheOtherSide) {
  const auto device = open_workers(few());
  Index total = 0;
  std::vector<Index> square(64);
  for (Index region = 0; region < 500; ++region) {
    std::fill(square.begin(), square.end(), region);
    device->host_team()->for_chunks(64, 5, [&](Index begin, Index end, int) {
      for (Index i = begin; i < end; ++i) square[static_cast<std::size_t>(i)] += i;
    });
    for (const Index value : square) total += value;
  }
  EXPECT_EQ(total, 500 * (64 * 63 / 2) + 64 * (500 * 499 / 2));
}

/// The stamps of one region by worker, begin and end in order and inside the region.
inline void expect_sound(const MarkSet& set, int workers, int region) {
  Ticks opened = 0, closed = 0;
  for (const RegionMark& m : set.regions)
    if (m.worker == kWholeRegion && m.region == region) opened = m.begin, closed = m.end;
  EXPECT_LT(opened, closed);
  std::set<int> seen;
  for (const RegionMark& m : set.regions) {
    if (m.worker == kWholeRegion || m.region != region) continue;
    EXPECT_EQ(m.job, 3);
    EXPECT_EQ(m.act, 5);
    EXPECT_LE(opened, m.begin);
    EXPECT_LE(m.begin, m.end);
    EXPECT_LE(m.end, closed);
    EXPECT_LT(m.worker, workers);
    EXPECT_TRUE(seen.insert(m.worker).second) << "worker " << m.worker << " twice";
  }
  EXPECT_FALSE(seen.empty());
  EXPECT_TRUE(!kPromisesConcurrency || seen.size() == static_cast<std::size_t>(workers))
      << seen.size() << " came";
}

TEST_F(TeamConformance, StampsRegionsOnlyWhenAsked) {
  for (int workers = 1; workers <= few(); ++workers) {
    const auto device = open_workers(workers);
    HostTeam& team = *device->host_team();
    const auto nothing = [](Index, Index, int) {};
    team.for_chunks(workers, 1, nothing);
    team.regions()->enter(3, 5);
    team.for_chunks(workers, 1, nothing);
    team.for_chunks(0, 1, nothing);
    team.for_chunks(workers, 1, nothing);
    team.regions()->leave();
    team.for_chunks(workers, 1, nothing);
    MarkSet set;
    team.regions()->drain(set);
    EXPECT_EQ(set.dropped, 0U);
    expect_sound(set, workers, 1);
    expect_sound(set, workers, 2);
    EXPECT_LE(set.regions.size(), static_cast<std::size_t>(2 * (workers + 1)));
  }
}

TEST_F(TeamConformance, StampsOneMarkAWorkerOverManyChunks) {
  const auto device = open_workers(few());
  device->host_team()->regions()->enter(3, 5);
  device->host_team()->for_chunks(1000, 1, [](Index, Index, int) {});
  device->host_team()->regions()->leave();
  MarkSet set;
  device->host_team()->regions()->drain(set);
  EXPECT_GE(set.regions.size(), 2U);
  EXPECT_LE(set.regions.size(), static_cast<std::size_t>(few() + 1));
}

TEST_F(TeamConformance, PlantedDelayComesBeforeTheFirstStampOfOthers) {
  if (most_ < 2 || !kPromisesConcurrency) GTEST_SKIP() << "needs two workers that are sure to come";
  PlantedDelays delays;
  delays.ticks[static_cast<std::size_t>(DelayPoint::before_first_item)] = 5'000'000;
  const auto device = open({{"workers", std::int64_t{2}}}, &delays);
  device->host_team()->regions()->enter(3, 5);
  device->host_team()->for_chunks(2, 1, [](Index, Index, int) {});
  device->host_team()->regions()->leave();
  MarkSet set;
  device->host_team()->regions()->drain(set);
  Ticks opened = 0, begin_of_1 = 0, end_of_0 = 0;
  for (const RegionMark& m : set.regions) {
    if (m.worker == kWholeRegion) opened = m.begin;
    if (m.worker == 0) end_of_0 = m.end;
    if (m.worker == 1) begin_of_1 = m.begin;
  }
  EXPECT_NE(end_of_0, 0U);
  EXPECT_GE(begin_of_1, opened + 5'000'000U);
}

TEST_F(TeamConformance, LeavesTheCallersMaskAlone) {
  const auto before = allowed_processors();
  {
    const auto device = open_workers(few());
    EXPECT_EQ(allowed_processors(), before);
    for (int region = 0; region < 50; ++region)
      device->host_team()->for_chunks(10, 1, [](Index, Index, int) {});
    EXPECT_EQ(allowed_processors(), before);
  }
  EXPECT_EQ(allowed_processors(), before);
}

TEST_F(TeamConformance, EveryPinningSpreadsOverProcessors) {
  for (const std::string pinning : {"compact", "scatter", "none"}) {
    const auto device = open({{"workers", std::int64_t{few()}}, {"pinning", pinning}});
    std::vector<std::vector<int>> masks(static_cast<std::size_t>(few()));
    for (int region = 0; region < 100; ++region)
      device->host_team()->for_chunks(few(), 1, [&](Index, Index, int w) {
        if (masks[static_cast<std::size_t>(w)].empty())
          masks[static_cast<std::size_t>(w)] = allowed_processors();
      });
    const std::size_t expected = pinning == "none" ? static_cast<std::size_t>(most_) : 1U;
    for (std::size_t w = 1; w < masks.size(); ++w) {
      if (masks[w].empty() && !kPromisesConcurrency) continue;
      EXPECT_EQ(masks[w].size(), expected) << pinning << " worker " << w;
    }
  }
}

TEST_F(TeamConformance, TenThousandEmptyRegionsEnd) {
  const auto device = open_workers(few());
  std::atomic<int> chunks{0};
  for (int region = 0; region < 10'000; ++region)
    device->host_team()->for_chunks(few(), 1, [&](Index, Index, int) { ++chunks; });
  EXPECT_EQ(chunks, 10'000 * few());
}

TEST_F(TeamConformance, DevicesTakeTurns) {
  const auto one = open_workers(1), two = open_workers(few());
  for (int turn = 0; turn < 20; ++turn)
    for (Device* device : {one.get(), two.get()}) {
      Coverage coverage(30);
      cover(*device->host_team(), 30, 4, coverage);
      EXPECT_TRUE(std::all_of(coverage.runs.begin(), coverage.runs.end(),
                              [](const auto& runs) { return runs == 1; }));
    }
}

TEST_F(TeamConformance, RefusesWhatTheMachineCannotInSentences) {
  const auto says = [&](const Settings& set, const std::string& word) {
    auto device = backend_->open(set, nullptr);
    ASSERT_FALSE(device.has_value()) << word;
    EXPECT_NE(device.error().what.find(word), std::string::npos) << device.error().what;
    EXPECT_NE(device.error().what.find(std::string(backend_->name())), std::string::npos)
        << device.error().what;
    EXPECT_NE(device.error().what.find("use"), std::string::npos)
        << "no remedy in: " << device.error().what;
  };
  says({{"workers", std::int64_t{0}}}, "workers=0");
  says({{"workers", std::int64_t{most_} + 1}}, "workers=" + std::to_string(most_ + 1));
  says({{"workers", std::int64_t{1} << 40}}, "workers=1099511627776");
  says({{"pinning", std::string("sideways")}}, "sideways");
  says({{"numa", std::string("everywhere")}}, "everywhere");
  says({{"numa", std::string("node:99")}}, "node:99");
  says({{"pages", std::int64_t{12'345}}}, "pages=");
}

TEST_F(TeamConformance, FactsTellWhatWasSet) {
  const auto device = open({{"workers", std::int64_t{1}},
                            {"pinning", std::string("scatter")},
                            {"numa", std::string("interleave")}});
  auto buffer = Buffer::make(*device->memories()[0], 64_KiB);
  ASSERT_TRUE(buffer.has_value());
  const auto facts = device->facts();
  const std::map<std::string, std::string> fact(facts.begin(), facts.end());
  EXPECT_EQ(fact.size(), facts.size()) << "a fact twice";
  EXPECT_EQ(fact.at("workers"), "1");
  EXPECT_EQ(fact.at("pinning"), "scatter");
  EXPECT_EQ(fact.at("numa"), "interleave");
  EXPECT_EQ(fact.at("allocated_bytes"), "65536");
  EXPECT_FALSE(fact.at("processors").empty());
}

TEST_F(TeamConformance, DescribesADeviceWhoseMemoryIsTheHosts) {
  const auto device = open_workers(1);
  EXPECT_EQ(device->name(), backend_->name());
  EXPECT_EQ(device->provenance(), Provenance::measured);
  ASSERT_EQ(device->memories().size(), 1U);
  EXPECT_EQ(device->reach(*device->memories()[0]), Reach::native);
  for (const auto mode : {MemoryMode::pageable, MemoryMode::pinned, MemoryMode::mapped})
    EXPECT_EQ(device->host_side(mode).value(), 0);
  EXPECT_TRUE(device->engines().empty());
  EXPECT_EQ(device->queue(), nullptr);
  EXPECT_TRUE(device->speaks("serial"));
  EXPECT_TRUE(device->speaks("host"));
  EXPECT_FALSE(device->speaks("cuda"));
  for (const char* axis : {"workers", "pinning", "pages", "numa"})
    EXPECT_NE(find_axis(backend_->axes(), axis), nullptr) << axis;
}

}  // namespace pontage::host
