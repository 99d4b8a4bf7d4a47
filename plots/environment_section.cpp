// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

/// The worst first.
int weight(Check::Verdict verdict) {
  constexpr std::array<int, 4> order{3, 1, 0, 2};  // good, suspicious, bad, unknown
  return order.at(static_cast<std::size_t>(verdict));
}

/// The environment's checks and those of all self-tests, each finding once, the worst first.
std::vector<Check> all_checks(const ResultFile& file) {
  std::vector<Check> checks = file.environment.checks;
  for (const SelfTest& test : file.selftests)
    checks.insert(checks.end(), test.checks.begin(), test.checks.end());
  std::set<std::pair<std::string, std::string>> seen;
  std::erase_if(checks, [&](const Check& c) { return !seen.emplace(c.name, c.finding).second; });
  std::ranges::stable_sort(checks, {}, [](const Check& c) { return weight(c.verdict); });
  return checks;
}

void add_checks(Page& page, const ResultFile& file) {
  page.heading(3, "What may have spoilt the figures");
  const auto checks = all_checks(file);
  if (checks.empty()) return void(page.paragraph("Nothing was checked.", "nothing"));
  Table table({"verdict", "what", "finding", "remedy"}, "checks");
  for (const Check& check : checks) {
    const std::string verdict(to_text(check.verdict));
    table.row().markup("<span class=\"verdict " + verdict + "\">" + verdict + "</span>");
    table.cell(check.name).cell(check.finding).cell(check.remedy);
  }
  page.html(table.html());
}

std::string counts_text(const Environment& e) {
  return counted(static_cast<std::size_t>(e.sockets), "socket") + ", " +
         counted(static_cast<std::size_t>(e.numa_nodes), "NUMA node") + ", " +
         std::to_string(e.cpus_online) + " processors online, " + std::to_string(e.cpus_allowed) +
         " allowed, " + counted(static_cast<std::size_t>(e.threads_per_core), "hardware thread") +
         " a core";
}

std::string caches_text(const Environment& e) {
  std::string text;
  for (const CacheFact& cache : e.caches) {
    if (cache.type == "Instruction") continue;
    text.append(text.empty() ? "" : ", ")
        .append("L")
        .append(std::to_string(cache.level))
        .append(" ")
        .append(size_text(cache.size_bytes));
    if (cache.shared_by > 1) text.append(" shared by ").append(std::to_string(cache.shared_by));
  }
  return text;
}

void add_machine(Page& page, const ResultFile& file) {
  const Environment& e = file.environment;
  page.heading(3, "The machine and the build");
  Table table({"", ""}, "facts");
  const auto fact = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) table.row().cell(name).cell(value);
  };
  fact("host", e.host_name);
  fact("processor", e.nominal_mhz > 0
                        ? e.processor + ", nominally " + digits(e.nominal_mhz) + " MHz"
                        : e.processor);
  fact("topology", counts_text(e));
  fact("caches as reported", caches_text(e));
  fact("operating system", e.kernel);
  fact("compiler", e.compiler + " " + e.flags);
  fact("instruction set chosen", e.instruction_set);
  for (const Fact& other : e.facts) fact(other.name, other.value);
  fact("revision", file.revision.empty() ? e.revision : file.revision);
  fact("command", file.command);
  fact("run", file.run_id);
  fact("fingerprint", e.fingerprint);
  page.html(table.html());
}

/// "17.2", or "16.9 to 18.4" over the process runs.
std::string range_text(const ResultFile& file, double SelfTest::*figure) {
  double low = file.selftests.front().*figure, high = low;
  for (const SelfTest& test : file.selftests) {
    low = std::min(low, test.*figure);
    high = std::max(high, test.*figure);
  }
  const std::string text = digits(low);
  return text == digits(high) ? text : text + " to " + digits(high);
}

void add_selftests(Page& page, const ResultFile& file) {
  page.heading(3, "What measuring costs here");
  if (file.selftests.empty()) return void(page.paragraph("This file has no self-test.", "nothing"));
  const SelfTest& first = file.selftests.front();
  Table table({"figure", "over the process runs"}, "facts");
  table.row().cell("clock").cell(
      first.clock_source + (first.clock_is_invariant ? ", one rate in every state of the processor"
                                                     : ", rate not known to be constant"));
  const auto figure = [&](std::string_view name, double SelfTest::*value, std::string_view unit) {
    table.row().cell(name).cell(range_text(file, value).append(" ").append(unit));
  };
  figure("rate of the clock", &SelfTest::clock_mhz, "MHz");
  figure("uncertainty of a converted stamp", &SelfTest::clock_uncertainty_ns, "ns");
  figure("one stamp", &SelfTest::stamp_ns, "ns");
  figure("one span around some work", &SelfTest::span_ns, "ns");
  figure("one empty span, the upper bound", &SelfTest::empty_span_ns, "ns");
  figure("smallest step seen", &SelfTest::resolution_ns, "ns");
  figure("one read of the scheduler's account", &SelfTest::schedstat_ns, "ns");
  page.html(table.html());
}

}  // namespace

void add_environment(Page& page, const Report& report) {
  page.heading(2, "8 Where it was measured, and what is suspicious about it", "environment");
  add_checks(page, report.file);
  add_machine(page, report.file);
  add_selftests(page, report.file);
}

void add_reading(Page& page, const Report& report, const Assets& assets) {
  page.heading(2, "9 How to read this", "reading").html("<dl>\n");
  const auto entry = [&](std::string_view term, std::string_view text) {
    page.html("<dt>").text(term).html("</dt><dd>").text(text).html("</dd>\n");
  };
  entry("What is timed",
        "A job's window opens at its release and closes when its last activity has ended, with the "
        "answer readable by the host. Requests and "
        "responses cross inside the window; datasets are uploaded before it, unless a case says "
        "cold=yes.");
  entry("Which number is which",
        "Real time is the median of untraced repetitions. The ledgers come from traced repetitions "
        "that alternate with them on the same path. "
        "ns per step is the compute leaves alone, divided by the steps counted in the task.");
  entry("Intervals",
        "The process run is the unit of replication: repetitions inside one process share its page "
        "placement and its neighbours. An interval is a "
        "bootstrap over runs; with few runs it is the smallest and the largest run.");
  entry("Right answers",
        "Every case is judged before the first timed repetition, and the timed repetitions are "
        "looked at again. What is wrong, skipped or unverified is never plotted.");
  entry("Measured and modelled",
        "Measured is wall-clock time on the machine of section 8. Modelled is virtual time from a "
        "machine file; the share that rests on assumed "
        "parameters is said beside it. The two never stand in one chart.");
  page.html("</dl>\n");
  page.html("<details><summary>Licences of the software that draws the charts</summary>\n<pre>")
      .text(assets.notices)
      .html("</pre></details>\n");
  page.html("<footer>")
      .text("Pontage " + report.file.pontage_version +
            ", Apache-2.0. This page makes no request to anywhere.")
      .html("</footer>\n");
}

}  // namespace pontage::plots
