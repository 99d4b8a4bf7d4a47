// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/terminal.hpp"
#include "libbench/registry.hpp"

namespace pontage::cli {

/// What every command gets. `action` is set by the command that was named and run after parsing;
/// its result is the exit code.
struct Session {
  Registry& registry;  ///< plug-ins that a command names are added to it
  Terminal terminal;
  std::string executable;  ///< to start fresh processes of this very tool
  std::string command_line;
  std::function<int()> action;
};

void add_list_command(CLI::App&, Session&);
void add_run_command(CLI::App&, Session&);
void add_conformance_command(CLI::App&, Session&);
/// Only where this build has Google Benchmark.
void add_micro_command(CLI::App&, Session&);
void add_problem_command(CLI::App&, Session&);
void add_record_command(CLI::App&, Session&);
void add_report_command(CLI::App&, Session&);
void add_doctor_command(CLI::App&, Session&);
void add_schema_command(CLI::App&, Session&);

}  // namespace pontage::cli
