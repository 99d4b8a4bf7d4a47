// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/environment.hpp"

namespace pontage {

/// One hardware counter or energy meter over one window. Without a value, `reason` says why.
struct CounterReading {
  std::string name;  ///< ends in its unit: "cycles_count", "package_energy_joules", …
  std::optional<double> value;
  std::string reason;
};

/// Where hardware counters and energy come from. A machine without them has a provider too: every
/// reading then is "n/a" with the reason, so a record always has the same fields.
///
/// `start` and `stop` stand around a window, on the thread that opens it; they allocate nothing and
/// cannot fail. What they read is asked for afterwards.
class CounterProvider {
 public:
  virtual ~CounterProvider() = default;
  virtual std::string_view name() const = 0;
  virtual void start() noexcept = 0;
  virtual void stop() noexcept = 0;
  /// Of the last window; the names of `counter_names`, in their order.
  virtual std::vector<CounterReading> readings() const = 0;
};

/// The counters that every record has a field for.
std::vector<std::string> counter_names();
/// The provider of a machine without counters: all readings are absent for the one reason given.
std::unique_ptr<CounterProvider> make_null_counters(std::string reason);
/// As a record holds them: the number, or "n/a: " and the reason.
std::vector<Fact> to_facts(const std::vector<CounterReading>&);

}  // namespace pontage
