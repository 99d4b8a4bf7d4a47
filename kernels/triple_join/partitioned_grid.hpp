// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "kernels/triple_join/answer.hpp"
#include "kernels/triple_join/graph.hpp"
#include "kernels/triple_join/match_list.hpp"
#include "kernels/triple_join/partitioned_sides.hpp"
#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/scratch.hpp"
#include "libbench/dialect.hpp"

namespace pontage::triple_join {

/// Why a grid does not take a query, or nothing: with what a shape asks (`ask`).
std::string refused_by_grid(const Plan&, std::string_view ask);

/// What a launch of the join gets: addresses in the device's memory.
struct GridValues {
  const GraphSizes* sizes = nullptr;
  const std::uint64_t* offsets = nullptr;  ///< of the dictionary, for how many terms there are
  const std::uint32_t* orders[kOrders] = {};
  const Plan* plan = nullptr;
  Answer* answer = nullptr;
  void* scratch = nullptr;
  std::size_t scratch_bytes = 0;
  std::uint64_t most_triples = 0;  ///< no more than this, as the host knows
};
GridValues grid_values_of(const Args&);

/// What threads add up.
struct GridTally {
  std::uint64_t rows = 0;
  RowSum sum;
};
/// Adds to a tally that many add to, by additions that say what was there (`Grid::add`).
template <class Grid>
PONTAGE_ITEM void add_tally(Grid& grid, GridTally& total, const GridTally& own) {
  grid.add(total.rows, own.rows);
  const std::uint64_t low = grid.add(total.sum.low, own.sum.low);
  // Whoever makes the low half pass 2^64 adds the carry.
  grid.add(total.sum.high, own.sum.high + (low + own.sum.low < low ? 1 : 0));
}

/// The whole of a partitioned join by all threads of a grid, as one thread runs it: each goes the
/// same way through the steps, which barriers separate, and takes its share of each. Patterns
/// alone: no paths, filters, DISTINCT or LIMIT (see refused_by_grid). The grid has rank(), size(),
/// sync(), a barrier after which all see what was written before it, and add(total, own), which
/// adds to a number and says what was there, or to a tally.
template <class Grid, class Probe>
class PartitionedGrid {
 public:
  PONTAGE_ITEM PartitionedGrid(Grid& grid, Probe& probe, const GridValues& values,
                               const GraphView& graph)
      : grid_(grid),
        probe_(probe),
        plan_(*values.plan),
        answer_(values.answer),
        graph_(graph, probe),
        scratch_(values.scratch, values.scratch_bytes) {}

  PONTAGE_ITEM void run() {
    const Status status = plan_.is_empty ? Status::complete : join();
    if (grid_.rank() != 0) return;
    const bool has_rows = status == Status::complete && !plan_.is_empty;
    *answer_ = {status, plan_.columns, has_rows ? shared_->tally.rows : 0,
                has_rows ? shared_->tally.sum : RowSum{}};
  }

 private:
  /// What the threads of the grid share; of a step only, but for the tally.
  struct Shared {
    GridTally tally;
    std::uint64_t made = 0;       ///< rows between this step and the next
    std::uint32_t collected = 0;  ///< of the pattern
  };

  PONTAGE_ITEM Status join() {
    shared_ = scratch_.template take<Shared>(1);
    if (shared_ == nullptr) return Status::over_budget;
    if (grid_.rank() == 0) *shared_ = {};
    // What the first pattern is joined with: one row of nothing.
    Relation left;
    left.rows = 1;
    for (std::uint32_t i = 0; i < plan_.patterns; ++i) {
      const PlanPattern& pattern = plan_.pattern[plan_.pattern_order[i]];
      grid_.sync();
      if (grid_.rank() == 0) shared_->made = shared_->collected = 0;
      grid_.sync();
      if (!make_sides(pattern, left)) return Status::over_budget;
      if (i + 1 == plan_.patterns)
        give(pattern, left);
      else if (!keep(pattern, left))
        return Status::over_budget;
    }
    grid_.sync();
    return Status::complete;
  }

  /// Calls `f(i)` for this thread's share of [0, count).
  template <class F>
  PONTAGE_ITEM void for_share(std::uint64_t count, F f) {
    for (std::uint64_t i = grid_.rank(); i < count; i += grid_.size()) f(i);
  }

  PONTAGE_ITEM bool make_sides(const PlanPattern& pattern, Relation& left) {
    Triple* right = nullptr;
    std::uint32_t right_rows = 0;
    if (!collect(pattern, right, right_rows)) return false;
    sides_ = sides_of(left, right, right_rows, join_key(left, pattern));
    right_rows_ = right_rows;
    if (!has_key()) return true;  // every row is every other's partner: no tables
    auto* left_begins = scratch_.template take<std::uint32_t>(sides_.partitions + 1);
    if (!left.take_order(scratch_) || left_begins == nullptr ||
        !take_right(scratch_, sides_, right_rows))
      return false;
    return partition(sides_.left, static_cast<std::uint32_t>(left.rows), left.order, left_begins) &&
           partition(sides_.right, right_rows, sides_.order, sides_.begins) && build(right_rows);
  }

