// SPDX-License-Identifier: Apache-2.0
/// The `pontage` tool: the only place where kernels, backends, results and plots meet.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "backends/backend_list.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "kernels/kernel_list.hpp"
#include "libbench/build_info.hpp"

namespace {

using namespace pontage;       // NOLINT(google-build-using-namespace): a program's own main file
using namespace pontage::cli;  // NOLINT(google-build-using-namespace)

std::string command_line(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) line += (i == 0 ? "" : " ") + std::string(argv[i]);
  return line;
}

int run(int argc, char** argv) {
  Registry registry;
  add_all_kernels(registry);
  add_all_backends(registry);
  Session session{registry, {}, argv[0], command_line(argc, argv), {}};
  CLI::App app{
      "Measures what data and control pay to cross between processors: copies, launches, "
      "synchronisation."};
  app.set_version_flag("--version", "pontage " + std::string(build_info::kVersion) + " (" +
                                        std::string(build_info::kRevision) + ")");
  app.require_subcommand(1);
  std::string colour = "auto";
  bool quiet = false;
  app.add_option("--color", colour, "auto, always or never; NO_COLOR is honoured")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_flag("-q,--quiet", quiet, "No progress and no remarks on stderr");
  app.fallthrough();
  add_list_command(app, session);
  add_run_command(app, session);
  add_conformance_command(app, session);
#ifdef PONTAGE_HAS_MICRO
  add_micro_command(app, session);
#endif
  add_problem_command(app, session);
  add_record_command(app, session);
  add_report_command(app, session);
  add_doctor_command(app, session);
  add_schema_command(app, session);
  app.footer(
      "Exit codes: 0 ok, 1 internal, 2 usage, 3 regression, 4 inconclusive (--strict), 5 wrong "
      "answer, 65 unreadable or newer file,\n"
      "69 backend or input unavailable, 73 cannot write, 130 interrupted (what was measured is "
      "written).");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  session.terminal = Terminal::detect(colour, quiet);
  return session.action();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pontage: %s\nThis is a bug; please report it with the command.\n",
                 error.what());
    return kInternal;
  }
}
