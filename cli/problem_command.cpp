// SPDX-License-Identifier: Apache-2.0
/// `pontage problem`: the inputs of a problem as files, to feed the same bytes to another program.
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/axis_arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "libbench/kernel.hpp"
#include "results/write.hpp"

namespace pontage::cli {
namespace {

struct Options {
  std::string kernel, folder;
  std::vector<std::string> axes;
  Seed seed = 1;
};

/// Writes one value's bytes; what never leaves the host's hands (responses, scratch) has no file.
Result<nlohmann::json> write_value(const Problem& problem, std::size_t index,
                                   const std::string& folder) {
  const ValueSpec& value = problem.values()[index];
  nlohmann::json about{
      {"name", value.name}, {"role", to_text(value.role)}, {"size_bytes", value.most.count()}};
  if (value.role != Role::dataset && value.role != Role::request) return about;
  std::string bytes(static_cast<std::size_t>(value.most.count()), '\0');
  problem.fill(index, std::as_writable_bytes(std::span(bytes)));
  const std::string file = value.name + ".bin";
  if (auto written = write_text(folder + "/" + file, bytes); !written)
    return pass_on(written.error());
  about["file"] = file;
  return about;
}

nlohmann::json to_json(const Settings& settings) {
  auto json = nlohmann::json::object();
  for (const auto& [name, setting] : settings)
    std::visit([&, &name = name](const auto& value) { json[name] = value; }, setting);
  return json;
}

Result<void> write_problem(const Session& session, const Options& options) {
  const auto kernel = session.registry.kernel(options.kernel);
  if (!kernel) return pass_on(kernel.error());
  const ShapeSchema& schema = (*kernel)->shape_schema();
  const auto settings = parse_axis_arguments(schema.axes(), options.axes, options.kernel);
  if (!settings) return pass_on(settings.error());
  const auto shape = schema.make(*settings);
  if (!shape) return pass_on(shape.error());
  const auto problem = (*kernel)->make_problem(*shape, options.seed);
  if (!problem) return pass_on(problem.error());
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error)
    return fail(ErrorKind::cannot_write,
                options.folder + ": the folder cannot be made: " + error.message());
  nlohmann::json about{{"pontage_problem", 1},
                       {"kernel", options.kernel},
                       {"seed", options.seed},
                       {"shape", to_json((*problem)->shape().settings())},
                       {"remark", (*problem)->remark()},
                       {"byte_order", "little"},
                       {"values", nlohmann::json::array()}};
  for (std::size_t i = 0; i < (*problem)->values().size(); ++i) {
    auto value = write_value(**problem, i, options.folder);
    if (!value) return pass_on(value.error());
    about["values"].push_back(std::move(*value));
  }
  return write_text(options.folder + "/problem.json", about.dump(2) + "\n");
}

}  // namespace

void add_problem_command(CLI::App& app, Session& session) {
  auto* command =
      app.add_subcommand("problem", "Write a problem's inputs as files, to feed another program");
  auto options = std::make_shared<Options>();
  command->add_option("kernel", options->kernel, "A kernel by name")->required();
  command->add_option("-a,--axis", options->axes, "name=value of the kernel's shape");
  command->add_option("--seed", options->seed, "As given to `pontage run`")->capture_default_str();
  command->add_option("-o,--out", options->folder, "The folder to write to; it is made")
      ->required();
  command->callback([&session, options] {
    session.action = [&session, options]() -> int {
      if (auto written = write_problem(session, *options); !written)
        return complain(session.terminal, written.error());
      session.terminal.say("wrote " + options->folder + "/problem.json");
      return kOk;
    };
  });
}

}  // namespace pontage::cli
