// SPDX-License-Identifier: Apache-2.0
/// The items of the CUDA variants, run by host threads: their logic, not their speed, and not what
/// nvcc makes of them.
#include <gtest/gtest.h>

#include <barrier>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/bfs_item.hpp"
#include "kernels/graph_walk/chase.hpp"
#include "kernels/graph_walk/chase_item.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::graph_walk {
namespace {

using test::Bench;
using test::make;
using test::SerialTeam;
using test::variant_named;

/// What all threads of a host's grid share.
struct Shared {
  explicit Shared(int threads) : size(threads), all(threads) {}
  int size;
  std::barrier<> all;
  std::atomic<std::uint64_t> end{0};
};

class HostGrid {
 public:
  HostGrid(Shared& shared, int rank) : shared_(shared), rank_(rank) {}
  std::uint64_t rank() const { return static_cast<std::uint64_t>(rank_); }
  std::uint64_t size() const { return static_cast<std::uint64_t>(shared_.size); }
  void sync() { shared_.all.arrive_and_wait(); }
  std::uint64_t end() const { return shared_.end; }
  void set_end(std::uint64_t end) { shared_.end = end; }
  std::uint64_t next_place() { return shared_.end++; }

 private:
  Shared& shared_;
  int rank_;
};

template <unsigned Lanes>
void search_on_host(int threads, const Args& args) {
  Shared shared(threads);
  const Searches searches = searches_of(args);
  std::vector<std::thread> others;
  const auto run = [&](int rank) {
    HostGrid grid(shared, rank);
    NullProbe probe;
    search_all<Lanes>(grid, probe, searches);
  };
  for (int rank = 1; rank < threads; ++rank) others.emplace_back(run, rank);
  run(0);
  for (auto& thread : others) thread.join();
}

TEST(Items, SearchesReachEveryVertexFromTheLevelAbove) {
  SerialTeam team;
  for (const char* graph : {"uniform", "kronecker", "grid"}) {
    const auto problem = make(bfs(), {{"graph", graph}, {"scale", 8}, {"degree", 4}, {"roots", 3}});
    ASSERT_TRUE(problem) << problem.error().what;
    for (const SerialFn item : {SerialFn([](const Args& a) { search_on_host<1>(1, a); }),
                                SerialFn([](const Args& a) { search_on_host<1>(3, a); }),
                                SerialFn([](const Args& a) { search_on_host<4>(8, a); })}) {
      Bench bench(**problem);
      bench.run({"item", item, ""}, team);
      EXPECT_TRUE(bench.judge().right) << graph << ": " << bench.judge().why;
    }
  }
}

template <int K>
void walk_on_host(const Args& args) {
  const auto& shape = args.shape_as<ChaseShape>();
  const Walk walk = walk_of(args, shape.banks * shape.chains / K);
  NullProbe probe;
  for (std::int64_t item = walk.items; item-- > 0;) follow_item<K>(probe, walk, item);
}

TEST(Items, ChasesEndWhereTheJudgeSays) {
  SerialTeam team;
  const auto problem = make(chase(), {{"bytes", 8192}, {"chains", 6}, {"banks", 4}, {"hops", 77}});
  ASSERT_TRUE(problem) << problem.error().what;
  for (const SerialFn item : {walk_on_host<1>, walk_on_host<2>, walk_on_host<6>}) {
    Bench bench(**problem);
    bench.run({"item", item, ""}, team);
    EXPECT_TRUE(bench.judge().right) << bench.judge().why;
  }
}

TEST(Items, TheWorkOfAChaseIsWhatItsItemDoes) {
  const auto problem = make(chase(), {{"bytes", 8192}, {"chains", 6}, {"banks", 4}, {"hops", 77}});
  Bench bench(**problem);
  const Walk walk = walk_of(bench.args(), 4);
  CountProbe probe;
  for (std::int64_t item = 0; item < walk.items; ++item) follow_item<6>(probe, walk, item);
  EXPECT_TRUE(bench.judge().right);
  const Work work = (*problem)->work(chase().variants()[0]);
  EXPECT_EQ(work.steps, probe.dependent_loads);
  EXPECT_EQ(work.dependent_loads, probe.dependent_loads);
  EXPECT_EQ(work.bytes_written.count(), probe.bytes_stored);
}

TEST(Items, TheWorkOfASearchIsWhatItsItemDoes) {
  for (const char* graph : {"uniform", "kronecker", "grid"}) {
    const auto problem = make(bfs(), {{"graph", graph}, {"scale", 8}, {"degree", 4}, {"roots", 2}});
    Bench bench(**problem);
    Shared shared(1);
    HostGrid grid(shared, 0);
    CountProbe probe;
    search_all<1>(grid, probe, searches_of(bench.args()));
    EXPECT_TRUE(bench.judge().right) << graph;
    const Work work = (*problem)->work(variant_named(bfs(), "top_down"));
    EXPECT_EQ(work.dependent_loads, probe.dependent_loads) << graph;
    EXPECT_EQ(work.bytes_read.count(), probe.bytes_loaded) << graph;
  }
}

}  // namespace
}  // namespace pontage::graph_walk
