// SPDX-License-Identifier: Apache-2.0
/// `pontage micro`: the cases of `pontage run` under Google Benchmark, with its flags, its console
/// and its JSON. One iteration is one job, timed by the same window as everywhere (manual time).
#include <benchmark/benchmark.h>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/plugins.hpp"
#include "cli/run_options.hpp"
#include "libbench/case_setup.hpp"
#include "libbench/execution.hpp"

namespace pontage::cli {
namespace {

constexpr Nanoseconds kClockWindow = 50_ms;

/// A case that is ready to run. Google Benchmark calls a benchmark several times, so the last one
/// stays until another is asked for; two would need the memory of both.
class Ready {
 public:
  static Result<std::unique_ptr<Ready>> make(const Case& c, const Registry& registry, Seed seed,
                                             const ClockMap& clock) {
    std::unique_ptr<Ready> ready(new Ready(c, clock));
    auto setup = CaseSetup::make(c, registry, seed);
    if (!setup) return pass_on(setup.error());
    ready->setup_ = std::move(*setup);
    auto execution =
        Execution::make(ready->setup_->plan(), ready->setup_->placement(),
                        {{&ready->setup_->problem(), &ready->setup_->variant()}}, clock);
    if (!execution) return pass_on(execution.error());
    ready->execution_ = std::move(*execution);
    if (auto done = ready->execution_->setup(); !done) return pass_on(done.error());
    return ready;
  }

  const Case& of() const { return case_; }
  const CaseSetup& setup() const { return *setup_; }

  /// One job; its window in seconds.
  double run() {
    const JobTime time = execution_->run({.first = next_job_++, .jobs = 1}, nullptr).front();
    return static_cast<double>(time.end - time.release) / clock_.ticks_per_ns() * 1e-9;
  }
  /// Runs one job over poisoned responses and judges its answer.
  Verdict judge() {
    execution_->poison(next_job_, 0);
    run();
    if (auto good = execution_->health(); !good) return Verdict::wrong(good.error().what);
    return setup_->problem().judge(execution_->responses(0, 0));
  }

 private:
  Ready(const Case& c, const ClockMap& clock) : case_(c), clock_(clock) {}
  const Case& case_;
  const ClockMap& clock_;
  std::unique_ptr<CaseSetup> setup_;
  std::unique_ptr<Execution> execution_;
  JobId next_job_ = 0;
};

/// Runs benchmarks, one case after the other.
class Micro {
 public:
  Micro(const Registry& registry, Seed seed)
      : registry_(registry), seed_(seed), clock_(ClockMap::calibrate(kClockWindow)) {}

  void run(benchmark::State& state, const Case& c) {
    if (!ready_ || &ready_->of() != &c) {
      ready_.reset();
      auto ready = Ready::make(c, registry_, seed_, clock_);
      if (!ready) return state.SkipWithError(ready.error().what.c_str());
      ready_ = std::move(*ready);
      if (!is_right(state)) return;
    }
    for ([[maybe_unused]] auto iteration : state) state.SetIterationTime(ready_->run());
    if (!is_right(state)) return;
    const Work work = ready_->setup().problem().work(ready_->setup().variant());
    const auto times = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(times * work.steps);
    state.SetBytesProcessed(times * (work.bytes_read + work.bytes_written).count());
    state.SetLabel(ready_->setup().variant().name);
  }
  bool is_wrong() const { return is_wrong_; }

 private:
  /// Judges; a wrong answer ends the benchmark.
  bool is_right(benchmark::State& state) {
    const Verdict verdict = ready_->judge();
    if (verdict.right) return true;
    is_wrong_ = true;
    ready_.reset();
    state.SkipWithError(("wrong: " + verdict.why).c_str());
    return false;
  }

  const Registry& registry_;
  Seed seed_;
  ClockMap clock_;
  std::unique_ptr<Ready> ready_;
  bool is_wrong_ = false;
};

/// Hands what is left of the command line to Google Benchmark: `words`, the program's name first,
/// which it may point to until it is shut down.
Result<void> start_benchmark(std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  benchmark::Initialize(&argc, argv.data());
  if (argc == 1) return {};
  return fail(ErrorKind::usage, std::string("neither pontage nor Google Benchmark knows '") +
                                    argv[1] + "'; see pontage micro --help");
}

int run(Session& session, const RunOptions& options, const std::vector<std::string>& rest) {
  auto request = case_request(options);
  if (!request) return complain(session.terminal, request.error());
  if (auto brought = bring_plugins(session.registry, request->backends); !brought)
    return complain(session.terminal, brought.error());
  const auto cases = expand_cases(session.registry, *request);
  if (!cases) return complain(session.terminal, cases.error());
  std::vector<std::string> words{session.executable};
  words.insert(words.end(), rest.begin(), rest.end());
  if (auto started = start_benchmark(words); !started)
    return complain(session.terminal, started.error());
  Micro micro(session.registry, options.seed);
#ifndef __clang_analyzer__  // which takes the library's own list of benchmarks for a leak
  for (const Case& c : *cases)
    benchmark::RegisterBenchmark(c.key.c_str(),
                                 [&micro, &c](benchmark::State& state) { micro.run(state, c); })
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
#endif
  const std::size_t ran = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return micro.is_wrong() ? kWrongAnswer : ran == 0 ? kUsage : kOk;
}

}  // namespace

void add_micro_command(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand(
      "micro", "The same cases under Google Benchmark: all --benchmark_… flags are its own");
  auto options = std::make_shared<RunOptions>();
  command->add_option("kernels", options->kernels, "Kernels by name; all when none is named");
  command->add_option("-b,--backend", options->backends,
                      "Backends by name; all when none is named");
  command->add_option("-a,--axis", options->axes, "As for `pontage run`");
  command->add_option("--suite", options->suite, "As for `pontage run`")->capture_default_str();
  command->add_option("--variant", options->variant, "Only this variant of the kernels");
  command->add_option("--seed", options->seed, "Makes problems")->capture_default_str();
  command->allow_extras()->fallthrough(false);  // the rest is not for the tool itself either
  command->callback([&session, options, command] {
    session.action = [&session, options, rest = command->remaining()] {
      return run(session, *options, rest);
    };
  });
}

}  // namespace pontage::cli
