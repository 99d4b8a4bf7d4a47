// SPDX-License-Identifier: Apache-2.0
#include "cli/conformance/check.hpp"

#include <array>

namespace pontage::cli::conformance {
namespace {

constexpr std::array<std::string_view, 3> kVerdicts{"pass", "fail", "skip"};
const std::vector<std::string_view> kStamps{"time.monotonic", "time.bracket"};
const std::vector<std::string_view> kTime{"time.monotonic", "time.bracket", "time.overlap",
                                          "time.start", "time.scale"};

}  // namespace

std::string_view to_text(Outcome::Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}

std::optional<Outcome::Verdict> verdict_of(std::string_view text) {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i)
    if (kVerdicts.at(i) == text) return static_cast<Outcome::Verdict>(i);
  return std::nullopt;
}

CaseRecord run_briefly(const Subject& subject, Case c) {
  for (const auto& [name, value] : subject.device_axes) c.device_axes[name] = value;
  const SelfTest none;
  SentinelProbe sentinel;
  SamplePlan sampling;
  sampling.rule = "count";
  sampling.limits.least = sampling.limits.most = 2;
  sampling.warm_up = 1_ms;
  sampling.repetition = 1_ms;
  return run_case(c, {subject.registry, subject.clock, none, sentinel, sampling, 3});
}

std::span<const Check> all_checks() {
  static const std::vector<Check> checks{
      {"numbers.kernels",
       "every kernel gives the reference's answer at small and awkward shapes",
       {},
       kernels_are_right},
      {"numbers.copies",
       "copies are exact: empty, one byte, unaligned, large",
       {},
       copies_are_exact},
      {"numbers.huge",
       "a copy beyond 4 GiB is exact (20 GiB of memory, minutes: only when named)",
       {},
       huge_copies_are_exact,
       false},
      {"numbers.neighbours", "nothing is written beside a buffer", {}, neighbours_are_left_alone},
      {"numbers.fresh", "every job delivers its own data", {}, every_job_is_fresh},
      {"order.completion",
       "when await returns, the data are visible",
       {},
       completion_means_visible},
      {"order.asynchronous",
       "submit returns before the work is done",
       {},
       submitting_is_asynchronous},
      {"order.engine", "an engine does what it is given in order", {}, an_engine_keeps_its_order},
      {"order.after", "an operation waits for what it depends on", {}, dependencies_are_honoured},
      {"time.monotonic", "no operation ends before it begins", {}, stamps_are_monotonic},
      {"time.bracket",
       "stamps lie between the host's submit and its resume",
       {"time.monotonic"},
       stamps_lie_in_the_bracket},
      {"time.overlap", "two queued copies never overlap on one engine", kStamps,
       copies_do_not_overlap},
      {"time.start", "a start is when the engine began, not when it was told", kStamps,
       a_start_is_a_start},
      {"time.scale", "durations scale with the work and fill the time it took", kStamps,
       durations_scale},
      {"time.clock", "device and host clock keep together", kStamps, clocks_keep_together},
      {"time.lags", "launch and notify lag are measured: they bound the ledger", kTime,
       lags_are_measured},
      {"ledger.closes", "every nanosecond of a job stands in one category", kTime,
       the_ledger_closes},
      {"ledger.holes", "planted delays are found where they were planted", kTime,
       planted_delays_are_found},
      {"truth.capabilities", "what it says it can do it can do", {}, capabilities_are_true},
      {"lifetime.leaks",
       "opened and closed 1,000 times it leaves nothing behind",
       {},
       nothing_leaks}};
  return checks;
}

}  // namespace pontage::cli::conformance
