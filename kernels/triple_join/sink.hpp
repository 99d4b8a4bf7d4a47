// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "kernels/triple_join/answer.hpp"
#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/row_set.hpp"

namespace pontage::triple_join {

/// What one worker adds up; each on lines of its own.
struct alignas(64) Tally {
  std::uint64_t rows = 0;
  RowSum sum;
  RowSet::Place place;
  bool over_budget = false;
};

/// Where solutions become rows: all workers share one, each with its own tally.
class Sink {
 public:
  /// `rows` has room for the rows of a query with LIMIT.
  Sink(const Plan& plan, Id* rows) : plan_(&plan), rows_(rows) {
    kind_ = plan.distinct || plan.has_limit ? Kind::each : plan.is_count ? Kind::count : Kind::sum;
  }
  /// For DISTINCT, before the first row: room for so many different ones. False: no room.
  template <class Probe>
  bool open(Probe& probe, Scratch& scratch, std::size_t rows) {
    return seen_.open(probe, scratch, plan_->columns, rows);
  }

  /// Whether a solution is worth no more than 1.
  bool only_counts() const { return kind_ == Kind::count; }

  /// A solution; `values` has a term for each variable. False when no more are wanted.
  template <class Probe>
  bool take(Probe& probe, const Id* values, Tally& tally) {
    if (kind_ == Kind::count) {
      ++tally.rows;
      return true;
    }
    Id row[kMostVariables];
    for (std::uint32_t i = 0; i < plan_->columns; ++i) row[i] = values[plan_->column[i]];
    const RowSum hash = hash_row(row, plan_->columns);
    if (kind_ == Kind::sum) {
      ++tally.rows;
      tally.sum += hash;
      return true;
    }
    return take_each(probe, row, hash, tally);
  }
  bool is_stopped() const { return std::atomic_ref(stopped_).load(std::memory_order_relaxed) != 0; }

 private:
  enum class Kind : std::uint8_t { count, sum, each };

  template <class Probe>
  bool take_each(Probe& probe, const Id* row, const RowSum& hash, Tally& tally) {
    if (is_stopped()) return false;
    if (plan_->distinct) {
      const auto came = seen_.insert(probe, row, hash, tally.place);
      if (came == RowSet::Came::again) return true;
      if (came == RowSet::Came::no_room) {
        tally.over_budget = true;
        stop();
        return false;
      }
    }
    if (plan_->has_limit) {
      const std::uint64_t number = std::atomic_ref(taken_).fetch_add(1, std::memory_order_relaxed);
      if (number + 1 >= plan_->limit) stop();
      if (number >= plan_->limit) return false;
      for (std::uint32_t i = 0; i < plan_->columns; ++i)
        // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): take() has written as many columns.
        probe.store(rows_ + number * plan_->columns + i, row[i], site(JoinSite::kept));
    }
    ++tally.rows;
    if (!plan_->is_count) tally.sum += hash;
    return true;
  }
  void stop() { std::atomic_ref(stopped_).store(1, std::memory_order_relaxed); }

  const Plan* plan_;
  Id* rows_;
  RowSet seen_;
  Kind kind_;
  alignas(8) std::uint64_t taken_ = 0;
  mutable std::uint32_t stopped_ = 0;
};

}  // namespace pontage::triple_join
