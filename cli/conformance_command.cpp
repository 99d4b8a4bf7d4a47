// SPDX-License-Identifier: Apache-2.0
/// `pontage conformance`: every check of a backend in a process of its own, so that one that
/// crashes or hangs costs that check only.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "cli/axis_arguments.hpp"
#include "cli/child_runs.hpp"
#include "cli/commands.hpp"
#include "cli/conformance/findings.hpp"
#include "cli/exit_code.hpp"
#include "cli/plugins.hpp"
#include "results/write.hpp"

namespace pontage::cli {
namespace {

using namespace conformance;  // NOLINT(google-build-using-namespace): its own command
using Verdict = Outcome::Verdict;

constexpr std::string_view kLoad = "load";
constexpr std::string_view kLoadPromise = "it is here, opens, and what it says of itself is sound";

struct Options {
  std::string backend, json, junit;
  std::vector<std::string> axes, only;
  double timeout_s = 60;
  std::string child_check, child_out;  // hidden: this process does one check
};

Outcome load(const Backend& backend, const Settings& settings) {
  if (auto here = backend.available(); !here) return Outcome::fail(here.error().what);
  auto device = backend.open(settings, nullptr);
  if (!device) return Outcome::fail(device.error().what);
  return Outcome::pass(std::string((*device)->name()) + ", " +
                       std::to_string((*device)->memories().size()) + " memories, " +
                       std::to_string((*device)->engines().size()) + " engines");
}

Outcome run_check(Session& session, const Options& options) {
  std::vector<std::string> backends{options.backend};
  if (auto brought = bring_plugins(session.registry, backends); !brought)
    return Outcome::fail(brought.error().what);
  const auto backend = session.registry.backend(backends.front());
  if (!backend) return Outcome::fail(backend.error().what);
  const auto settings = parse_axis_arguments((*backend)->axes(), options.axes, backends.front());
  if (!settings) return Outcome::fail(settings.error().what);
  if (options.child_check == kLoad) return load(**backend, *settings);
  const ClockMap clock = ClockMap::calibrate(20_ms);
  for (const Check& check : all_checks())
    if (check.name == options.child_check)
      return check.run({session.registry, **backend, *settings, clock});
  return Outcome::fail("there is no check '" + options.child_check + "'");
}

int run_as_child(Session& session, const Options& options) {
  const Outcome outcome = run_check(session, options);
  std::ofstream out(options.child_out);
  out << to_text(outcome.verdict) << '\n' << outcome.text;
  return out.flush() ? kOk : kInternal;
}

Outcome read_outcome(const std::string& path, const std::string& how) {
  std::ifstream in(path);
  std::string verdict;
  std::ostringstream text;
  if (std::getline(in, verdict)) text << in.rdbuf();
  const auto known = verdict_of(verdict);
  if (!how.empty()) return Outcome::fail("the process that ran it " + how);
  if (!known) return Outcome::fail("the process that ran it left no finding");
  return {*known, text.str()};
}

Finding find_out(const Session& session, const Options& options, std::string_view check,
                 std::string_view promise, const std::string& folder) {
  const std::string path = folder + "/" + std::string(check);
  std::vector<std::string> words{
      "conformance", "--backend", options.backend, "--child-check", std::string(check),
      "--child-out", path};
  for (const std::string& axis : options.axes) words.insert(words.end(), {"--axis", axis});
  const auto begin = std::chrono::steady_clock::now();
  const auto end = run_child(session.executable, words, options.timeout_s);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return {std::string(check), std::string(promise),
          end ? read_outcome(path, violent_end(*end)) : Outcome::fail(end.error().what), seconds};
}

/// The first check that failed and without which this one says nothing.
std::string missing_need(const Check& check, const std::vector<Finding>& findings) {
  for (const Finding& f : findings)
    if (f.outcome.verdict == Verdict::fail &&
        (f.check == kLoad || std::ranges::find(check.needs, f.check) != check.needs.end()))
      return f.check;
  return {};
}

bool is_wanted(const Options& options, const Check& check) {
  if (options.only.empty()) return check.is_usual;
  return std::ranges::find(options.only, check.name) != options.only.end();
}

int write_outputs(const Session& session, const Options& options,
                  const std::vector<Finding>& findings) {
  for (const auto& [path, text] : {std::pair(options.json, to_json(options.backend, findings)),
                                   std::pair(options.junit, to_junit(options.backend, findings))}) {
    if (path.empty()) continue;
    if (auto written = write_text(path, text); !written) {
      session.terminal.say(session.terminal.bad("pontage: ") + written.error().what);
      return exit_code(written.error().kind);
    }
  }
  return kOk;
}

int run_as_parent(const Session& session, const Options& options) {
  catch_interrupts();
  auto folder = ScratchFolder::make();
  if (!folder) {
    session.terminal.say(session.terminal.bad("pontage: ") + folder.error().what);
    return exit_code(folder.error().kind);
  }
  std::vector<Finding> findings;
  const auto add = [&](Finding finding) {
    std::printf("%s\n", to_line(finding, session.terminal).c_str());
    std::fflush(stdout);
    findings.push_back(std::move(finding));
  };
  add(find_out(session, options, kLoad, kLoadPromise, folder->path()));
  for (const Check& check : all_checks()) {
    if (interrupt_flag() || !is_wanted(options, check)) continue;
    if (const std::string need = missing_need(check, findings); !need.empty())
      add({std::string(check.name), std::string(check.promise),
           Outcome::skip("says nothing while " + need + " fails"), 0});
    else
      add(find_out(session, options, check.name, check.promise, folder->path()));
  }
  if (const int written = write_outputs(session, options, findings); written != kOk) return written;
  if (interrupt_flag()) return kInterrupted;
  const auto failed = std::ranges::count(findings, Verdict::fail,
                                         [](const Finding& f) { return f.outcome.verdict; });
  std::printf("\n%s: %zu checks, %td failed\n", options.backend.c_str(), findings.size(), failed);
  return failed > 0 ? kWrongAnswer : kOk;
}

}  // namespace

void add_conformance_command(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand(
      "conformance", "Whether a backend keeps its promises: numbers, order, time, truth");
  auto options = std::make_shared<Options>();
  command->add_option("-b,--backend", options->backend, "A backend, or the path of a plug-in")
      ->required();
  command->add_option("-a,--axis", options->axes, "name=value of the device, for every check");
  command->add_option("--check", options->only, "Only these checks");
  command->add_option("--timeout", options->timeout_s, "Seconds one check may take")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--json", options->json, "Write the findings here as JSON");
  command->add_option("--junit", options->junit, "Write the findings here as JUnit XML");
  command->add_option("--child-check", options->child_check)->group("");
  command->add_option("--child-out", options->child_out)->group("");
  command->callback([&session, options] {
    session.action = [&session, options] {
      return options->child_check.empty() ? run_as_parent(session, *options)
                                          : run_as_child(session, *options);
    };
  });
}

}  // namespace pontage::cli
