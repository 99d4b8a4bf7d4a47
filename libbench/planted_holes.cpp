// SPDX-License-Identifier: Apache-2.0
#include "libbench/planted_holes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "libbench/assemble.hpp"
#include "libbench/calibration.hpp"
#include "libbench/execution.hpp"
#include "libbench/ledger.hpp"
#include "libbench/statistics.hpp"

namespace pontage {
namespace {

constexpr Nanoseconds kPlanted = 200_us;
constexpr int kJobs = 100;
constexpr Bytes kSize = 256_KiB;

/// Adds one to every word: some 50 µs of work on 256 KiB that go in and come back.
void add_one(const Args& args) {
  const auto words = static_cast<std::size_t>(args.size[0].count()) / sizeof(std::uint64_t);
  const auto* in = args.value<std::uint64_t>(0);
  auto* out = args.value<std::uint64_t>(1);
  for (std::size_t i = 0; i < words; ++i) out[i] = in[i] + 1;
}

void add_one_together(HostTeam& team, const Args& args) {
  const auto words = args.size[0].count() / static_cast<Index>(sizeof(std::uint64_t));
  const auto* in = args.value<std::uint64_t>(0);
  auto* out = args.value<std::uint64_t>(1);
  const Index grain = (words + team.workers() - 1) / team.workers();
  team.for_chunks(words, grain, [&](Index begin, Index end, int) {
    for (Index i = begin; i < end; ++i) out[i] = in[i] + 1;
  });
}

class AddOneProblem final : public Problem {
 public:
  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override {
    return {.steps = kSize.count() / 8, .step_name = "word"};
  }
  void fill(std::size_t, std::span<std::byte> to) const override {
    std::memset(to.data(), 1, to.size());
  }
  Verdict judge(const HostValues&) const override { return {}; }

 private:
  std::vector<ValueSpec> values_{{"in", kSize, Role::request}, {"out", kSize, Role::response}};
  Shape shape_;
};

struct Seen {
  double leaf_ns = 0;
  int flagged = 0;
};

Result<Seen> observe(const Backend& backend, const Settings& settings, const PlantedDelays& delays,
                     LeafKind leaf, const Lags& lags, const ClockMap& clock) {
  auto device = backend.open(settings, &delays);
  if (!device) return pass_on(device.error());
  const AddOneProblem problem;
  const Variant variant{"add_one",
                        (*device)->host_team() != nullptr ? Entry(HostFn(add_one_together))
                                                          : Entry(SerialFn(add_one)),
                        ""};
  const Placement placement{{device->get()}, {0}};
  auto plan = lower(single_stage("add_one", problem, variant), placement, {});
  if (!plan) return pass_on(plan.error());
  auto execution = Execution::make(*plan, placement, {{&problem, &variant}}, clock, &delays);
  if (!execution) return pass_on(execution.error());
  if (auto ready = (*execution)->setup(); !ready) return pass_on(ready.error());
  (*execution)->run({.first = 0, .jobs = kJobs / 2, .is_traced = true}, nullptr);
  (void)(*execution)->drain();
  const auto times =
      (*execution)->run({.first = kJobs / 2, .jobs = kJobs, .is_traced = true}, nullptr);
  Seen seen;
  std::vector<double> found;
  for (const Ledger& ledger :
       settle_all(assemble(*plan, (*execution)->drain(), times, clock, lags.bounds))) {
    found.push_back(static_cast<double>(ledger.of(leaf).count()));
    seen.flagged += ledger.is_flagged() ? 1 : 0;
  }
  seen.leaf_ns = median(found);
  return seen;
}

/// How many of the job's operations meet the point.
int times_met(DelayPoint point, const Backend& backend) {
  if (!backend.has_queues()) return 1;
  return point == DelayPoint::host_between_steps ? 4
         : point == DelayPoint::before_start     ? 3
         : point == DelayPoint::in_copy          ? 2
                                                 : 1;
}

Result<HoleFinding> plant(const Backend& backend, const Settings& settings, DelayPoint point,
                          const Lags& lags, const ClockMap& clock) {
  const LeafKind leaf = point == DelayPoint::in_copy ? LeafKind::copy_dma : LeafKind::unattributed;
  PlantedDelays none, delays;
  delays.ticks[static_cast<std::size_t>(point)] =
      static_cast<Ticks>(static_cast<double>(kPlanted.count()) * clock.ticks_per_ns());
  auto before = observe(backend, settings, none, leaf, lags, clock);
  if (!before) return pass_on(before.error());
  auto after = observe(backend, settings, delays, leaf, lags, clock);
  if (!after) return pass_on(after.error());
  const Nanoseconds planted = kPlanted * times_met(point, backend);
  HoleFinding finding{
      point, planted,        leaf, Nanoseconds{std::llround(after->leaf_ns - before->leaf_ns)},
      kJobs, after->flagged, false};
  const bool is_close = std::abs((finding.found - planted).count()) * 10 <= planted.count();
  finding.is_found =
      is_close && (leaf == LeafKind::copy_dma || finding.jobs_flagged * 10 > kJobs * 9);
  return finding;
}

Result<void> plant_all(const Backend& backend, const Settings& settings,
                       std::initializer_list<DelayPoint> points, const ClockMap& clock,
                       std::vector<HoleFinding>& to) {
  Result<Lags> lags = [&]() -> Result<Lags> {
    auto device = backend.open(settings, nullptr);
    if (!device) return pass_on(device.error());
    return calibrate_lags(**device, {}, clock);
  }();
  if (!lags) return pass_on(lags.error());
  for (const DelayPoint point : points) {
    auto finding = plant(backend, settings, point, *lags, clock);
    if (!finding) return pass_on(finding.error());
    to.push_back(*finding);
  }
  return {};
}

}  // namespace

Result<std::vector<HoleFinding>> find_planted_holes(const Registry& registry,
                                                    const ClockMap& clock) {
  auto split = registry.backend("cpu_split");
  if (!split) return pass_on(split.error());
  auto threads = registry.backend("cpu_threads");
  if (!threads) return pass_on(threads.error());
  std::vector<HoleFinding> findings;
  const Settings two{{"workers", std::int64_t{2}}};
  if (auto done = plant_all(**split, two,
                            {DelayPoint::host_between_steps, DelayPoint::before_start,
                             DelayPoint::in_copy, DelayPoint::before_notice},
                            clock, findings);
      !done)
    return pass_on(done.error());
  if (auto done = plant_all(**threads, two, {DelayPoint::before_first_item}, clock, findings);
      !done)
    return pass_on(done.error());
  return findings;
}

}  // namespace pontage
