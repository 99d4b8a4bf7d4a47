// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "libbench/planted_holes.hpp"
#include "libbench/selftest.hpp"

namespace pontage::cli {
namespace {

std::string mark(const Terminal& terminal, Check::Verdict verdict) {
  switch (verdict) {
    case Check::Verdict::good:
      return terminal.good("good      ");
    case Check::Verdict::suspicious:
      return terminal.warn("suspicious");
    case Check::Verdict::bad:
      return terminal.bad("bad       ");
    case Check::Verdict::unknown:
      break;
  }
  return terminal.dim("unknown   ");
}

int print_checks(const Terminal& terminal, const std::vector<Check>& checks) {
  int doubts = 0;
  for (const Check& check : checks) {
    std::printf("%s  %s: %s\n", mark(terminal, check.verdict).c_str(),
                terminal.bold(check.name).c_str(), check.finding.c_str());
    if (!check.remedy.empty())
      std::printf("            %s %s\n", terminal.dim("→").c_str(), check.remedy.c_str());
    doubts +=
        check.verdict == Check::Verdict::suspicious || check.verdict == Check::Verdict::bad ? 1 : 0;
  }
  return doubts;
}

Result<int> print_holes(const Session& session, const ClockMap& clock) {
  auto holes = find_planted_holes(session.registry, clock);
  if (!holes) return pass_on(holes.error());
  int missed = 0;
  for (const HoleFinding& hole : *holes) {
    std::printf("%s  planted %s %s: %s found in %s\n",
                hole.is_found ? session.terminal.good("found     ").c_str()
                              : session.terminal.bad("missed    ").c_str(),
                to_text(hole.planted).c_str(), std::string(to_text(hole.point)).c_str(),
                to_text(hole.found).c_str(), std::string(to_text(hole.leaf)).c_str());
    missed += hole.is_found ? 0 : 1;
  }
  return missed;
}

int doctor(const Session& session, bool holes, bool is_strict) {
  const Environment environment = read_environment();
  std::printf("%s, %d of %d processors allowed, %s\n\n", environment.processor.c_str(),
              environment.cpus_allowed, environment.cpus_online, environment.kernel.c_str());
  int doubts = print_checks(session.terminal, environment.checks);
  for (const auto& backend : session.registry.backends())
    doubts += print_checks(session.terminal, backend->checks());
  const ClockMap clock = ClockMap::calibrate(50_ms);
  const SelfTest selftest = run_selftest(clock, 200_ms);
  std::printf(
      "\nself-test: clock %s %.1f MHz, a stamp %.1f ns, a span %.1f ns, resolution %.1f ns, %lld "
      "backward steps\n",
      selftest.clock_source.c_str(), selftest.clock_mhz, selftest.stamp_ns, selftest.span_ns,
      selftest.resolution_ns, static_cast<long long>(selftest.backward_steps));
  doubts += print_checks(session.terminal, selftest.checks);
  if (holes) {
    std::printf("\nplanted holes: a ledger must find time that nobody instrumented\n");
    auto missed = print_holes(session, clock);
    if (!missed) return complain(session.terminal, missed.error());
    doubts += *missed;
  }
  return is_strict && doubts > 0 ? kInconclusive : kOk;
}

}  // namespace

void add_doctor_command(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand(
      "doctor", "What on this machine will spoil a measurement, and how to mend it");
  auto holes = std::make_shared<bool>(false), strict = std::make_shared<bool>(false);
  command->add_flag("--holes", *holes,
                    "Also plant delays and prove that the ledgers find them (about a second)");
  command->add_flag("--strict", *strict, "Exit with 4 when anything is suspicious");
  command->callback([&session, holes, strict] {
    session.action = [&session, holes, strict] { return doctor(session, *holes, *strict); };
  });
}

}  // namespace pontage::cli
