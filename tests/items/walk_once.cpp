// SPDX-License-Identifier: Apache-2.0
/// Does one kernel's work once, by its item over the null probe, by hand, or not at all, for a tool
/// that counts instructions. Usage: walk_once KERNEL item|hand|nothing
#include <array>
#include <cstdio>
#include <string_view>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/bfs_item.hpp"
#include "kernels/graph_walk/chase.hpp"
#include "kernels/graph_walk/chase_item.hpp"
#include "kernels/graph_walk/khop.hpp"
#include "kernels/graph_walk/khop_item.hpp"
#include "kernels/graph_walk/random_walk.hpp"
#include "kernels/graph_walk/random_walk_item.hpp"
#include "tests/items/by_hand.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage {
namespace {

using namespace graph_walk;  // NOLINT(google-build-using-namespace): a test of its kernels

void walk_chase(const Args& args, bool by_item) {
  const auto& shape = args.shape_as<ChaseShape>();
  const Walk walk = walk_of(args, shape.chains * shape.banks);
  if (!by_item) return by_hand::chase(walk.cycle, walk.starts, walk.ends, walk.items, walk.hops);
  NullProbe probe;
  for (std::int64_t item = 0; item < walk.items; ++item) follow_item<1>(probe, walk, item);
}

void walk_bfs(const Args& args, bool by_item) {
  const Searches s = searches_of(args);
  for (std::uint64_t v = 0; v < s.vertices; ++v) s.parents[v] = kNotReached;
  s.parents[s.roots[0]] = static_cast<std::int32_t>(s.roots[0]);
  s.frontier[0] = s.roots[0];
  NullProbe probe;
  for (std::size_t first = 0, last = 1; first < last;) {
    std::size_t end = last;
    if (by_item)
      for (std::size_t at = first; at < last; ++at)
        expand_vertex(probe, s.offsets, s.targets, s.parents, s.frontier[at], 0, 1,
                      [&](Vertex to) { s.frontier[end++] = to; });
    else
      end = by_hand::expand(s.offsets, s.targets, s.parents, s.frontier, first, last);
    first = last;
    last = end;
  }
}

void walk_random(const Args& args, bool by_item) {
  const Walks w = walks_of(args);
  const std::int64_t walks = args.shape_as<RandomWalkShape>().walks;
  if (!by_item)
    return by_hand::random_walks(w.offsets, w.targets, w.starts, w.states, w.ends, w.sums, walks,
                                 w.steps, w.restart);
  NullProbe probe;
  for (std::int64_t walk = 0; walk < walks; ++walk) walk_item(probe, w, walk);
}

void walk_khop(const Args& args, bool by_item) {
  const Neighbourhoods n = neighbourhoods_of(args);
  const std::int64_t seeds = args.shape_as<KhopShape>().seeds;
  if (!by_item)
    return by_hand::neighbourhoods(n.offsets, n.targets, n.seeds, n.reached, n.counts, n.tables,
                                   seeds, n.hops, n.most, n.slots);
  NullProbe probe;
  for (std::int64_t seed = 0; seed < seeds; ++seed) khop_item(probe, n, seed);
}

struct Walked {
  const Kernel* kernel;
  Settings shape;
  void (*walk)(const Args&, bool by_item);
};

int run(std::string_view name, std::string_view how) {
  const std::int64_t scale = 12;
  const std::array<Walked, 4> all{{
      {&chase(),
       {{"bytes", std::int64_t{65536}},
        {"chains", std::int64_t{4}},
        {"hops", std::int64_t{200'000}}},
       walk_chase},
      {&bfs(), {{"graph", "uniform"}, {"scale", scale}, {"roots", std::int64_t{1}}}, walk_bfs},
      {&random_walk(), {{"graph", "uniform"}, {"scale", scale}}, walk_random},
      {&khop(), {{"graph", "uniform"}, {"scale", scale}}, walk_khop},
  }};
  for (const Walked& walked : all) {
    if (walked.kernel->name() != name) continue;
    const auto problem = test::make(*walked.kernel, walked.shape);
    test::Bench bench(**problem);
    if (how == "nothing") return 0;
    walked.walk(bench.args(), how == "item");
    const Verdict verdict = bench.judge();
    if (!verdict.right) std::fprintf(stderr, "%s\n", verdict.why.c_str());
    return verdict.right ? 0 : 5;
  }
  return 2;
}

}  // namespace
}  // namespace pontage

int main(int argc, char** argv) { return argc == 3 ? pontage::run(argv[1], argv[2]) : 2; }
