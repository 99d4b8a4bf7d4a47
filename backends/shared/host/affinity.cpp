// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/affinity.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace pontage::host {
namespace {

constexpr std::array<std::string_view, 3> kNames{"compact", "scatter", "none"};

/// Where a processor stands, counted from 0 at every level of the machine.
struct Rank {
  int id, sibling, node, cache, core;
};

/// How many of `seen` are below `value`: its place among its like.
int place_in(const std::set<int>& seen, int value) {
  return static_cast<int>(std::distance(seen.begin(), seen.find(value)));
}

std::vector<Rank> rank_all(const Topology& topology) {
  std::set<int> nodes;
  std::map<int, std::set<int>> caches, cores, siblings;  // of a node, of a cache, of a core
  for (const Processor& p : topology.processors) {
    nodes.insert(p.node);
    caches[p.node].insert(p.cache);
    cores[p.cache].insert(p.core);
    siblings[p.core].insert(p.id);
  }
  std::vector<Rank> ranks;
  ranks.reserve(topology.processors.size());
  for (const Processor& p : topology.processors)
    ranks.push_back({p.id, place_in(siblings[p.core], p.id), place_in(nodes, p.node),
                     place_in(caches[p.node], p.cache), place_in(cores[p.cache], p.core)});
  return ranks;
}

}  // namespace

std::string_view to_text(Pinning pinning) { return kNames.at(static_cast<std::size_t>(pinning)); }

Result<Pinning> parse_pinning(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames.at(i) == text) return static_cast<Pinning>(i);
  return fail(ErrorKind::usage,
              "pinning=" + std::string(text) + " is unknown; use compact, scatter or none");
}

std::vector<int> placement_order(const Topology& topology, Pinning pinning) {
  if (pinning == Pinning::none) return {};
  std::vector<Rank> ranks = rank_all(topology);
  const auto key = [pinning](const Rank& r) {
    return pinning == Pinning::compact ? std::tuple(r.sibling, r.node, r.cache, r.core)
                                       : std::tuple(r.sibling, r.core, r.cache, r.node);
  };
  std::sort(ranks.begin(), ranks.end(),
            [&](const Rank& a, const Rank& b) { return key(a) < key(b); });
  std::vector<int> order;
  for (const Rank& r : ranks) order.push_back(r.id);
  return order;
}

Result<std::vector<int>> place_workers(const Topology& topology, std::int64_t workers,
                                       Pinning pinning) {
  const auto most = static_cast<std::int64_t>(topology.processors.size());
  if (workers < 1)
    return fail(ErrorKind::usage,
                "workers=" + std::to_string(workers) + " is not possible; use 1 or more");
  if (workers > most)
    return fail(ErrorKind::refused,
                "workers=" + std::to_string(workers) +
                    " needs as many processors, but this process may use " + std::to_string(most) +
                    "; use fewer, or widen the affinity mask (taskset, container)");
  std::vector<int> order = placement_order(topology, pinning);
  if (!order.empty()) order.resize(static_cast<std::size_t>(workers));
  return order;
}

bool pin_this_thread(std::span<const int> processors) noexcept {
  if (processors.empty()) return false;
  const auto most =
      static_cast<std::size_t>(*std::max_element(processors.begin(), processors.end())) + 1;
  cpu_set_t small;
  cpu_set_t* const set = most <= CPU_SETSIZE ? &small : CPU_ALLOC(most);
  if (set == nullptr) return false;
  const std::size_t size = most <= CPU_SETSIZE ? sizeof small : CPU_ALLOC_SIZE(most);
  CPU_ZERO_S(size, set);
  for (const int id : processors) CPU_SET_S(static_cast<std::size_t>(id), size, set);
  const bool is_set = sched_setaffinity(0, size, set) == 0;
  if (set != &small) CPU_FREE(set);
  return is_set;
}

void HomeProcessor::move() noexcept {
  cpu_set_t before;
  const bool may_move =
      processor_ < CPU_SETSIZE && sched_getaffinity(0, sizeof before, &before) == 0 &&
      CPU_ISSET(static_cast<std::size_t>(processor_), &before) && pin_this_thread({&processor_, 1});
  if (may_move && sched_setaffinity(0, sizeof before, &before) == 0) return;
  processor_ =
      -1;  // somebody keeps this thread elsewhere: leave it there instead of trying at every region
}

}  // namespace pontage::host
