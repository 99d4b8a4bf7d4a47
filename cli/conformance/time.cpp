// SPDX-License-Identifier: Apache-2.0
/// Time: what the stamps of a device are worth.
#include <algorithm>
#include <cmath>
#include <thread>

#include "cli/conformance/rig.hpp"
#include "libbench/statistics.hpp"

namespace pontage::cli::conformance {
namespace {

constexpr Nanoseconds kSlack = 20_us;  // two clocks that are aligned by reading both

std::string microseconds(double ns) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f µs", ns / 1000);
  return text;
}

/// Marks of some jobs beside what the host saw of them, all on the host's clock in ns.
struct Seen {
  struct Act {
    double begin = 0, end = 0;
  };
  struct Job {
    double submit = 0, submitted = 0, resume = 0;
    std::vector<Act> acts;
    bool is_complete = false;
  };
  std::vector<Job> jobs;
  bool complete() const {
    return std::ranges::all_of(jobs, [](const Job& j) { return j.is_complete; });
  }
};

/// Runs the commands, one submit each, `jobs` times with stamps on; `pause` between jobs.
Result<Seen> watch(Rig& rig, std::vector<Command> commands, int jobs,
                   std::chrono::milliseconds pause = {}) {
  rig.queue().clear();
  const std::size_t acts = commands.size();
  const ActId last = commands.back().act;
  std::vector<PreparedId> ids;
  for (Command& c : commands) {
    auto id = rig.prepare({std::move(c)});
    if (!id) return pass_on(id.error());
    ids.push_back(*id);
  }
  Seen seen;
  seen.jobs.resize(static_cast<std::size_t>(jobs));
  if (auto warm = rig.go(ids, last, 0); !warm) return pass_on(warm.error());
  rig.queue().trace(true);
  for (int j = 0; j < jobs; ++j) {
    Seen::Job& job = seen.jobs[static_cast<std::size_t>(j)];
    const Ticks submit = start_stamp();
    for (const PreparedId id : ids) rig.queue().submit(id, j + 1, 0);
    const Ticks submitted = end_stamp();
    rig.queue().await(last, j + 1, Wait::spin);
    job.resume = static_cast<double>(rig.clock().at(end_stamp()).count());
    job.submit = static_cast<double>(rig.clock().at(submit).count());
    job.submitted = static_cast<double>(rig.clock().at(submitted).count());
    rig.queue().between_jobs();
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
  }
  MarkSet marks;
  rig.queue().drain(marks);
  rig.queue().trace(false);
  if (auto good = rig.queue().health(); !good) return pass_on(good.error());
  for (Seen::Job& job : seen.jobs) job.acts.resize(acts, {-1, -1});
  for (const Mark& m : marks.marks)
    if (m.job >= 1 && m.job <= jobs && m.act < acts)
      seen.jobs[static_cast<std::size_t>(m.job) - 1].acts[m.act] = {
          static_cast<double>(rig.clock().at(m.begin).count()),
          static_cast<double>(rig.clock().at(m.end).count())};
  for (Seen::Job& job : seen.jobs)
    job.is_complete =
        std::ranges::none_of(job.acts, [](const Seen::Act& a) { return a.begin == -1; });
  return seen;
}

/// Opens, runs and looks; what is the same in every check of time.
template <class Make, class Judge>
Outcome look(const Subject& subject, int jobs, bool needs_copies, Make&& make, Judge&& judge) {
  auto rig = Rig::open(subject);
  if (!rig) return Outcome::of(rig.error());
  if (needs_copies && !(*rig)->copies()) return Outcome::skip("its engines copy nothing");
  std::vector<Buffer> buffers;
  auto commands = make(**rig, buffers);
  if (!commands) return Outcome::skip(commands.error().what);
  auto seen = watch(**rig, std::move(*commands), jobs);
  if (!seen) return Outcome::fail(seen.error().what);
  if (std::ranges::none_of(seen->jobs, [](const Seen::Job& j) { return j.is_complete; }))
    return Outcome::skip("it leaves no stamps");
  if (!seen->complete()) return Outcome::fail("some operations left no stamps");
  return judge(*seen, **rig);
}

using Commands = std::vector<Command>;

/// Copies to the device, then back, of `sizes` bytes each in turn; every one after the last.
auto copies_of(std::vector<Bytes> sizes) {
  return [sizes = std::move(sizes)](Rig& rig, std::vector<Buffer>& keep) -> Result<Commands> {
    Commands commands;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      auto side = rig.side(sizes[i]), home = rig.home(sizes[i]);
      if (!side) return pass_on(side.error());
      if (!home) return pass_on(home.error());
      pattern(bytes_of(*side), i);
      commands.push_back(rig.in(static_cast<ActId>(i), home->address(), side->address(), sizes[i]));
      keep.push_back(std::move(*side));
      keep.push_back(std::move(*home));
    }
    return commands;
  };
}

Result<Commands> launch_only(Rig& rig, std::vector<Buffer>&) {
  return Commands{rig.empty_launch(0)};
}

}  // namespace

Outcome stamps_are_monotonic(const Subject& subject) {
  return look(subject, 100, true, copies_of({1_MiB}), [](const Seen& seen, Rig&) {
    double before = -1e300;
    for (std::size_t j = 0; j < seen.jobs.size(); ++j) {
      const Seen::Act& act = seen.jobs[j].acts[0];
      if (act.end < act.begin)
        return Outcome::fail("the copy of job " + std::to_string(j) + " ended " +
                             microseconds(act.begin - act.end) + " before it began");
      if (act.begin < before)
        return Outcome::fail("job " + std::to_string(j) + " began before the one before it");
      before = act.begin;
    }
    return Outcome::pass("100 copies, in order");
  });
}

