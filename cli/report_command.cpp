// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "plots/report.hpp"
#include "results/merge.hpp"
#include "results/result_json.hpp"
#include "results/write.hpp"

namespace pontage::cli {
namespace {

Result<ResultFile> read_result(const std::string& path) {
  std::ifstream in(path);
  if (!in)
    return fail(
        ErrorKind::unavailable,
        "result file " + path + " cannot be opened; `pontage run --json " + path + "` makes one");
  std::ostringstream text;
  text << in.rdbuf();
  return parse_result(text.str(), path);
}

int report(const Session& session, const std::string& input, const std::string& output) {
  auto file = read_result(input);
  if (!file) return complain(session.terminal, file.error());
  auto html = report_html(*file);
  if (!html) return complain(session.terminal, html.error());
  if (auto written = write_text(output, *html); !written)
    return complain(session.terminal, written.error());
  if (output != "-")
    session.terminal.say("wrote " + output + "; open it in any browser, it needs no network");
  return kOk;
}

}  // namespace

void add_report_command(CLI::App& app, Session& session) {
  auto* command =
      app.add_subcommand("report", "Turn a result file into one self-contained HTML page");
  auto input = std::make_shared<std::string>(),
       output = std::make_shared<std::string>("report.html");
  command->add_option("result", *input, "The result file of `pontage run --json`")->required();
  command->add_option("-o,--output", *output, "Where to write the page; - is standard output")
      ->capture_default_str();
  command->callback([&session, input, output] {
    session.action = [&session, input, output] { return report(session, *input, *output); };
  });
}

}  // namespace pontage::cli
