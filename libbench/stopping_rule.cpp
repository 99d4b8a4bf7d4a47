// SPDX-License-Identifier: Apache-2.0
#include "libbench/stopping_rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "libbench/statistics.hpp"

namespace pontage {
namespace {

constexpr double kConfidence = 0.95;

/// What all rules count: repetitions, the wall time spent and the limits.
class CountingRule : public StoppingRule {
 public:
  CountingRule(std::string_view name, const StoppingLimits& limits)
      : name_(name), limits_(limits) {}
  std::string_view name() const final { return name_; }
  void add(double job_ns, Nanoseconds spent) override {
    static_cast<void>(job_ns);
    ++count_;
    spent_ = spent;
  }
  bool is_done() const override { return has_most() || (has_least() && is_over_budget()); }
  std::string reason() const override {
    if (!is_done()) return "stopped from outside after " + repetitions();
    if (has_most()) return "limit of " + repetitions() + " reached";
    return "time budget of " + to_text(limits_.budget) + " used up after " + repetitions();
  }

 protected:
  bool has_least() const { return count_ >= limits_.least; }
  bool has_most() const { return count_ >= limits_.most; }
  /// True when one more repetition of average length would not fit.
  bool is_over_budget() const { return count_ > 0 && spent_ + spent_ / count_ > limits_.budget; }
  std::string repetitions() const {
    return std::to_string(count_) + (count_ == 1 ? " repetition" : " repetitions");
  }
  const StoppingLimits& limits() const { return limits_; }

 private:
  std::string_view name_;
  StoppingLimits limits_;
  int count_ = 0;
  Nanoseconds spent_{};
};

/// Exactly `most` repetitions, whatever they cost.
class Count final : public CountingRule {
 public:
  using CountingRule::CountingRule;
  bool is_done() const override { return has_most(); }
  std::string reason() const override {
    return is_done() ? repetitions() + ", as asked" : CountingRule::reason();
  }
};

/// Enough when the distribution-free interval of the median is narrow; the budget or `most` ends it
/// otherwise.
class StableMedian final : public CountingRule {
 public:
  StableMedian(std::string_view name, const StoppingLimits& limits) : CountingRule(name, limits) {
    sorted_.reserve(static_cast<std::size_t>(std::min(limits.most, 1 << 16)));
  }
  void add(double job_ns, Nanoseconds spent) override {
    CountingRule::add(job_ns, spent);
    sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), job_ns), job_ns);
    half_width_ = relative_half_width();
  }
  bool is_done() const override { return is_stable() || CountingRule::is_done(); }
  std::string reason() const override {
    if (is_stable()) return "median known to " + width() + " after " + repetitions();
    return CountingRule::reason() + (std::isinf(half_width_)
                                         ? "; too few for an interval of the median"
                                         : "; median known to " + width());
  }

 private:
  bool is_stable() const { return has_least() && half_width_ <= limits().half_width; }
  double relative_half_width() const {
    const std::size_t n = sorted_.size();
    const auto rank = static_cast<std::size_t>(median_interval_rank(n, kConfidence));
    const double middle = (sorted_[(n - 1) / 2] + sorted_[n / 2]) / 2;
    if (rank == 0 || middle <= 0) return std::numeric_limits<double>::infinity();
    return (sorted_[n - rank] - sorted_[rank - 1]) / 2 / middle;
  }
  std::string width() const {
    char text[32];
    std::snprintf(text, sizeof text, "±%.2g %%", 100 * half_width_);
    return text;
  }

  std::vector<double> sorted_;
  double half_width_ = std::numeric_limits<double>::infinity();
};

constexpr std::string_view kStableMedian = "stable-median", kCount = "count", kBudget = "budget";

}  // namespace

Result<std::unique_ptr<StoppingRule>> make_stopping_rule(std::string_view name,
                                                         const StoppingLimits& limits) {
  if (limits.least < 1 || limits.most < limits.least)
    return fail(ErrorKind::usage, "a stopping rule needs 1 ≤ least ≤ most, but least is " +
                                      std::to_string(limits.least) + " and most is " +
                                      std::to_string(limits.most));
  if (!(limits.half_width > 0))
    return fail(ErrorKind::usage,
                "the half-width of a stopping rule must be above 0; write 0.01 for ±1 %");
  if (name == kStableMedian) return std::make_unique<StableMedian>(kStableMedian, limits);
  if (name == kCount) return std::make_unique<Count>(kCount, limits);
  if (name == kBudget) return std::make_unique<CountingRule>(kBudget, limits);
  return fail(ErrorKind::usage, "no stopping rule is called '" + std::string(name) +
                                    "'; there are stable-median, count and budget");
}

}  // namespace pontage
