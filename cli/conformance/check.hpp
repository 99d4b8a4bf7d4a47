// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/case_runner.hpp"
#include "libbench/registry.hpp"

namespace pontage::cli::conformance {

/// What a check found. A skip is not a pass: its text says what was missing.
struct Outcome {
  enum class Verdict : std::uint8_t { pass, fail, skip } verdict = Verdict::pass;
  std::string text;
  static Outcome pass(std::string text) { return {Verdict::pass, std::move(text)}; }
  static Outcome fail(std::string text) { return {Verdict::fail, std::move(text)}; }
  static Outcome skip(std::string text) { return {Verdict::skip, std::move(text)}; }
  /// Refused is a skip: the case cannot be here. All other trouble is a failure.
  static Outcome of(const Error& error) {
    return error.kind == ErrorKind::refused ? skip(error.what) : fail(error.what);
  }
};
std::string_view to_text(Outcome::Verdict);
std::optional<Outcome::Verdict> verdict_of(std::string_view text);

/// What every check gets. Each runs in a process of its own and opens what it needs.
struct Subject {
  const Registry& registry;
  const Backend& backend;
  Settings device_axes;
  const ClockMap& clock;
};

/// One promise of docs/add-a-backend.md. `needs` are the checks without which this one would say
/// nothing: when one of them fails, this is skipped.
struct Check {
  std::string_view name, promise;
  std::vector<std::string_view> needs;
  Outcome (*run)(const Subject&);
  bool is_usual = true;  ///< false: only when named
};

/// Runs a case for its answer: two judged repetitions, with the subject's own axes.
CaseRecord run_briefly(const Subject&, Case);

/// In the order in which they run. "load" comes first and is done by whoever makes the Subject.
std::span<const Check> all_checks();

Outcome kernels_are_right(const Subject&);
Outcome copies_are_exact(const Subject&);
Outcome huge_copies_are_exact(const Subject&);
Outcome neighbours_are_left_alone(const Subject&);
Outcome every_job_is_fresh(const Subject&);
Outcome completion_means_visible(const Subject&);
Outcome submitting_is_asynchronous(const Subject&);
Outcome an_engine_keeps_its_order(const Subject&);
Outcome dependencies_are_honoured(const Subject&);
Outcome stamps_are_monotonic(const Subject&);
Outcome stamps_lie_in_the_bracket(const Subject&);
Outcome copies_do_not_overlap(const Subject&);
Outcome a_start_is_a_start(const Subject&);
Outcome durations_scale(const Subject&);
Outcome clocks_keep_together(const Subject&);
Outcome lags_are_measured(const Subject&);
Outcome the_ledger_closes(const Subject&);
Outcome planted_delays_are_found(const Subject&);
Outcome capabilities_are_true(const Subject&);
Outcome nothing_leaks(const Subject&);

}  // namespace pontage::cli::conformance
