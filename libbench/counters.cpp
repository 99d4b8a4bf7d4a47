// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters.hpp"

#include <cstdio>

namespace pontage {
namespace {

class NullCounters final : public CounterProvider {
 public:
  explicit NullCounters(std::string reason) : reason_(std::move(reason)) {}
  std::string_view name() const override { return "none"; }
  void start() noexcept override {}
  void stop() noexcept override {}
  std::vector<CounterReading> readings() const override {
    std::vector<CounterReading> all;
    for (std::string& name : counter_names())
      all.push_back({std::move(name), std::nullopt, reason_});
    return all;
  }

 private:
  std::string reason_;
};

}  // namespace

std::vector<std::string> counter_names() {
  return {"cycles_count",        "instructions_count",    "cache_misses_count",  "tlb_misses_count",
          "branch_misses_count", "package_energy_joules", "memory_energy_joules"};
}

std::unique_ptr<CounterProvider> make_null_counters(std::string reason) {
  return std::make_unique<NullCounters>(std::move(reason));
}

std::vector<Fact> to_facts(const std::vector<CounterReading>& readings) {
  std::vector<Fact> facts;
  for (const CounterReading& reading : readings) {
    if (!reading.value) {
      facts.push_back({reading.name, "n/a: " + reading.reason});
      continue;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.15g", *reading.value);
    facts.push_back({reading.name, text});
  }
  return facts;
}

}  // namespace pontage
