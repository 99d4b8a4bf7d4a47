// SPDX-License-Identifier: Apache-2.0
#include "libbench/assemble.hpp"

#include <gtest/gtest.h>

#include <array>

#include "libbench/ledger.hpp"
#include "tests/support/fake_devices.hpp"

namespace pontage {
namespace {

void never_runs(CudaStream&, const Args&) {}

class OneInOneOut final : public Problem {
 public:
  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override { return {.steps = 1}; }
  void fill(std::size_t, std::span<std::byte>) const override {}
  Verdict judge(const HostValues&) const override { return {}; }

 private:
  std::vector<ValueSpec> values_{{"in", 64_KiB, Role::request}, {"out", 64_KiB, Role::response}};
  Shape shape_;
};

/// Copy in, launch, copy out, each a call and what it submits; then the wait.
struct Times {
  Ticks call_in[2] = {5, 10}, in[2] = {20, 110};
  Ticks call_launch[2] = {11, 15}, compute[2] = {115, 1015};
  Ticks call_out[2] = {16, 1035}, out[2] = {1021, 1031};
  Ticks wait[2] = {1036, 1041};
};

Timeline timeline_of(MemoryMode memory, const Times& times, Nanoseconds notify,
                     Submission submit = Submission::one_by_one) {
  test::FakeDiscrete gpu;
  const OneInOneOut problem;
  const Variant variant{"never", CudaFn(never_runs), ""};
  const Placement placement{{&gpu}, {0}};
  LoweringAxes axes;
  axes.memory = memory;
  axes.submit = submit;
  auto plan = lower(single_stage("job", problem, variant), placement, axes);
  EXPECT_TRUE(plan) << plan.error().what;
  MarkSet marks;
  const bool is_one_call = submit != Submission::one_by_one;
  for (const auto* at : {&times.call_in, &times.in, &times.call_launch, &times.compute,
                         &times.call_out, &times.out, &times.wait})
    if (!is_one_call || (at != &times.call_launch && at != &times.call_out))
      marks.marks.push_back(
          {(*at)[0], (*at)[1], 0, static_cast<std::uint16_t>(marks.marks.size()), 0, 0});
  EXPECT_EQ(marks.marks.size(), plan->acts.size());
  LagBounds bounds;
  for (Nanoseconds& bound : bounds.of_kind) bound = 20_ns;
  bounds[LagKind::notify] = notify;
  const JobTime job{.job = 0, .release = 0, .end = times.wait[1], .run_delay = {}};
  return assemble(*plan, marks, std::span(&job, 1), ClockMap::identity(), bounds);
}

Ledger ledger_of(MemoryMode memory, const Times& times, Nanoseconds notify,
                 Submission submit = Submission::one_by_one) {
  const auto ledgers = settle_all(timeline_of(memory, times, notify, submit));
  EXPECT_EQ(ledgers.size(), 1U);
  return ledgers.front();
}

// As an H100 was seen to do it: the call that submits a copy to pageable memory returns when the
// copy, and all that it waited for, is done.
TEST(Assemble, ACallThatWaitedForItsCopyIsNoLaunch) {
  const Ledger ledger = ledger_of(MemoryMode::pageable, {}, 20_ns);
  EXPECT_EQ(ledger.of(LeafKind::compute), 900_ns);
  EXPECT_LE(ledger.of(LeafClass::launch), 30_ns);
  EXPECT_GE(ledger.of(LeafClass::copy), 100_ns);
  EXPECT_EQ(ledger.total, 1041_ns);
}

TEST(Assemble, ACallThatOnlyTookLongIsALaunch) {
  EXPECT_GT(ledger_of(MemoryMode::pinned, {}, 3_ns).of(LeafClass::launch), 900_ns)
      << "copies from pinned memory never hold a call up";
  EXPECT_GT(ledger_of(MemoryMode::pageable, {.out = {1036, 1046}, .wait = {1037, 1056}}, 3_ns)
                .of(LeafClass::launch),
            900_ns)
      << "its copy had not begun when it returned";
}

TEST(Assemble, AHeldUpBatchWasBusyUntilItsFirstOperationBegan) {
  // One call stages the copy in, until 400, and then waits for all the rest.
  const Ledger ledger = ledger_of(MemoryMode::pageable,
                                  {.call_in = {5, 2035},
                                   .in = {400, 1000},
                                   .compute = {1015, 1915},
                                   .out = {1925, 2031},
                                   .wait = {2036, 2041}},
                                  20_ns, Submission::batched);
  EXPECT_EQ(ledger.of(LeafKind::copy_stage), 395_ns);
  EXPECT_EQ(ledger.of(LeafKind::compute), 900_ns);
  EXPECT_LE(ledger.of(LeafClass::launch), 30_ns);
}

TEST(Assemble, AtOneStampWhatDependsFollows) {
  // The call lasts, what it submits is over at once: by their ends the two would be reversed.
  const Timeline timeline = timeline_of(MemoryMode::pinned, {.in = {5, 5}}, 20_ns);
  EXPECT_EQ(timeline.health.order_violations, 0);
}

}  // namespace
}  // namespace pontage
