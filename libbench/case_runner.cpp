// SPDX-License-Identifier: Apache-2.0
#include "libbench/case_runner.hpp"

#include <algorithm>
#include <exception>

#include "libbench/base64.hpp"
#include "libbench/case_setup.hpp"
#include "libbench/price.hpp"

namespace pontage {
namespace {

constexpr int kPricedJobs = 8;  // enough for several in flight to reach their steady order

void describe_work(CaseRecord& record, const Problem& problem, const Variant& variant,
                   const Plan& plan) {
  record.variant = variant.name;
  record.dialect = dialect_of(variant.entry);
  record.remark = problem.remark();
  record.shape = problem.shape().settings();
  record.work = problem.work(variant);
  record.step_name = record.work.step_name;
  record.plan = to_text(plan);
  record.crossing_values = plan.crossings.values;
  record.crossing_pieces = plan.crossings.pieces;
  record.traced_crossing_bytes = static_cast<double>(plan.crossings.bytes.count());
}

Result<void> measure(const Case& c, const ProcessContext& process, CaseRecord& record) {
  auto setup = CaseSetup::make(c, process.registry, process.seed);
  if (!setup) return pass_on(setup.error());
  const CaseSetup& made = **setup;
  describe_work(record, made.problem(), made.variant(), made.plan());
  auto lags = calibrate_lags(made.device(), made.lowering(), process.clock);
  if (!lags) return pass_on(lags.error());
  SamplePlan sampling = process.sampling;
  sampling.is_cache_cold = word_of(c.sampling, "cache", "warm") == "cold";
  auto sampled = sample({.plan = made.plan(),
                         .placement = made.placement(),
                         .code = {{&made.problem(), &made.variant()}},
                         .clock = process.clock,
                         .lags = *lags,
                         .span_ns = process.selftest.span_ns,
                         .counters = process.counters},
                        sampling, process.sentinel);
  if (!sampled) return pass_on(sampled.error());
  for (auto& [name, value] : made.device().facts()) record.facts.push_back({name, value});
  record.status = sampled->status;
  record.reason = sampled->reason;
  record.digest = sampled->digest;
  record.repetitions_judged = sampled->repetitions_judged;
  record.runs = {std::move(sampled->run)};
  for (Picture& picture : sampled->pictures)
    record.pictures.push_back(
        {picture.title, picture.caption, picture.media_type, to_base64(picture.file)});
  return {};
}

/// The answer of a priced case is the serial variant's, on the host; only its time is modelled.
Verdict judge_serially(const Problem& problem, const Variant& variant, Digest& digest) {
  std::vector<std::vector<std::uint64_t>> storage;
  std::vector<void*> at;
  std::vector<Bytes> sizes;
  std::vector<std::span<const std::byte>> responses;
  const auto values = problem.values();
  for (std::size_t v = 0; v < values.size(); ++v) {
    auto& words = storage.emplace_back(static_cast<std::size_t>(values[v].most.count() + 7) / 8);
    const auto bytes = std::as_writable_bytes(std::span(words))
                           .first(static_cast<std::size_t>(values[v].most.count()));
    if (values[v].role == Role::dataset || values[v].role == Role::request) problem.fill(v, bytes);
    at.push_back(bytes.data());
    sizes.push_back(values[v].most);
    responses.push_back(values[v].role == Role::response ? bytes : std::span<std::byte>{});
  }
  std::get<SerialFn>(variant.entry)({at, sizes, problem.shape().fields(), nullptr});
  const HostValues answer(std::move(responses));
  digest = problem.canonical(answer);
  return problem.judge(answer);
}

/// Shares of a case that nobody ran: everything about tracing stays zero.
RunRecord priced_run(Timeline timeline) {
  RunRecord run;
  std::vector<double> times;
  for (const JobWindow& window : timeline.graph.jobs)
    times.push_back(static_cast<double>(
        (timeline.at[static_cast<std::size_t>(window.last)].end - window.release).count()));
  run.job = summarise(std::span<const double>(times));
  run.traced_median_ns = run.job.median;
  run.samples_ns = std::move(times);
  run.stopped_because = "priced in virtual time";
  std::vector<Timeline> timelines;
  timelines.push_back(std::move(timeline));
  fill_ledgers(run, std::move(timelines));
  return run;
}

Result<void> price_on_machine(const Case& c, const ProcessContext& process, CaseRecord& record) {
  Machine machine(*c.machine);
  record.placement_remark = machine.spec().summary;
  auto made = make_problem(c, process.seed);
  if (!made) return pass_on(made.error());
  const Problem& problem = **made;
  auto variant =
      choose_variant(process.registry.variants(*c.kernel), machine.device(), problem, c.variant);
  if (!variant) return pass_on(variant.error());
  const Placement placement{{&machine.device()}, {0}};
  auto plan = lower(single_stage(c.kernel->name(), problem, **variant), placement,
                    lowering_axes(c.lowering));
  if (!plan) return pass_on(plan.error());
  describe_work(record, problem, **variant, *plan);
  Digest digest;
  const Verdict verdict = judge_serially(problem, **variant, digest);
  record.status = verdict.right ? Status::right : Status::wrong;
  record.reason = verdict.why;
  record.digest = to_text(digest);
  Timeline timeline = price(*plan, machine.costs(), kPricedJobs, {});
  record.assumed_share = machine.assumed_share(settle(timeline, timeline.graph.jobs.back()));
  record.runs = {priced_run(std::move(timeline))};
  for (auto& [name, value] : machine.device().facts()) record.facts.push_back({name, value});
  record.facts.push_back(
      {"answer", "judged from the serial variant on the host; only the time is modelled"});
  return {};
}

}  // namespace

CaseRecord record_of(const Case& c, Seed seed) {
  CaseRecord record;
  record.key = c.key;
  record.kernel = c.kernel->name();
  record.variant = c.variant;
  record.device = c.device;
  record.seed = seed;
  record.shape = c.shape;
  record.device_axes = c.device_axes;
  record.lowering_axes = c.lowering;
  record.sampling_axes = c.sampling;
  record.provenance = c.backend != nullptr ? Provenance::measured : Provenance::modelled;
  if (c.backend != nullptr) record.placement_remark = c.backend->placement_remark();
  record.status = Status::skipped;
  return record;
}

CaseRecord run_case(const Case& c, const ProcessContext& process) {
  CaseRecord record = record_of(c, process.seed);
  Result<void> done;
  try {
    done =
        c.backend != nullptr ? measure(c, process, record) : price_on_machine(c, process, record);
  } catch (const std::exception&
               error) {  // a library's or the allocator's: one case must not cost the others
    done = fail(ErrorKind::internal, std::string("stopped by an exception: ") + error.what());
  }
  if (!done) {
    record.status = Status::skipped;
    record.reason = done.error().what;
    record.trouble = done.error().kind;
  }
  return record;
}

}  // namespace pontage
