// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <string_view>

#include "libbench/record.hpp"

/// The fields of every part of a result file with their names in JSON, each declared once: the
/// writer and the reader visit the same list, so what is written is what is read. A name ends in
/// the unit of its number; `_ratio` has none.
///
/// `archive(name, member)` is called for each field in the order of the file; `archive.as_text` for
/// numbers above 2^53, which many readers of JSON would round; `archive.or_reason` for a number
/// that may be absent, whose reason then stands beside it as `<name>_reason`. Private to this
/// folder.
namespace pontage::record_fields {

/// In the order of ErrorKind.
inline constexpr std::array<std::string_view, 6> kErrorKinds{
    "internal", "usage", "unreadable", "unavailable", "cannot_write", "refused"};
inline std::string_view to_text(ErrorKind kind) {
  return kErrorKinds.at(static_cast<std::size_t>(kind));
}

template <class T, class Plain>
concept Maybe = std::same_as<std::remove_const_t<T>, Plain>;  // Plain or const Plain

void fields(auto& archive, Maybe<Fact> auto& fact) {
  archive("name", fact.name);
  archive("value", fact.value);
}

void fields(auto& archive, Maybe<Check> auto& check) {
  archive("name", check.name);
  archive("verdict", check.verdict);
  archive("finding", check.finding);
  archive("remedy", check.remedy);
}

void fields(auto& archive, Maybe<CacheFact> auto& cache) {
  archive("type", cache.type);
  archive("level", cache.level);
  archive("size_bytes", cache.size_bytes);
  archive("shared_by_count", cache.shared_by);
}

void fields(auto& archive, Maybe<Environment> auto& e) {
  archive("host_name", e.host_name);
  archive("processor", e.processor);
  archive("kernel", e.kernel);
  archive("compiler", e.compiler);
  archive("flags", e.flags);
  archive("revision", e.revision);
  archive("instruction_set", e.instruction_set);
  archive("cpus_allowed_count", e.cpus_allowed);
  archive("cpus_online_count", e.cpus_online);
  archive("sockets_count", e.sockets);
  archive("numa_nodes_count", e.numa_nodes);
  archive("threads_per_core_count", e.threads_per_core);
  archive("nominal_mhz", e.nominal_mhz);
  archive("caches", e.caches);
  archive("load_average", e.load_average);
  archive("facts", e.facts);
  archive("checks", e.checks);
  archive("fingerprint", e.fingerprint);
}

void fields(auto& archive, Maybe<SelfTest> auto& s) {
  archive("clock_source", s.clock_source);
  archive("clock_is_invariant", s.clock_is_invariant);
  archive("clock_mhz", s.clock_mhz);
  archive("clock_uncertainty_ns", s.clock_uncertainty_ns);
  archive("stamp_ns", s.stamp_ns);
  archive("span_ns", s.span_ns);
  archive("empty_span_ns", s.empty_span_ns);
  archive("resolution_ns", s.resolution_ns);
  archive("backward_steps_count", s.backward_steps);
  archive("schedstat_ns", s.schedstat_ns);
  archive("checks", s.checks);
}

void fields(auto& archive, Maybe<Sentinel> auto& s) {
  archive("add_ns", s.add_ns);
  archive("cache_chase_ns", s.cache_chase_ns);
  archive("memory_chase_ns", s.memory_chase_ns);
}

void fields(auto& archive, Maybe<Summary> auto& s) {
  archive("samples_count", s.count);
  archive("minimum_ns", s.minimum);
  archive("p25_ns", s.p25);
  archive("median_ns", s.median);
  archive("p75_ns", s.p75);
  archive("p99_ns", s.p99);
  archive("maximum_ns", s.maximum);
  archive("mean_ns", s.mean);
  archive("far_out_count", s.far_out);
}

void fields(auto& archive, Maybe<LeafRecord> auto& leaf) {
  archive("leaf", leaf.leaf);
  archive("class", leaf.in);
  archive("ns", leaf.ns);
}

void fields(auto& archive, Maybe<LedgerRecord> auto& ledger) {
  archive("total_ns", ledger.total_ns);
  archive("leaves", ledger.leaves);
}

void fields(auto& archive, Maybe<BusyRecord> auto& busy) {
  archive("resource", busy.resource);
  archive("leaves", busy.leaves);
}

void fields(auto& archive, Maybe<MarginalRecord> auto& marginal) {
  archive("classes", marginal.classes);
  archive("ns", marginal.ns);
}

void fields(auto& archive, Maybe<BlameRecord> auto& blame) {
  archive("resource", blame.resource);
  archive("holder", blame.holder);
  archive("ns", blame.ns);
}

void fields(auto& archive, Maybe<TraceHealth> auto& health) {
  archive("marks_dropped_count", health.marks_dropped);
  archive("order_violations_count", health.order_violations);
  archive("overlaps_count", health.overlaps);
  archive("short_spans_count", health.short_spans);
}

void fields(auto& archive, Maybe<CounterReading> auto& reading) {
  archive("name", reading.name);
  archive.or_reason("value", reading.value, reading.reason);
  if (!reading.value) return;  // most machines lack some, in every run of every case: keep it short
  archive("counted_ratio", reading.counted_share);
  archive("source", reading.source);
}

void fields(auto& archive, Maybe<RunRecord> auto& run) {
  archive("run", run.run);
  archive("job", run.job);
  archive("compute", run.compute);
  archive("traced_median_ns", run.traced_median_ns);
  archive("observer_ratio", run.observer);
  archive("observer_bottom_up_ratio", run.observer_bottom_up);
  archive("ledger_mean", run.mean);
  archive("ledger_p50", run.p50);
  archive("ledger_p99", run.p99);
  archive("busy", run.busy);
  archive("marginal", run.marginal);
  archive("blame", run.blame);
  archive("jobs_count", run.jobs);
  archive("jobs_flagged_count", run.jobs_flagged);
  archive("trace_health", run.health);
  archive("workers_took_part_count", run.workers_took_part);
  archive("steal_ticks", run.steal_ticks);
  archive("sentinel_before", run.sentinel_before);
  archive("sentinel_after", run.sentinel_after);
  archive("stopped_because", run.stopped_because);
  archive("suspicious", run.suspicious);
  archive("samples_ns", run.samples_ns);
  archive("replay_jobs_count", run.replay_jobs);
  archive("counters", run.counters);
}

void fields(auto& archive, Maybe<Estimate> auto& estimate) {
  archive("value", estimate.value);
  archive("lower", estimate.lower);
  archive("upper", estimate.upper);
  archive("confidence_ratio", estimate.confidence);
  archive("method", estimate.method);
  archive("runs_count", estimate.runs);
}

void fields(auto& archive, Maybe<Measure> auto& measure) {
  archive("name", measure.name);
  archive("unit", measure.unit);
  archive("less_is_better", measure.less_is_better);
  archive("estimate", measure.estimate);
}

/// Without `step_name`, which is static text in a Work; the case carries it.
void fields(auto& archive, Maybe<Work> auto& work) {
  archive("steps_count", work.steps);
  archive("flop_count", work.flop);
  archive("dependent_loads_count", work.dependent_loads);
  archive("read_bytes", work.bytes_read);
  archive("written_bytes", work.bytes_written);
  archive("answers_count", work.answers);
}

void fields(auto& archive, Maybe<PictureRecord> auto& picture) {
  archive("title", picture.title);
  archive("caption", picture.caption);
  archive("media_type", picture.media_type);
  archive("base64", picture.base64);
}

void fields(auto& archive, Maybe<CaseRecord> auto& c) {
  archive("key", c.key);
  archive("kernel", c.kernel);
  archive("variant", c.variant);
  archive("dialect", c.dialect);
  archive("device", c.device);
  archive("placement_remark", c.placement_remark);
  archive("provenance", c.provenance);
  archive("assumed_ratio", c.assumed_share);
  archive("shape", c.shape);
  archive("device_axes", c.device_axes);
  archive("lowering_axes", c.lowering_axes);
  archive("sampling_axes", c.sampling_axes);
  archive("facts", c.facts);
  archive("remark", c.remark);
  archive.as_text("seed", c.seed);
  archive("status", c.status);
  archive("reason", c.reason);
  archive("trouble", c.trouble);
  archive("digest", c.digest);
  archive("repetitions_judged_count", c.repetitions_judged);
  archive("work", c.work);
  archive("step_name", c.step_name);
  archive("traced_crossing_bytes", c.traced_crossing_bytes);
  archive("crossing_values_count", c.crossing_values);
  archive("crossing_pieces_count", c.crossing_pieces);
  archive("plan", c.plan);
  archive("pictures", c.pictures);
  archive("measures", c.measures);
  archive("runs", c.runs);
}

/// The `pontage` part of a file, without its `schema`.
void fields(auto& archive, Maybe<ResultFile> auto& file) {
  archive("run_id", file.run_id);
  archive("command", file.command);
  archive("started", file.started);
  archive("version", file.pontage_version);
  archive("revision", file.revision);
  archive("interrupted", file.was_interrupted);
  archive("environment", file.environment);
  archive("selftests", file.selftests);
  archive("results", file.cases);
}

/// A part of a record: something with a list of fields.
struct AnyArchive {
  void operator()(const char*, const auto&) const;
  void as_text(const char*, const auto&) const;
  void or_reason(const char*, const auto&, const auto&) const;
};
template <class T>
concept Part = requires(AnyArchive archive, T& part) {
  fields(archive, part);
};

}  // namespace pontage::record_fields
