// SPDX-License-Identifier: Apache-2.0
/// Order: completion, asynchrony, engines, dependencies.
#include <algorithm>

#include "cli/conformance/rig.hpp"
#include "libbench/execution.hpp"
#include "libbench/plan.hpp"

namespace pontage::cli::conformance {
namespace {

constexpr Bytes kLarge = 32_MiB;

}  // namespace

Outcome completion_means_visible(const Subject& subject) {
  auto rig = Rig::open(subject);
  if (!rig) return Outcome::of(rig.error());
  if (!(*rig)->copies()) return Outcome::skip("its engines copy nothing");
  auto from = (*rig)->side(kLarge), to = (*rig)->side(kLarge), home = (*rig)->home(kLarge);
  if (!from || !to || !home) return Outcome::skip("3 × 32 MiB cannot be allocated");
  for (int wait = 0; wait < kWaits; ++wait) {
    const auto seed = static_cast<std::uint64_t>(wait) + 1;
    pattern(bytes_of(*from), seed);
    std::ranges::fill(bytes_of(*to), std::byte{});
    if (auto done = (*rig)->perform({(*rig)->in(0, home->address(), from->address(), kLarge),
                                     (*rig)->out(1, to->address(), home->address(), kLarge, {0})},
                                    static_cast<Wait>(wait));
        !done)
      return Outcome::fail(done.error().what);
    // The last bytes first: they are what an early return would lack.
    const auto tail = bytes_of(*to).last(4096);
    const auto whole = bytes_of(*from).last(4096);
    if (!std::ranges::equal(tail, whole) || first_difference(bytes_of(*to), seed) >= 0)
      return Outcome::fail("await (" + std::string(to_text(static_cast<Wait>(wait))) +
                           ") returned before the data of a copy of 32 MiB were there");
  }
  return Outcome::pass("32 MiB in and out, seen at once after each way to wait");
}

Outcome submitting_is_asynchronous(const Subject& subject) {
  auto rig = Rig::open(subject);
  if (!rig) return Outcome::of(rig.error());
  if (!(*rig)->copies()) return Outcome::skip("its engines copy nothing");
  auto from = (*rig)->side(kLarge), home = (*rig)->home(kLarge);
  if (!from || !home) return Outcome::skip("2 × 32 MiB cannot be allocated");
  pattern(bytes_of(*from), 1);
  (*rig)->queue().clear();
  auto id = (*rig)->prepare({(*rig)->in(0, home->address(), from->address(), kLarge)});
  if (!id) return Outcome::fail(id.error().what);
  double best = 1, shown_ns = 0;
  for (JobId job = 0; job < 10; ++job) {
    const Ticks begin = start_stamp();
    (*rig)->queue().submit(*id, job, 0);
    const Ticks submitted = end_stamp();
    (*rig)->queue().await(0, job, Wait::block);
    const Ticks end = end_stamp();
    const double whole = static_cast<double>(end - begin);
    if (const double share = static_cast<double>(submitted - begin) / whole; share < best) {
      best = share;
      shown_ns = static_cast<double>(submitted - begin) / subject.clock.ticks_per_ns();
    }
  }
  if (best > 0.5)
    return Outcome::fail("submit took " + std::to_string(static_cast<int>(best * 100)) +
                         " % of a copy of 32 MiB: it does the work before it returns");
  return Outcome::pass("submit returned after " + std::to_string(static_cast<int>(shown_ns)) +
                       " ns of a copy of 32 MiB");
}

Outcome an_engine_keeps_its_order(const Subject& subject) {
  auto rig = Rig::open(subject);
  if (!rig) return Outcome::of(rig.error());
  if (!(*rig)->copies()) return Outcome::skip("its engines copy nothing");
  auto first = (*rig)->side(kLarge), second = (*rig)->side(64_KiB), to = (*rig)->side(kLarge),
       home = (*rig)->home(kLarge);
  if (!first || !second || !to || !home) return Outcome::skip("4 × 32 MiB cannot be allocated");
  pattern(bytes_of(*first), 1);
  pattern(bytes_of(*second), 2);
  for (int trial = 0; trial < 5; ++trial) {
    // A long copy, then a short one over its end, on one engine and nothing else to keep them
    // apart.
    auto* over = static_cast<std::byte*>(home->address()) + (kLarge - 64_KiB).count();
    if (auto done = (*rig)->perform({(*rig)->in(0, home->address(), first->address(), kLarge),
                                     (*rig)->in(1, over, second->address(), 64_KiB),
                                     (*rig)->out(2, to->address(), home->address(), kLarge, {0, 1}),
                                     (*rig)->empty_launch(3, {2})});
        !done)
      return Outcome::fail(done.error().what);
    if (first_difference(bytes_of(*to).last(static_cast<std::size_t>((64_KiB).count())), 2) >= 0)
      return Outcome::fail(
          "a short copy that was queued behind a long one on engine " +
          (*rig)->device().engines()[static_cast<std::size_t>((*rig)->engine_in())].name +
          " was done before it");
  }
  return Outcome::pass("5 times a short copy stayed behind a long one");
}

/// With a cold dataset every job uploads it and the launch depends on that: on a device that does
/// not wait, the first job computes on memory that holds nothing yet.
Outcome dependencies_are_honoured(const Subject& subject) {
  auto device = subject.backend.open(subject.device_axes, nullptr);
  if (!device) return Outcome::of(device.error());
  if ((*device)->queue() == nullptr) return Outcome::skip("it runs on the caller and has no queue");
  const auto kernel = subject.registry.kernel("chase");
  if (!kernel) return Outcome::skip("there is no kernel chase");
  const auto shape = (*kernel)->shape_schema().make({{"bytes", std::int64_t{64} << 20},
                                                     {"chains", std::int64_t{1}},
                                                     {"hops", std::int64_t{1000}}});
  if (!shape) return Outcome::fail(shape.error().what);
  const auto problem = (*kernel)->make_problem(*shape, 5);
  if (!problem) return Outcome::of(problem.error());
  const auto variant = choose_variant(subject.registry.variants(**kernel), **device, **problem, "");
  if (!variant) return Outcome::skip(variant.error().what);
  LoweringAxes axes;
  axes.cold = true;
  axes.wait = Wait::block;
  const Placement placement{{device->get()}, {0}};
  auto plan = lower(single_stage("chase", **problem, **variant), placement, axes);
  if (!plan) return Outcome::of(plan.error());
  if (plan->crossings.pieces == 0) return Outcome::skip("nothing crosses, so nothing depends");
  auto execution = Execution::make(*plan, placement, {{problem->get(), *variant}}, subject.clock);
  if (!execution) return Outcome::of(execution.error());
  if (auto ready = (*execution)->setup(); !ready) return Outcome::of(ready.error());
  (*execution)->run({.first = 0, .jobs = 1}, nullptr);
  if (auto good = (*execution)->health(); !good) return Outcome::fail(good.error().what);
  const Verdict verdict = (*problem)->judge((*execution)->responses(0, 0));
  if (!verdict.right)
    return Outcome::fail("a launch that depends on a copy of 64 MiB gave a wrong answer: " +
                         verdict.why);
  return Outcome::pass("a launch waited for the copy of 64 MiB that it depends on");
}

}  // namespace pontage::cli::conformance
