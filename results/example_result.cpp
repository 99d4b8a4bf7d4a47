// SPDX-License-Identifier: Apache-2.0
#include "results/example_result.hpp"

#include <algorithm>
#include <cmath>

#include "libbench/rng.hpp"
#include "results/measures.hpp"

namespace pontage {
namespace {

constexpr std::int64_t kKiB = 1024, kMiB = 1024 * kKiB;

/// Made-up ns per dependent load of one chain, by size.
double chase_ns(std::int64_t bytes) {
  if (bytes <= 32 * kKiB) return 1.1;
  if (bytes <= 512 * kKiB) return 4.3;
  if (bytes <= 4 * kMiB) return 13.8;
  if (bytes <= 32 * kMiB) return 118;
  return bytes <= 256 * kMiB ? 166 : 188;
}

std::string size_text(std::int64_t bytes) {
  return bytes >= kMiB ? std::to_string(bytes / kMiB) + "MiB"
                       : std::to_string(bytes / kKiB) + "KiB";
}

/// What a device adds around the work, in ns, and how much slower its work is.
struct DeviceCost {
  std::string name;
  double slower = 1, fork = 0, barrier = 0, submit = 0, latency = 0, copy = 0, notify = 0;
  Provenance provenance = Provenance::measured;
};

Summary around(double median, Rng& rng) {
  std::vector<double> samples;
  for (int i = 0; i < 40; ++i) samples.push_back(median * (0.985 + 0.03 * rng.unit()));
  std::ranges::sort(samples);
  const auto at = [&](double q) { return samples[static_cast<std::size_t>(q * 39.0)]; };
  double sum = 0;
  for (const double s : samples) sum += s;
  return {samples.size(),
          samples.front(),
          at(0.25),
          (samples[19] + samples[20]) / 2,
          at(0.75),
          at(0.99),
          samples.back(),
          sum / 40,
          0};
}

LedgerRecord ledger(const DeviceCost& d, const std::string& stage, double compute, double factor) {
  LedgerRecord l;
  const auto add = [&](const char* leaf, const char* in, double ns) {
    if (ns > 0) l.leaves.push_back({leaf, in, ns * factor});
    if (ns > 0) l.total_ns += ns * factor;
  };
  l.leaves.push_back({"compute." + stage, "compute", compute * factor});
  l.total_ns = compute * factor;
  add("copy.dma", "copy", d.copy);
  add("copy.setup", "copy", d.copy > 0 ? 400 : 0);
  add("launch.submit", "launch", d.submit);
  add("launch.latency", "launch", d.latency + d.fork);
  add("sync.barrier", "sync", d.barrier);
  add("sync.notify", "sync", d.notify);
  if (d.provenance == Provenance::measured)
    add("unattributed", "unattributed", 0.002 * compute + 30);
  return l;
}

void add_resources(RunRecord& run, const DeviceCost& d, const std::string& stage, double compute,
                   int workers) {
  for (int w = 0; w < workers; ++w)
    run.busy.push_back({"worker " + std::to_string(w),
                        {{"compute." + stage, "compute", compute * (1 - 0.01 * w)}}});
  if (d.copy > 0) {
    run.busy.push_back({"copy engine", {{"copy.dma", "copy", d.copy}}});
    run.busy.push_back({"host", {{"launch.submit", "launch", d.submit}}});
  }
  const double launch = d.submit + d.latency + d.fork, sync = d.barrier + d.notify;
  run.marginal = {{"copy", d.copy},
                  {"launch", launch},
                  {"sync", sync},
                  {"copy+launch+sync", d.copy + launch + sync}};
}

RunRecord make_run(int number, const DeviceCost& d, const std::string& stage, double compute,
                   int workers, Rng& rng) {
  RunRecord run;
  const bool is_measured = d.provenance == Provenance::measured;
  const double noise = is_measured ? 0.97 + 0.06 * rng.unit() : 1;
  run.run = number;
  run.mean = ledger(d, stage, compute, noise * 1.01);
  run.p50 = ledger(d, stage, compute, noise);
  run.p99 = ledger(d, stage, compute, noise * 1.06);
  add_resources(run, d, stage, compute * noise, workers);
  run.traced_median_ns = run.p50.total_ns;
  run.jobs = is_measured ? 40 : 1;
  run.workers_took_part = workers;
  if (!is_measured) {
    run.job.count = 1;
    run.job.minimum = run.job.p25 = run.job.median = run.job.p75 = run.job.p99 = run.job.maximum =
        run.job.mean = run.p50.total_ns;
    run.stopped_because = "virtual time is exact";
    return run;
  }
  run.job = around(run.p50.total_ns * 0.996, rng);
  run.compute = around(compute * noise, rng);
  run.observer = 0.004;
  run.observer_bottom_up = 0.0011;
  run.health.short_spans = 2;
  run.sentinel_before = {0.263, 14.1, 171};
  run.sentinel_after = {0.264, 14.4, 173};
  run.stopped_because = "relative half-width 0.8 % is below 1 %";
  for (int i = 0; i < 8; ++i) run.samples_ns.push_back(run.job.median * (0.99 + 0.02 * rng.unit()));
  run.replay_jobs = 120;
  run.counters = {
      {"cycles_count", run.job.median * 2.6, "", 1, "perf_event, user mode, 4 threads"},
      {"llc_misses_count", 12.5, "", 0.625, "perf_event, user mode, 4 threads"},
      {"package_energy_joules", run.job.median * 45e-9, "", 1, "RAPL, 1 package, whoever used it"},
      {"gpu_energy_joules", std::nullopt, "NVML shows no GPU; install NVIDIA's driver", 1, ""}};
  return run;
}

CaseRecord make_case(const DeviceCost& d, const std::string& kernel, Settings shape, int workers) {
  CaseRecord c;
  c.kernel = kernel;
  c.variant = kernel == "chase" ? "scalar" : "level_synchronous";
  c.dialect = "host";
  c.device = d.name;
  c.provenance = d.provenance;
  c.shape = std::move(shape);
  if (d.provenance == Provenance::measured)
    c.device_axes = {{"pages", std::string("2MiB")}, {"workers", std::int64_t{workers}}};
  c.lowering_axes = {{"in_flight", std::int64_t{1}},
                     {"memory", std::string("pinned")},
                     {"wait", std::string("spin")}};
  c.sampling_axes = {{"cache", std::string("warm")}};
  c.seed = 0x9e3779b97f4a7c15ULL;
  c.status = Status::right;
  c.digest = "f00dfeed" + kernel;
  c.repetitions_judged = d.provenance == Provenance::measured ? 80 : 0;
  c.assumed_share = d.provenance == Provenance::modelled ? 1 : 0;
  c.step_name = kernel == "chase" ? "dereference" : "edge";
  if (d.copy > 0) {
    c.traced_crossing_bytes = 4096;
    c.crossing_values = 2;
    c.crossing_pieces = 2;
  }
  if (d.name == "cpu_split")
    c.placement_remark = "two thread pools with two memories, not a device behind PCIe";
  c.plan = "launch " + kernel + " on " + d.name + "\nawait\n";
  c.facts = {{"method", "scalar"}, {"pages_really_huge_ratio", "1.00"}};
  return c;
}

/// Builds the file case by case.
class Example {
 public:
  Example(int runs, Seed seed) : runs_(runs), rng_(seed) {}

