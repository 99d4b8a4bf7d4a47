// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters.hpp"

#include <algorithm>

#include "libbench/counters_nvml.hpp"
#include "libbench/counters_perf.hpp"
#include "libbench/counters_rapl.hpp"

namespace pontage {
namespace {

class NullCounters final : public CounterProvider {
 public:
  explicit NullCounters(std::vector<CounterOffer> offers) : offers_(std::move(offers)) {}
  std::string_view name() const override { return "none"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  std::vector<CounterReading> readings() const override {
    std::vector<CounterReading> all;
    std::ranges::transform(offers_, std::back_inserter(all), absent);
    return all;
  }

 private:
  std::vector<CounterOffer> offers_;
};

class JoinedCounters final : public CounterProvider {
 public:
  explicit JoinedCounters(std::vector<std::unique_ptr<CounterProvider>> parts)
      : parts_(std::move(parts)) {
    for (const auto& part : parts_) {
      if (!name_.empty()) name_ += ", ";
      name_ += part->name();
      offers_.insert(offers_.end(), part->offers().begin(), part->offers().end());
    }
  }
  std::string_view name() const override { return name_; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void watch(const std::vector<std::string>& gpu_buses) override {
    for (const auto& part : parts_) part->watch(gpu_buses);
  }
  void attach() override {
    for (const auto& part : parts_) part->attach();
  }
  // The first to start is the last to stop: meters that are slow to read stand inside the window of
  // those before them, so counters of instructions come last.
  void start() noexcept override {
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) (*part)->start();
  }
  void stop() noexcept override {
    for (const auto& part : parts_) part->stop();
  }
  std::vector<CounterReading> readings() const override {
    std::vector<CounterReading> all;
    for (const auto& part : parts_) std::ranges::move(part->readings(), std::back_inserter(all));
    return all;
  }
  void detach() noexcept override {
    for (const auto& part : parts_) part->detach();
  }

 private:
  std::vector<std::unique_ptr<CounterProvider>> parts_;
  std::string name_;
  std::vector<CounterOffer> offers_;
};

}  // namespace

CounterReading absent(const CounterOffer& offer) {
  return {offer.name, std::nullopt, offer.why_not + "; " + offer.remedy, 1, ""};
}

bool offers_any(const CounterProvider& counters) {
  return std::ranges::any_of(counters.offers(), &CounterOffer::is_readable);
}

std::vector<std::string> counter_names() {
  std::vector<std::string> names;
  for (const PerfEvent& event : perf_events()) names.emplace_back(event.name);
  for (const char* meter : {kPackageEnergy, kMemoryEnergy, kGpuEnergy}) names.emplace_back(meter);
  return names;
}

std::unique_ptr<CounterProvider> make_null_counters(const std::string& why_not,
                                                    const std::string& remedy) {
  std::vector<CounterOffer> offers;
  for (std::string& name : counter_names()) offers.push_back({std::move(name), why_not, remedy});
  return std::make_unique<NullCounters>(std::move(offers));
}

std::unique_ptr<CounterProvider> join_counters(
    std::vector<std::unique_ptr<CounterProvider>> parts) {
  return std::make_unique<JoinedCounters>(std::move(parts));
}

std::unique_ptr<CounterProvider> make_counters(const SystemFiles& files) {
  std::vector<std::unique_ptr<CounterProvider>> parts;
  parts.push_back(make_perf_counters(make_perf_calls(), perf_events(), files));
  parts.push_back(make_rapl_counters(files));
  parts.push_back(make_nvml_counters());
  return join_counters(std::move(parts));
}

}  // namespace pontage
