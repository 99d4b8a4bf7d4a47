// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "cli/child_runs.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/plugins.hpp"
#include "cli/result_table.hpp"
#include "cli/run_identity.hpp"
#include "cli/run_options.hpp"
#include "libbench/build_info.hpp"
#include "libbench/case_runner.hpp"
#include "libbench/system_files.hpp"
#include "results/csv.hpp"
#include "results/merge.hpp"
#include "results/result_json.hpp"
#include "results/write.hpp"

namespace pontage::cli {
namespace {

constexpr Nanoseconds kClockWindow = 50_ms;
constexpr Nanoseconds kSelfTestBudget = 50_ms;

ResultFile empty_file(const Session& session) {
  ResultFile file;
  file.run_id = make_ulid();
  file.started = time_now_rfc3339();
  file.command = session.command_line;
  file.pontage_version = build_info::kVersion;
  file.revision = build_info::kRevision;
  return file;
}

std::string outcome(const CaseRecord& record) {
  if (record.status != Status::right)
    return std::string(to_text(record.status)) + ": " + record.reason;
  return to_text(Nanoseconds{std::llround(record.runs.front().job.median)});
}

/// One process run: every case once, in an order of its own, written after each so that nothing
/// measured is ever lost.
int run_as_child(const Session& session, const RunOptions& options, std::vector<Case> cases) {
  Rng(mix64(options.seed) + static_cast<Seed>(options.child_run)).shuffle(std::span(cases));
  const ClockMap clock = ClockMap::calibrate(kClockWindow);
  const SelfTest selftest = run_selftest(clock, kSelfTestBudget);
  SentinelProbe sentinel;
  const auto counters = make_counters(SystemFiles());
  ProcessContext process{session.registry,     clock,        selftest,      sentinel,
                         sample_plan(options), options.seed, counters.get()};
  ResultFile file = empty_file(session);
  file.selftests = {selftest};
  std::set<std::pair<const Kernel*, Settings>> pictured;
  Progress progress(
      session.terminal,
      "run " + std::to_string(options.child_run + 1) + "/" + std::to_string(options.runs),
      static_cast<int>(cases.size()));
  for (const Case& c : cases) {
    if (interrupt_flag()) break;
    progress.begin(c.key);
    const std::pair problem(c.kernel, c.shape);
    process.sampling.keeps_pictures = options.keeps_pictures && !pictured.contains(problem);
    CaseRecord record = run_case(c, process);
    if (!record.pictures.empty()) pictured.insert(problem);
    progress.end(outcome(record));
    if (interrupt_flag() && (record.runs.empty() || record.runs.front().job.count == 0))
      break;  // interrupted before its first repetition
    file.cases.push_back(std::move(record));
    file.was_interrupted = interrupt_flag();
    if (auto written = write_text(options.json, to_json(file)); !written)
      return complain(session.terminal, written.error());
  }
  return interrupt_flag() ? kInterrupted : kOk;
}

Result<ResultFile> read_back(const std::string& path) {
  std::ifstream in(path);
  if (!in) return fail(ErrorKind::internal, "the process run left no results");
  std::ostringstream text;
  text << in.rdbuf();
  return parse_result(text.str(), path);
}

/// Runs in fresh processes, one after the other; a run that dies costs only the cases it had not
/// written yet.
std::vector<ResultFile> run_children(const Session& session, const RunOptions& options,
                                     const std::string& folder, std::vector<std::string>& trouble) {
  std::vector<ResultFile> files;
  for (int run = 0; run < options.runs && !interrupt_flag(); ++run) {
    const std::string path = folder + "/run-" + std::to_string(run) + ".json";
    const auto end = run_child(session.executable,
                               child_arguments(options, run, path, session.terminal.is_quiet));
    const std::string who = "process run " + std::to_string(run + 1);
    if (!end)
      trouble.push_back(who + ": " + end.error().what);
    else if (end->signal != 0 && !interrupt_flag())
      trouble.push_back(who + " " + violent_end(*end) + "; what it had measured is kept");
    else if (end->exit_code != kOk && end->exit_code != kInterrupted)
      trouble.push_back(who + " ended with exit code " + std::to_string(end->exit_code));
    if (auto file = read_back(path)) files.push_back(std::move(*file));
  }
  return files;
}

/// The record of a case whose process did not come back.
CaseRecord lost_case(const Case& c, Seed seed, const std::string& how) {
  CaseRecord record = record_of(c, seed);
  record.trouble = ErrorKind::refused;
  record.reason = "the process that ran it " + how;
  return record;
}

/// Runs every case in a process of its own: one that crashes or hangs costs that case of that run
/// and nothing else.
std::vector<ResultFile> run_isolated(const Session& session, const RunOptions& options,
                                     const std::vector<Case>& cases, const std::string& folder,
                                     std::vector<std::string>& trouble) {
  std::vector<ResultFile> files;
  for (int run = 0; run < options.runs; ++run)
    for (const Case& c : cases) {
      if (c.backend == nullptr || interrupt_flag()) continue;
      RunOptions one = options;
      one.only_case = c.key;
      const std::string path = folder + "/" + std::to_string(files.size()) + ".json";
      const auto end =
          run_child(session.executable, child_arguments(one, run, path, session.terminal.is_quiet),
                    options.timeout_s);
      const std::string how = end ? violent_end(*end) : "could not be started";
      auto file = read_back(path);
      if (!how.empty() && !interrupt_flag()) {
        trouble.push_back("process run " + std::to_string(run + 1) + " of " + c.key + " " + how);
        if (!file || file->cases.empty()) {
          file = empty_file(session);
          file->cases.push_back(lost_case(c, options.seed, how));
        }
      }
      if (file) files.push_back(std::move(*file));
    }
  return files;
}

void price_cases(const Session& session, const RunOptions& options, const std::vector<Case>& cases,
                 ResultFile& file) {
  const ClockMap clock = ClockMap::identity();
  const SelfTest none;
  SentinelProbe sentinel;
  const ProcessContext process{session.registry,     clock,       none, sentinel,
                               sample_plan(options), options.seed};
  Progress progress(session.terminal, "pricing", static_cast<int>(cases.size()));
  for (const Case& c : cases) {
    if (interrupt_flag()) return;
    progress.begin(c.key);
    file.cases.push_back(run_case(c, process));
    progress.end(outcome(file.cases.back()));
  }
}

/// The worst of what happened, in the order a script would want to know it.
int verdict(const ResultFile& file, const RunOptions& options,
            const std::vector<std::string>& trouble) {
  if (file.was_interrupted) return kInterrupted;
  const auto has = [&](Status status) {
    return std::ranges::any_of(file.cases, [&](const CaseRecord& c) { return c.status == status; });
  };
  if (has(Status::wrong)) return kWrongAnswer;
  for (const CaseRecord& record : file.cases)
    if (record.status == Status::skipped &&
        (record.trouble == ErrorKind::unreadable || record.trouble == ErrorKind::internal ||
         record.trouble == ErrorKind::usage))
      return exit_code(record.trouble);
  if (!has(Status::right)) return kUnavailable;
  if (!trouble.empty()) return kInternal;
  const bool is_doubtful = std::ranges::any_of(file.cases, [](const CaseRecord& c) {
    return c.provenance == Provenance::measured &&
           std::ranges::any_of(c.runs, [](const RunRecord& r) { return !r.suspicious.empty(); });
  });
  return options.is_strict && is_doubtful ? kInconclusive : kOk;
}

int write_results(const Session& session, const RunOptions& options, const ResultFile& file) {
  if (options.json != "-") {
    const std::string table = result_table(file, session.terminal);
    std::fwrite(table.data(), 1, table.size(), stdout);
    std::fflush(stdout);
  }
  for (const auto& [path, make] :
       {std::pair(options.json, &to_json), std::pair(options.csv, &to_csv)}) {
    if (path.empty()) continue;
    if (auto written = write_text(path, make(file)); !written)
      return complain(session.terminal, written.error());
    if (path != "-") session.terminal.say("wrote " + path);
  }
  return kOk;
}

/// An output that cannot be written is said before an hour of measuring, not after it.
Result<void> check_outputs(const RunOptions& options) {
  for (const std::string& path : {options.json, options.csv})
    if (!path.empty() && path != "-")
      if (auto good = check_writable(path); !good) return good;
  return {};
}

/// Processes ran the cases in random orders; people read them in the order asked for.
void put_in_order(std::vector<CaseRecord>& records, const std::vector<Case>& cases) {
  std::map<std::string_view, std::size_t> place;
  for (const Case& c : cases) place.emplace(c.key, place.size());
  std::ranges::stable_sort(records, {}, [&](const CaseRecord& r) { return place[r.key]; });
}

/// One set of pictures a problem: processes that know nothing of each other may have kept several.
void keep_pictures_once(std::vector<CaseRecord>& records) {
  std::set<std::pair<std::string, Settings>> pictured;
  for (CaseRecord& record : records)
    if (!record.pictures.empty() && !pictured.emplace(record.kernel, record.shape).second)
      record.pictures.clear();
}

int run_as_parent(const Session& session, const RunOptions& options,
                  const std::vector<Case>& cases) {
  if (auto good = check_outputs(options); !good) return complain(session.terminal, good.error());
  std::vector<Case> priced;
  std::ranges::copy_if(cases, std::back_inserter(priced),
                       [](const Case& c) { return c.backend == nullptr; });
  std::vector<std::string> trouble;
  ResultFile file = empty_file(session);
  if (priced.size() < cases.size()) {
    auto folder = ScratchFolder::make();
    if (!folder) return complain(session.terminal, folder.error());
    auto files = options.is_isolated
                     ? run_isolated(session, options, cases, folder->path(), trouble)
                     : run_children(session, options, folder->path(), trouble);
    if (!files.empty()) {
      ResultFile merged = merge(std::move(files));
      file.cases = std::move(merged.cases);
      file.selftests = std::move(merged.selftests);
    }
  }
  price_cases(session, options, priced, file);
  put_in_order(file.cases, cases);
  keep_pictures_once(file.cases);
  file.environment = read_environment();
  file.was_interrupted = interrupt_flag();
  file = merge({std::move(file)});
  for (const auto& sentence : trouble)
    session.terminal.say(session.terminal.warn("trouble ") + sentence);
  const int written = write_results(session, options, file);
  return written != kOk ? written : verdict(file, options, trouble);
}

int run(Session& session, const RunOptions& options) {
  auto request = case_request(options);
  if (!request) return complain(session.terminal, request.error());
  if (options.is_isolated && options.child_run < 0)
    if (auto tried = try_plugins(session, request->backends, options.timeout_s); !tried)
      return complain(session.terminal, tried.error());
  if (auto brought = bring_plugins(session.registry, request->backends); !brought)
    return complain(session.terminal, brought.error());
  auto cases = expand_cases(session.registry, *request);
  if (!cases) return complain(session.terminal, cases.error());
  if (cases->empty())
    return complain(
        session.terminal,
        {ErrorKind::usage, "no case matches; `pontage run --dry-run` without --filter lists them"});
  if (options.only_lists) {
    for (const Case& c : *cases) std::printf("%s\n", c.key.c_str());
    return kOk;
  }
  if (!options.only_case.empty())
    std::erase_if(*cases, [&](const Case& c) { return c.key != options.only_case; });
  catch_interrupts();
  return options.child_run >= 0 ? run_as_child(session, options, std::move(*cases))
                                : run_as_parent(session, options, *cases);
}

void add_options(CLI::App& command, RunOptions& o) {
  command.add_option("kernels", o.kernels, "Kernels by name; all when none is named");
  command.add_option("-b,--backend", o.backends, "Backends by name; all when none is named");
  command.add_option(
      "--on", o.on,
      "Where: 'live' (the default) measures, a machine file prices; both may be given");
  command.add_option(
      "-a,--axis", o.axes,
      "name=value, name=[a,b], name=[lo:hi:step] or name=[lo:hi:*factor]; `pontage list axes`");
  command
      .add_option("--suite", o.suite,
                  "Which of the kernels' own sweeps to run when no axis is given")
      ->capture_default_str();
  command.add_option("--variant", o.variant, "Only this variant of the kernels");
  command.add_option("-f,--filter,--benchmark_filter", o.filter,
                     "Only cases whose key matches this regular expression");
  command.add_option("-r,--runs", o.runs, "Fresh processes: the unit of replication")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command.add_option("--seed", o.seed, "Makes problems and the order of cases")
      ->capture_default_str();
  command
      .add_option("--rule", o.rule,
                  "When a case has enough repetitions: stable-median, count or budget")
      ->capture_default_str();
  command.add_option("--min-repetitions", o.least, "Repetitions a case has at the least")
      ->capture_default_str();
  command.add_option("--max-repetitions", o.most, "…and at the most")->capture_default_str();
  command
      .add_option("--budget", o.budget_s, "Seconds a case may take in one process, after warm-up")
      ->capture_default_str();
  command
      .add_option("--half-width", o.half_width,
                  "Relative half-width of the median's interval that is enough")
      ->capture_default_str();
  command.add_option("--json,--benchmark_out", o.json,
                     "Write the result file here; - is standard output");
  command.add_option("--csv", o.csv, "Write the long-format table here; - is standard output");
  command.add_flag("--strict", o.is_strict, "Exit with 4 when anything makes the figures doubtful");
  command.add_flag("-n,--dry-run,--benchmark_list_tests", o.only_lists, "Only list the cases");
  command.add_flag("--isolate", o.is_isolated,
                   "Every case of every run in a process of its own: a device that crashes or "
                   "hangs costs that case only");
  command.add_flag("--pictures", o.keeps_pictures,
                   "Keep pictures of the answers that have some (encoders) for the report; they "
                   "make the result file larger");
  command.add_option("--timeout", o.timeout_s, "Seconds such a process may take")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--child-run", o.child_run)->group("");
  command.add_option("--only-case", o.only_case)->group("");
}

}  // namespace

void add_run_command(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("run", "Measure or price cases and write a result file");
  auto options = std::make_shared<RunOptions>();
  add_options(*command, *options);
  command->callback([&session, options] {
    session.action = [&session, options] { return run(session, *options); };
  });
}

}  // namespace pontage::cli
