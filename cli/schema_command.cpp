// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "results/result_json.hpp"

namespace pontage::cli {

void add_schema_command(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("schema", "Print the JSON Schema of result files");
  command->callback([&session] {
    session.action = [] {
      const auto schema = result_schema();
      std::fwrite(schema.data(), 1, schema.size(), stdout);
      return kOk;
    };
  });
}

}  // namespace pontage::cli