  /// The pattern's triples, in any order.
  PONTAGE_ITEM bool collect(const PlanPattern& pattern, Triple*& triples, std::uint32_t& count) {
    const MatchList<Probe> list(graph_, pattern);
    const Agreement agrees(pattern);
    triples = scratch_.template take<Triple>(list.size());
    if (triples == nullptr) return false;
    for_share(list.size(), [&](std::uint64_t number) {
      const Triple triple = list.at(number);
      if (!agrees.can_refuse())
        probe_.store(triples + number, triple, site(JoinSite::kept));
      else if (agrees(triple))
        probe_.store(triples + Together::add_one(probe_, &shared_->collected), triple,
                     site(JoinSite::kept));
    });
    grid_.sync();
    count = agrees.can_refuse() ? probe_.load(&shared_->collected, site(JoinSite::slot))
                                : static_cast<std::uint32_t>(list.size());
    return true;
  }

  /// Blocks of rows that have counts of their own, in all a quarter as many words as rows, about:
  /// as many on each grid, so that it is known beforehand what room they take.
  PONTAGE_ITEM static std::uint32_t blocks_for(std::uint32_t rows, std::uint32_t partitions) {
    constexpr std::uint32_t kMostBlocks = 256;
    const std::uint32_t wanted = rows / (4 * partitions);
    return wanted < 1 ? 1 : wanted > kMostBlocks ? kMostBlocks : wanted;
  }
  /// Calls `f(row, block)` for this thread's share of the rows; neighbours take neighbours.
  template <class F>
  PONTAGE_ITEM void for_rows_of_blocks(std::uint32_t rows, std::uint32_t blocks, F f) {
    const std::uint64_t block = (std::uint64_t{rows} + blocks - 1) / blocks;
    const std::uint64_t together = grid_.size() < blocks ? 1 : grid_.size() / blocks;
    for (std::uint64_t b = grid_.rank() / together; b < blocks; b += grid_.size() / together) {
      const std::uint64_t begin = b * block, end = begin + block < rows ? begin + block : rows;
      for (std::uint64_t row = begin + grid_.rank() % together; row < end; row += together)
        f(static_cast<std::uint32_t>(row), b);
    }
  }

  /// Puts the rows' numbers into `order` by partition; `begins` gets where each begins.
  PONTAGE_ITEM bool partition(const KeyedRows& rows, std::uint32_t count, std::uint32_t* order,
                              std::uint32_t* begins) {
    const std::uint32_t partitions = sides_.partitions, blocks = blocks_for(count, partitions);
    Scratch passing = scratch_;
    auto* counts = passing.template take<std::uint32_t>(std::size_t{blocks} * partitions);
    if (counts == nullptr) return false;
    for_share(std::uint64_t{blocks} * partitions, [&](std::uint64_t i) {
      probe_.store(counts + i, std::uint32_t{0}, site(JoinSite::slot));
    });
    grid_.sync();
    for_rows_of_blocks(count, blocks, [&](std::uint32_t row, std::uint64_t block) {
      count_row<Together>(probe_, rows, row, partitions, counts + block * partitions);
    });
    grid_.sync();
    place_partitions(counts, blocks, begins);
    for_rows_of_blocks(count, blocks, [&](std::uint32_t row, std::uint64_t block) {
      scatter_row<Together>(probe_, rows, row, partitions, counts + block * partitions, order);
    });
    grid_.sync();
    return true;
  }
  /// Within each partition first, then where the partitions begin, then both.
  PONTAGE_ITEM void place_partitions(std::uint32_t* counts, std::uint32_t blocks,
                                     std::uint32_t* begins) {
    const std::uint32_t partitions = sides_.partitions;
    for_share(partitions, [&](std::uint64_t number) {
      const auto own = static_cast<std::uint32_t>(number);
      probe_.store(begins + own, place_blocks(probe_, counts, blocks, partitions, own, 0),
                   site(JoinSite::slot));
    });
    grid_.sync();
    if (grid_.rank() == 0) {
      std::uint32_t sum = 0;
      for (std::uint32_t number = 0; number < partitions; ++number) {
        const std::uint32_t own = probe_.load(begins + number, site(JoinSite::slot));
        probe_.store(begins + number, sum, site(JoinSite::slot));
        sum += own;
      }
      probe_.store(begins + partitions, sum, site(JoinSite::slot));
    }
    grid_.sync();
    for_share(std::uint64_t{blocks} * partitions, [&](std::uint64_t i) {
      const std::uint32_t begin = probe_.load(begins + i % partitions, site(JoinSite::slot)),
                          within = probe_.load(counts + i, site(JoinSite::slot));
      probe_.store(counts + i, begin + within, site(JoinSite::slot));
    });
    grid_.sync();
  }

