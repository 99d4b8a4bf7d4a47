// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/affinity.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace pontage::host {
namespace {

/// Sockets of one node each, with `caches` last-level caches of `cores` cores; the second threads
/// of all cores are numbered after all first ones, as Linux does.
Topology make_up(int sockets, int caches, int cores, int threads) {
  Topology t;
  const int all = sockets * caches * cores;
  for (int id = 0; id < all * threads; ++id) {
    const int core = id % all;
    t.processors.push_back({.id = id,
                            .core = core,
                            .cache = core / cores * cores,
                            .node = core / (caches * cores),
                            .package = core / (caches * cores)});
  }
  for (int socket = 0; socket < sockets; ++socket) t.memory_nodes.push_back(socket);
  return t;
}

std::vector<int> place(const Topology& t, int workers, Pinning pinning) {
  return place_workers(t, workers, pinning).value();
}

TEST(Placement, CompactFillsNeighboursAndSiblingsLast) {
  const Topology t = make_up(2, 2, 2, 2);  // cores 0-7, siblings 8-15
  EXPECT_EQ(place(t, 8, Pinning::compact), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(place(t, 10, Pinning::compact), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Placement, ScatterTakesNodesThenCachesInTurn) {
  const Topology t = make_up(2, 2, 2, 2);
  EXPECT_EQ(place(t, 8, Pinning::scatter), (std::vector<int>{0, 4, 2, 6, 1, 5, 3, 7}));
  EXPECT_EQ(place(t, 9, Pinning::scatter).back(), 8);
}

TEST(Placement, EveryProcessorOnceOnALargeServer) {
  const Topology t = make_up(2, 8, 8, 2);
  for (const Pinning pinning : {Pinning::compact, Pinning::scatter}) {
    const auto all = place(t, 256, pinning);
    EXPECT_EQ(std::set<int>(all.begin(), all.end()).size(), 256U);
    std::set<int> cores;
    for (int w = 0; w < 128; ++w) cores.insert(all[static_cast<std::size_t>(w)] % 128);
    EXPECT_EQ(cores.size(), 128U) << "a worker a core first, " << to_text(pinning);
  }
}

TEST(Placement, WorksWithHolesAndWithoutInformation) {
  Topology t = make_up(2, 1, 4, 1);
  std::erase_if(t.processors, [](const Processor& p) {
    return p.id < 3;
  });  // a container: 3 of socket 0, 4-7 of socket 1
  EXPECT_EQ(place(t, 3, Pinning::scatter), (std::vector<int>{3, 4, 5}));
  Topology plain;
  plain.processors = {{.id = 0, .core = 0}, {.id = 1, .core = 1}};
  EXPECT_EQ(place(plain, 2, Pinning::scatter), (std::vector<int>{0, 1}));
  EXPECT_TRUE(place(plain, 2, Pinning::none).empty());
}

TEST(Placement, RefusesWhatIsNotThere) {
  const Topology t = make_up(1, 1, 2, 1);
  for (const Pinning pinning : {Pinning::compact, Pinning::none}) {
    EXPECT_FALSE(place_workers(t, 0, pinning).has_value());
    EXPECT_FALSE(place_workers(t, -1, pinning).has_value());
    const auto refused = place_workers(t, 3, pinning);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_NE(refused.error().what.find("workers=3"), std::string::npos);
  }
  EXPECT_FALSE(parse_pinning("").has_value());
  EXPECT_EQ(parse_pinning("scatter").value(), Pinning::scatter);
}

TEST(Affinity, GuardRestoresTheMask) {
  const auto before = allowed_processors();
  std::thread([&] {
    const std::vector<int> last{before.back()};
    {
      const MaskGuard guard(last);
      EXPECT_EQ(allowed_processors(), last);
    }
    EXPECT_EQ(allowed_processors(), before);
  }).join();
}

TEST(Affinity, RefusesProcessorsThatAreNotThere) {
  EXPECT_FALSE(pin_this_thread({}));
  EXPECT_FALSE(pin_this_thread(std::vector<int>{100'000}));
}

TEST(Affinity, HomeMovesTheThreadAndKeepsItsMask) {
  const auto before = allowed_processors();
  std::thread([&] {
    for (const int processor : before) {
      HomeProcessor home(processor);
      bool arrived =
          false;  // somebody else may push us away at once: one arrival in a thousand tries will do
      for (int tries = 0; tries < 1000 && !arrived; ++tries) {
        home.settle();
        arrived = sched_getcpu() == processor;
      }
      EXPECT_TRUE(arrived);
      EXPECT_EQ(allowed_processors(), before);
    }
  }).join();
}

TEST(Affinity, HomeRespectsANarrowerMask) {
  const auto before = allowed_processors();
  if (before.size() < 2) GTEST_SKIP() << "needs two processors";
  std::thread([&] {
    const std::vector<int> first{before.front()};
    ASSERT_TRUE(pin_this_thread(first));
    HomeProcessor home(before.back());
    home.settle();
    EXPECT_EQ(allowed_processors(), first);
    EXPECT_EQ(sched_getcpu(), before.front());
  }).join();
}

}  // namespace
}  // namespace pontage::host