  void add_chase(const DeviceCost& d, std::int64_t bytes, int chains, int workers) {
    CaseRecord c =
        make_case(d, "chase", {{"bytes", bytes}, {"chains", std::int64_t{chains}}}, workers);
    c.work = {100'000L * workers, "dereference",    0,
              100'000L * workers, Bytes{6'400'000}, Bytes{64}};
    c.key = "chase/scalar " + d.name + " bytes=" + size_text(bytes) +
            " chains=" + std::to_string(chains) +
            (workers > 1 ? " workers=" + std::to_string(workers) : "");
    if (bytes <= 4 * kMiB) c.remark = "cache-resident: " + size_text(bytes);
    const double one =
        chase_ns(bytes) / std::min<double>(chains, bytes > 4 * kMiB ? 46 : 10) + 0.02 * chains / 8;
    finish(std::move(c), d, one * 100'000 * d.slower, workers);
  }

  void add_bfs(const DeviceCost& d, int workers) {
    CaseRecord c = make_case(d, "bfs", {{"input", std::string("wordnet")}}, workers);
    c.work = {377'592, "edge", 0, 0, Bytes{3'020'736}, Bytes{470'636}};
    c.key = "bfs/level_synchronous " + d.name + " input=wordnet workers=" + std::to_string(workers);
    c.remark = "cache-resident: 4.2 MiB";
    if (d.name == std::string_view("cpu_threads"))  // one grey pixel
      c.pictures = {{"found", "1 x 1, 69 B", "image/png",
                     "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAA"
                     "ABJRU5ErkJggg=="}};
    finish(std::move(c), d, 1.9e6 / std::pow(workers, 0.82) * d.slower, workers);
  }

  /// The ceilings of a roofline: made-up 11 GB/s and 90 Gflop/s a worker.
  void add_ceilings(const DeviceCost& d, int workers) {
    const std::int64_t bytes = 256 * kMiB, steps = 192'000'000L * workers;
    CaseRecord read =
        make_case(d, "stream_read", {{"bytes", bytes}, {"pieces", std::int64_t{64}}}, workers);
    read.variant = "streams";
    read.step_name = "line";
    read.work = {bytes / 64, "line", 0, 0, Bytes{bytes}, Bytes{512}};
    read.key = "stream_read/streams " + d.name + " workers=" + std::to_string(workers);
    finish(std::move(read), d, 24e6 / std::pow(workers, 0.6), workers);
    CaseRecord multiply = make_case(d, "multiply_add", {{"items", std::int64_t{workers}}}, workers);
    multiply.variant = "fused";
    multiply.step_name = "multiply-add";
    multiply.work = {steps, "multiply-add",         2 * steps,
                     0,     Bytes{1544L * workers}, Bytes{1536L * workers}};
    multiply.key = "multiply_add/fused " + d.name + " workers=" + std::to_string(workers);
    finish(std::move(multiply), d, 4.3e6, workers);
  }

  void add_attention(const DeviceCost& d, std::int64_t tokens, int workers) {
    CaseRecord c = make_case(d, "attention", {{"tokens", tokens}}, workers);
    const std::int64_t pairs = 8 * tokens * tokens / 2;
    c.variant = "flash";
    c.step_name = "pair";
    c.work = {
        pairs, "pair", pairs * 256, 0, Bytes{3 * 8 * 64 * 4 * tokens}, Bytes{8 * 64 * 4 * tokens}};
    c.key = "attention/flash " + d.name + " tokens=" + std::to_string(tokens) +
            " workers=" + std::to_string(workers);
    const double compute = static_cast<double>(c.work.flop) / 55 / workers * d.slower;
    finish(std::move(c), d, compute, workers);
  }

  void add_failures(const DeviceCost& d) {
    CaseRecord wrong =
        make_case(d, "bfs", {{"input", std::string("wordnet")}, {"root", std::int64_t{7}}}, 1);
    wrong.key = "bfs/level_synchronous " + d.name + " input=wordnet root=7";
    wrong.status = Status::wrong;
    wrong.reason = "depth of vertex 4711 is 6, the reference says 5";
    finish(std::move(wrong), d, 2e6, 1);
    CaseRecord skipped =
        make_case(d, "chase", {{"bytes", 64 * 1024 * kMiB}, {"chains", std::int64_t{1}}}, 1);
    skipped.key = "chase/scalar " + d.name + " bytes=65536MiB chains=1";
    skipped.status = Status::skipped;
    skipped.reason = "64 GiB are asked for and 20 GiB are free; choose a smaller size";
    file_.cases.push_back(std::move(skipped));
    CaseRecord unverified =
        make_case(d, "chase", {{"bytes", 48 * kKiB}, {"chains", std::int64_t{1}}}, 1);
    unverified.key = "chase/scalar " + d.name + " bytes=48KiB chains=1";
    unverified.work.steps = 100'000;
    unverified.repetitions_judged = 0;
    finish(std::move(unverified), d, 150'000, 1);
  }

  ResultFile take() {
    describe();
    return std::move(file_);
  }

 private:
  void finish(CaseRecord c, const DeviceCost& d, double compute, int workers) {
    const int runs = d.provenance == Provenance::modelled ? 1 : runs_;
    for (int r = 0; r < runs; ++r)
      c.runs.push_back(make_run(r, d, c.kernel, compute, workers, rng_));
    c.measures = measures_of(c);
    file_.cases.push_back(std::move(c));
  }

  void describe() {
    file_.run_id = "01EXAMPLE0SAMPLE0DATA00000";
    file_.started = "2025-01-01T12:00:00Z";
    file_.command = "pontage run --runs 5 (made-up sample data)";
    file_.pontage_version = "0.1.0";
    file_.revision = "0000000";
    Environment& e = file_.environment;
    e = {"sample-host",
         "made-up processor, 4 cores",
         "Linux 6.1.0",
         "g++ 12.2.0",
         "-O2",
         "0000000",
         "avx2",
         4,
         4,
         1,
         1,
         1,
         2600,
         {{"Data", 1, 48 * kKiB, 1}, {"Unified", 2, kMiB, 1}, {"Unified", 3, 32 * kMiB, 4}},
         {0.4, 0.3, 0.2},
         {{"governor", "n/a: no cpufreq here"}, {"hypervisor", "made up"}},
         {},
         "sample0fingerprint"};
    using enum Check::Verdict;
    e.checks = {{good, "huge pages", "2 MiB pages are given when asked for", ""},
                {suspicious, "virtual machine",
                 "this is a virtual machine: neighbours may hold most of the last-level cache",
                 "prefer bare metal, or read sizes above 4 MiB as memory"},
                {bad, "governor", "the frequency governor is 'powersave'",
                 "cpupower frequency-set -g performance"},
                {unknown, "temperature", "no sensor can be read", ""}};
    SelfTest test;
    test.clock_source = "tsc";
    test.clock_is_invariant = true;
    test.clock_mhz = 2596.1;
    test.clock_uncertainty_ns = 0.8;
    test.stamp_ns = 6.9;
    test.span_ns = 17.2;
    test.empty_span_ns = 21.4;
    test.resolution_ns = 0.4;
    test.schedstat_ns = 541;
    test.checks = {{good, "clock", "no backward step in 1,000,000 pairs of stamps", ""}};
    file_.selftests.assign(static_cast<std::size_t>(runs_), test);
  }

  int runs_;
  Rng rng_;
  ResultFile file_;
};

}  // namespace

ResultFile example_result(int runs, Seed seed) {
  const std::vector<DeviceCost> devices{{"cpu_threads", 1, 70, 40},
                                        {"cpu_openmp", 1.01, 470, 160},
                                        {"cpu_tbb", 1.03, 1900, 350},
                                        {"cpu_split", 1.05, 0, 0, 120, 900, 3100, 1400}};
  const std::vector<DeviceCost> machines{
      {"example_discrete", 0.8, 0, 0, 5000, 3000, 12000, 4000, Provenance::modelled},
      {"example_unified", 0.9, 60, 30, 0, 0, 0, 0, Provenance::modelled}};
  Example example(runs, seed);
  for (const auto& d : devices) {
    for (const std::int64_t bytes : {32 * kKiB, 512 * kKiB, 4 * kMiB, 32 * kMiB, 256 * kMiB})
      example.add_chase(d, bytes, 1, 1);
    for (const int chains : {2, 4, 8, 16, 32, 64}) example.add_chase(d, 256 * kMiB, chains, 1);
    for (const int workers : {1, 2, 4}) example.add_bfs(d, workers);
    for (const int workers : {2, 4}) example.add_chase(d, 256 * kMiB, 8, workers);
    for (const std::int64_t tokens : {128, 1024})
      for (const int workers : {1, 2}) example.add_attention(d, tokens, workers);
  }
  for (const int workers : {1, 2, 4}) example.add_ceilings(devices.front(), workers);
  for (const auto& machine : machines) {
    for (const int chains : {1, 2, 4, 8, 16, 32, 64})
      example.add_chase(machine, 256 * kMiB, chains, 1);
    example.add_bfs(machine, 1);
  }
  example.add_failures(devices.front());
  return example.take();
}

ResultFile example_result() { return example_result(5, 20250101); }

}  // namespace pontage