  /// A table for each partition; one thread a right row.
  PONTAGE_ITEM bool build(std::uint32_t right_rows) {
    if (grid_.rank() == 0) place_heads(probe_, sides_);
    grid_.sync();
    const std::uint32_t heads =
        probe_.load(sides_.heads_begin + sides_.partitions, site(JoinSite::slot));
    sides_.heads = scratch_.template take<std::uint32_t>(heads);
    if (sides_.heads == nullptr) return false;
    for_share(heads, [&](std::uint64_t slot) {
      probe_.store(sides_.heads + slot, kNoTerm, site(JoinSite::slot));
    });
    grid_.sync();
    for_share(right_rows, [&](std::uint64_t at) {
      hang_up<Together>(probe_, sides_, static_cast<std::uint32_t>(at));
    });
    grid_.sync();
    return true;
  }

  /// The first pattern has none, nor one that shares no variable with those before.
  PONTAGE_ITEM bool has_key() const { return sides_.left.parts > 0; }

  /// Calls `f(values)` for this thread's share of the rows that the sides make: one thread a left
  /// row, or, without a key, a pair of rows.
  template <class F>
  PONTAGE_ITEM void for_joined(const PlanPattern& pattern, const Relation& left, F f) {
    Id values[kMostVariables] = {};
    if (!has_key()) {
      const auto* triples = reinterpret_cast<const Triple*>(sides_.right.at);
      for_share(std::uint64_t{left.rows} * right_rows_, [&](std::uint64_t pair) {
        left.read(probe_, sides_.left.row(static_cast<std::uint32_t>(pair / right_rows_)), values);
        bind(pattern, probe_.load(triples + pair % right_rows_, site(JoinSite::kept)), values);
        f(values);
      });
      return;
    }
    for_share(left.rows, [&](std::uint64_t place) {
      const std::uint32_t number = probe_.load(left.order + place, site(JoinSite::kept));
      left.read(probe_, sides_.left.row(number), values);
      each_partner(probe_, sides_, number, [&](const Triple& triple) {
        bind(pattern, triple, values);
        f(values);
        return true;
      });
    });
  }

  /// Counted, then written: a thread's rows stand together, threads' in any order. `left` becomes
  /// what is kept.
  PONTAGE_ITEM bool keep(const PlanPattern& pattern, Relation& left) {
    std::uint64_t own = 0;
    for_joined(pattern, left, [&](const Id*) { ++own; });
    std::uint64_t at = grid_.add(shared_->made, own);
    grid_.sync();
    Relation out;
    out.variables = left.variables | variables_of(pattern);
    out.rows = probe_.load(&shared_->made, site(JoinSite::slot));
    out.at = scratch_.template take<Id>(out.rows * out.width());
    if (out.at == nullptr || out.rows >= kNoTerm) return false;
    for_joined(pattern, left,
               [&](const Id* values) { out.write(probe_, out.at + at++ * out.width(), values); });
    left = out;
    return true;
  }

  PONTAGE_ITEM void give(const PlanPattern& pattern, const Relation& left) {
    GridTally own;
    for_joined(pattern, left, [&](const Id* values) {
      ++own.rows;
      if (plan_.is_count) return;
      Id row[kMostVariables];
      for (std::uint32_t i = 0; i < plan_.columns; ++i) row[i] = values[plan_.column[i]];
      own.sum += hash_row(row, plan_.columns);
    });
    grid_.add(shared_->tally, own);
  }

  Grid& grid_;
  Probe& probe_;
  const Plan& plan_;
  Answer* answer_;
  ProbedGraph<Probe> graph_;
  Scratch scratch_;
  Shared* shared_ = nullptr;
  PartitionedSides sides_;
  std::uint32_t right_rows_ = 0;
};

/// The join of one job; every thread of the grid calls it.
template <class Grid, class Probe>
PONTAGE_ITEM void join_by_grid(Grid& grid, Probe& probe, const GridValues& values) {
  GraphView graph;
  for (std::size_t i = 0; i < kOrders; ++i)
    graph.tries[i] = trie_at(values.orders[i], values.sizes->tries[i]);
  graph.terms.offsets = {values.offsets, values.sizes->terms + 1};
  graph.triples = values.sizes->triples;
  PartitionedGrid<Grid, Probe>(grid, probe, values, graph).run();
}

}  // namespace pontage::triple_join
