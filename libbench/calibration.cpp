// SPDX-License-Identifier: Apache-2.0
#include "libbench/calibration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "libbench/assemble.hpp"
#include "libbench/execution.hpp"
#include "libbench/statistics.hpp"

namespace pontage {
namespace {

constexpr int kJobs = 400;
constexpr int kWarmUp = 100;

void open_empty_region(HostTeam& team, const Args&) {
  team.for_chunks(team.workers(), 1, [](Index, Index, int) {});
}

/// A stage that computes nothing on 64 bytes, or on nothing that crosses.
class EmptyProblem final : public Problem {
 public:
  explicit EmptyProblem(bool crosses) {
    if (crosses)
      values_ = {{"in", 64_KiB / 1024, Role::request}, {"out", 64_KiB / 1024, Role::response}};
    else
      values_ = {{"nothing", 64_KiB / 1024, Role::scratch}};
  }
  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override { return {.steps = 1}; }
  void fill(std::size_t, std::span<std::byte> to) const override {
    std::memset(to.data(), 0, to.size());
  }
  Verdict judge(const HostValues&) const override { return {}; }

 private:
  std::vector<ValueSpec> values_;
  Shape shape_;
};

Result<void> observe(Device& device, const LoweringAxes& axes, const ClockMap& clock, bool crosses,
                     ObservedLags& seen) {
  const EmptyProblem problem(crosses);
  const bool has_team = device.host_team() != nullptr;
  const Variant variant{"empty", has_team ? HostFn(open_empty_region) : device.empty_entry(), ""};
  const ScenarioSpec scenario = single_stage("empty", problem, variant);
  const Placement placement{{&device}, {0}};
  auto plan = lower(scenario, placement, axes);
  if (!plan) return pass_on(plan.error());
  auto execution = Execution::make(*plan, placement, {{&problem, &variant}}, clock);
  if (!execution) return pass_on(execution.error());
  if (auto ready = (*execution)->setup(); !ready) return ready;
  const int jobs = std::min(kJobs, (*execution)->most_jobs());
  (*execution)->run({.first = 0, .jobs = std::min(kWarmUp, jobs), .is_traced = true}, nullptr);
  (void)(*execution)->drain();
  const auto times =
      (*execution)->run({.first = kWarmUp, .jobs = jobs, .is_traced = true}, nullptr);
  if (auto good = (*execution)->health(); !good) return good;
  LagBounds unlimited;
  for (int kind = 0; kind < kLagKinds; ++kind)
    unlimited[static_cast<LagKind>(kind)] = Nanoseconds{INT64_MAX / 4};
  collect_lags(assemble(*plan, (*execution)->drain(), times, clock, unlimited), seen);
  return {};
}

Nanoseconds rounded_up(double ns) {
  return Nanoseconds{static_cast<std::int64_t>(std::ceil(std::max(ns, 0.)))};
}

/// A kind that never decided anything here borrows from the kind nearest to it.
constexpr std::array kNearest{
    std::pair{LagKind::event, LagKind::gap}, std::pair{LagKind::gap, LagKind::event},
    std::pair{LagKind::setup, LagKind::launch}, std::pair{LagKind::launch, LagKind::setup},
    std::pair{LagKind::launch, LagKind::fork}};

Lags summarised(const ObservedLags& seen) {
  Lags lags;
  std::array<bool, kLagKinds> known{};
  for (int k = 0; k < kLagKinds; ++k) {
    const auto& samples = seen.of_kind[k];
    const auto kind = static_cast<LagKind>(k);
    if (samples.empty() || kind == LagKind::order) continue;
    known[static_cast<std::size_t>(k)] = true;
    lags.typical[kind] = rounded_up(median(samples));
    lags.bounds[kind] = rounded_up(quantile(samples, 0.99));
    lags.jobs = std::max(lags.jobs, static_cast<int>(samples.size()));
  }
  for (const auto& [kind, from] : kNearest)
    if (!known[static_cast<std::size_t>(kind)] && known[static_cast<std::size_t>(from)]) {
      lags.typical[kind] = lags.typical[from];
      lags.bounds[kind] = lags.bounds[from];
    }
  return lags;
}

}  // namespace

Result<Lags> calibrate_lags(Device& device, const LoweringAxes& axes, const ClockMap& clock) {
  LoweringAxes alone = axes;
  alone.in_flight = 1;
  alone.cold = false;
  alone.wait = Wait::spin;
  ObservedLags seen, waiting;
  for (const bool crosses : {true, false})
    if (auto done = observe(device, alone, clock, crosses, seen); !done)
      return pass_on(done.error());
  Lags lags = summarised(seen);
  if (axes.wait == Wait::spin) return lags;
  // Giving the processor away: what it costs beyond spinning is the wake.
  alone.wait = axes.wait;
  for (const bool crosses : {true, false})
    if (auto done = observe(device, alone, clock, crosses, waiting); !done)
      return pass_on(done.error());
  const Lags slow = summarised(waiting);
  lags.typical.wake =
      std::max(slow.typical[LagKind::notify] - lags.typical[LagKind::notify], Nanoseconds{});
  lags.bounds.wake =
      std::max(slow.bounds[LagKind::notify] - lags.bounds[LagKind::notify], Nanoseconds{});
  return lags;
}

}  // namespace pontage
