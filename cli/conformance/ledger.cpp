// SPDX-License-Identifier: Apache-2.0
/// The ledger of a device: closes, replays, and finds what was planted.
#include "libbench/ledger.hpp"

#include <algorithm>
#include <cmath>

#include "cli/conformance/rig.hpp"
#include "libbench/assemble.hpp"
#include "libbench/calibration.hpp"
#include "libbench/execution.hpp"
#include "libbench/plan.hpp"
#include "libbench/statistics.hpp"

namespace pontage::cli::conformance {
namespace {

constexpr int kJobs = 60;

/// A small chase on the subject's device, traced. Members in order of ownership.
struct Traced {
  std::unique_ptr<Device> device;
  std::unique_ptr<Problem> problem;
  Placement placement;
  Plan plan;
  Timeline timeline;
};

Result<std::unique_ptr<Traced>> trace_chase(const Subject& subject, const PlantedDelays* delays,
                                            const LagBounds* bounds) {
  auto t = std::make_unique<Traced>();
  auto device = subject.backend.open(subject.device_axes, delays);
  if (!device) return pass_on(device.error());
  t->device = std::move(*device);
  const auto kernel = subject.registry.kernel("chase");
  if (!kernel) return fail(ErrorKind::refused, "there is no kernel chase");
  const auto shape = (*kernel)->shape_schema().make(
      {{"bytes", std::int64_t{1} << 18}, {"hops", std::int64_t{20'000}}});
  if (!shape) return pass_on(shape.error());
  auto problem = (*kernel)->make_problem(*shape, 5);
  if (!problem) return pass_on(problem.error());
  t->problem = std::move(*problem);
  const auto variant =
      choose_variant(subject.registry.variants(**kernel), *t->device, *t->problem, "");
  if (!variant) return fail(ErrorKind::refused, variant.error().what);
  LoweringAxes axes;
  axes.cold = true;  // so that there are copies
  Lags lags;
  if (bounds == nullptr) {
    auto calibrated = calibrate_lags(*t->device, axes, subject.clock);
    if (!calibrated) return pass_on(calibrated.error());
    lags = *calibrated;
  } else {
    lags.bounds = *bounds;
  }
  t->placement = {{t->device.get()}, {0}};
  auto plan = lower(single_stage("chase", *t->problem, **variant), t->placement, axes);
  if (!plan) return pass_on(plan.error());
  t->plan = std::move(*plan);
  auto execution =
      Execution::make(t->plan, t->placement, {{t->problem.get(), *variant}}, subject.clock, delays);
  if (!execution) return pass_on(execution.error());
  if (auto ready = (*execution)->setup(); !ready) return pass_on(ready.error());
  (*execution)->run({.first = 0, .jobs = kJobs / 2, .is_traced = true}, nullptr);
  (void)(*execution)->drain();
  const auto times =
      (*execution)->run({.first = kJobs / 2, .jobs = kJobs, .is_traced = true}, nullptr);
  t->timeline = assemble(t->plan, (*execution)->drain(), times, subject.clock, lags.bounds);
  if (auto good = (*execution)->health(); !good) return pass_on(good.error());
  return t;
}

double median_of(const std::vector<Ledger>& ledgers, LeafKind leaf) {
  std::vector<double> values;
  for (const Ledger& ledger : ledgers)
    values.push_back(static_cast<double>(ledger.of(leaf).count()));
  return median(values);
}

double median_total(const std::vector<Ledger>& ledgers) {
  std::vector<double> values;
  for (const Ledger& ledger : ledgers) values.push_back(static_cast<double>(ledger.total.count()));
  return median(values);
}

}  // namespace

Outcome the_ledger_closes(const Subject& subject) {
  auto traced = trace_chase(subject, nullptr, nullptr);
  if (!traced) return Outcome::of(traced.error());
  const Timeline& timeline = (*traced)->timeline;
  if (timeline.health.marks_dropped > 0) return Outcome::fail("stamps were dropped");
  const auto replayed = replay(timeline.graph);
  for (std::size_t i = 0; i < replayed.size(); ++i)
    if (replayed[i].begin != timeline.at[i].begin || replayed[i].end != timeline.at[i].end)
      return Outcome::fail("the recorded timeline does not replay: activity " + std::to_string(i));
  const auto ledgers = settle_all(timeline);
  for (const Ledger& ledger : ledgers) {
    Nanoseconds sum{};
    for (const auto& [leaf, time] : ledger.leaves) sum += time;
    if (sum != ledger.total)
      return Outcome::fail("job " + std::to_string(ledger.job) + ": leaves sum to " +
                           std::to_string(sum.count()) + " ns of " +
                           std::to_string(ledger.total.count()));
  }
  const double total = median_total(ledgers);
  const double rest = median_of(ledgers, LeafKind::unattributed);
  char text[160];
  std::snprintf(text, sizeof text,
                "%zu jobs sum exactly and replay; %.1f %% of %.1f µs unattributed", ledgers.size(),
                100 * rest / std::max(total, 1.), total / 1000);
  // More than the ledger's own flag allows, because one noisy machine must not fail a device.
  return rest > 0.25 * total && rest > 20'000 ? Outcome::fail(text) : Outcome::pass(text);
}

Outcome planted_delays_are_found(const Subject& subject) {
  auto before = trace_chase(subject, nullptr, nullptr);
  if (!before) return Outcome::of(before.error());
  if ((*before)->device->queue() == nullptr)
    return Outcome::skip("it runs on the caller; `pontage doctor --holes` plants there");
  Lags lags;
  if (auto calibrated = calibrate_lags(*(*before)->device, {}, subject.clock)) lags = *calibrated;
  const auto honest = settle_all((*before)->timeline);
  std::string text;
  for (const auto& [point, leaf] : {std::pair(DelayPoint::in_copy, LeafKind::copy_dma),
                                    std::pair(DelayPoint::before_notice, LeafKind::unattributed)}) {
    constexpr double kPlanted = 300'000;  // ns
    PlantedDelays delays;
    delays.ticks[static_cast<std::size_t>(point)] =
        static_cast<Ticks>(kPlanted * subject.clock.ticks_per_ns());
    auto after = trace_chase(subject, &delays, &lags.bounds);
    if (!after) return Outcome::of(after.error());
    const auto delayed = settle_all((*after)->timeline);
    const double grown = median_total(delayed) - median_total(honest);
    const double found = median_of(delayed, leaf) - median_of(honest, leaf);
    if (grown < kPlanted / 2)
      return Outcome::skip("the device plants no delays (300 µs made a job " +
                           std::to_string(static_cast<int>(grown / 1000)) + " µs longer)");
    if (found < kPlanted * 0.6)
      return Outcome::fail("of 300 µs planted " + std::string(to_text(point)) + ", " +
                           std::to_string(static_cast<int>(found / 1000)) + " µs were found as " +
                           std::string(to_text(leaf)));
    text += (text.empty() ? "" : ", ") + std::string(to_text(point)) + " as " +
            std::string(to_text(leaf));
  }
  return Outcome::pass("300 µs planted and found: " + text);
}

}  // namespace pontage::cli::conformance