Outcome stamps_lie_in_the_bracket(const Subject& subject) {
  return look(subject, 100, true, copies_of({1_MiB}), [](const Seen& seen, Rig&) {
    const auto slack = static_cast<double>(kSlack.count());
    for (std::size_t j = 0; j < seen.jobs.size(); ++j) {
      const Seen::Job& job = seen.jobs[j];
      if (job.acts[0].begin < job.submit - slack)
        return Outcome::fail("job " + std::to_string(j) + " began " +
                             microseconds(job.submit - job.acts[0].begin) +
                             " before it was submitted: the stamps are of another clock");
      if (job.acts[0].end > job.resume + slack)
        return Outcome::fail("job " + std::to_string(j) + " ended " +
                             microseconds(job.acts[0].end - job.resume) +
                             " after the host had resumed: the stamps are of another clock");
    }
    return Outcome::pass("100 copies between submit and resume, give or take " +
                         microseconds(slack));
  });
}

Outcome copies_do_not_overlap(const Subject& subject) {
  return look(subject, 20, true, copies_of({4_MiB, 4_MiB}), [](const Seen& seen, Rig&) {
    const double slack = 1000;  // one engine, one clock
    for (const Seen::Job& job : seen.jobs)
      if (job.acts[1].begin < job.acts[0].end - slack)
        return Outcome::fail("a copy began " + microseconds(job.acts[0].end - job.acts[1].begin) +
                             " before the one queued before it on the same engine had ended");
    return Outcome::pass("20 pairs of copies of 4 MiB");
  });
}

/// A launch that depends on a long copy cannot begin before that has ended.
Outcome a_start_is_a_start(const Subject& subject) {
  const auto make = [](Rig& rig, std::vector<Buffer>& keep) -> Result<Commands> {
    auto commands = copies_of({32_MiB})(rig, keep);
    if (commands) commands->push_back(rig.empty_launch(1, {0}));
    return commands;
  };
  return look(subject, 10, true, make, [](const Seen& seen, Rig&) {
    const auto slack = static_cast<double>(kSlack.count());
    for (const Seen::Job& job : seen.jobs)
      if (job.acts[1].begin < job.acts[0].end - slack)
        return Outcome::fail("a launch says that it began " +
                             microseconds(job.acts[0].end - job.acts[1].begin) +
                             " before the copy it depends on had ended: that is when it was "
                             "submitted");
    return Outcome::pass("10 launches began after the copy they depend on");
  });
}

Outcome durations_scale(const Subject& subject) {
  return look(subject, 20, true, copies_of({4_MiB, 32_MiB}), [](const Seen& seen, Rig&) {
    std::vector<double> small, large, filled;
    for (const Seen::Job& job : seen.jobs) {
      small.push_back(job.acts[0].end - job.acts[0].begin);
      large.push_back(job.acts[1].end - job.acts[1].begin);
      filled.push_back((small.back() + large.back()) / (job.resume - job.submit));
    }
    const double ratio = *std::ranges::min_element(large) / *std::ranges::min_element(small);
    const double best = *std::ranges::max_element(filled);
    if (best < 0.7)
      return Outcome::fail("two copies that took the whole time between submit and resume fill " +
                           std::to_string(static_cast<int>(best * 100)) +
                           " % of it by their stamps: the unit is wrong or much is not stamped");
    if (ratio < 1.5 || ratio > 60)
      return Outcome::fail("32 MiB take " + std::to_string(ratio) + " times as long as 4 MiB");
    char text[96];
    std::snprintf(text, sizeof text, "32 MiB take %.1f times as long as 4 MiB, and fill %d %%",
                  ratio, static_cast<int>(best * 100));
    return Outcome::pass(text);
  });
}

/// Anchored only at both ends, stamps in the middle of half a second must still fit.
Outcome clocks_keep_together(const Subject& subject) {
  auto rig = Rig::open(subject);
  if (!rig) return Outcome::of(rig.error());
  auto seen = watch(**rig, {(*rig)->empty_launch(0)}, 50, std::chrono::milliseconds(10));
  if (!seen) return Outcome::fail(seen.error().what);
  if (!seen->complete()) return Outcome::skip("it leaves no stamps");
  double worst = 0, shortest = 1e300;
  for (const Seen::Job& job : seen->jobs) {
    worst = std::max({worst, job.submit - job.acts[0].begin, job.acts[0].end - job.resume});
    if (const double length = job.acts[0].end - job.acts[0].begin; length > 0)
      shortest = std::min(shortest, length);
  }
  if (worst > static_cast<double>(kSlack.count()))
    return Outcome::fail("over half a second the clocks part by " + microseconds(worst));
  char text[128];
  std::snprintf(text, sizeof text, "half a second: at most %.2f µs outside; shortest span %.0f ns",
                worst / 1000, shortest);
  return Outcome::pass(text);
}

Outcome lags_are_measured(const Subject& subject) {
  return look(subject, 300, false, launch_only, [](const Seen& seen, Rig&) {
    std::vector<double> launch, notify;
    for (const Seen::Job& job : seen.jobs) {
      launch.push_back(job.acts[0].begin - job.submit);
      notify.push_back(job.resume - job.acts[0].end);
    }
    const double typical = median(launch);
    if (typical > 1e7)
      return Outcome::fail("an empty launch begins " + microseconds(typical) + " after its submit");
    return Outcome::pass("launch " + microseconds(typical) +
                         " (99 %: " + microseconds(quantile(launch, 0.99)) + "), notify " +
                         microseconds(median(notify)) +
                         " (99 %: " + microseconds(quantile(notify, 0.99)) + ")");
  });
}

}  // namespace pontage::cli::conformance
