// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "libbench/result.hpp"
#include "libbench/units.hpp"

namespace pontage {

/// Decides when a case has enough repetitions inside one process. It sees its own case only, never
/// the other side of a comparison.
class StoppingRule {
 public:
  virtual ~StoppingRule() = default;
  virtual std::string_view name() const = 0;
  /// One more repetition, as the median time of one job in it. `spent`: wall time since the first
  /// repetition began.
  virtual void add(double job_ns, Nanoseconds spent) = 0;
  virtual bool is_done() const = 0;
  /// Why it stopped, for the record: "median known to ±0.8 % after 12 repetitions", "time budget of
  /// 2 s used up after 31 repetitions; median known to ±3.2 %", …
  virtual std::string reason() const = 0;
};

struct StoppingLimits {
  int least = 5;  ///< repetitions, whatever the rule thinks
  int most = 10'000;
  Nanoseconds budget = 1'000'000'000_ns;
  double half_width = 0.01;  ///< of the interval of the median, relative
};

/// "stable-median" (half-width of the 95 % order-statistic interval of the median at most
/// `half_width`, or the budget), "count" (exactly `most`, whatever they cost), "budget" (as many as
/// fit). A budget is used up when one more repetition of average length would not fit; `most` ends
/// every rule. An unknown name lists what there is; limits that cannot hold (least below 1 or above
/// most, half-width not above 0) are refused.
Result<std::unique_ptr<StoppingRule>> make_stopping_rule(std::string_view name,
                                                         const StoppingLimits&);

}  // namespace pontage
