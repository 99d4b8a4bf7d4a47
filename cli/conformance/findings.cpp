// SPDX-License-Identifier: Apache-2.0
#include "cli/conformance/findings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plots/text.hpp"

namespace pontage::cli::conformance {
namespace {

using Verdict = Outcome::Verdict;

/// A plug-in's sentence may hold anything; XML may not.
std::string escaped(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return plots::escaped(text);
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", seconds);
  return text;
}

std::ptrdiff_t count(const std::vector<Finding>& findings, Verdict verdict) {
  return std::ranges::count(findings, verdict, [](const Finding& f) { return f.outcome.verdict; });
}

}  // namespace

std::string to_line(const Finding& finding, const Terminal& terminal) {
  const std::string word(to_text(finding.outcome.verdict));
  const std::string shown = finding.outcome.verdict == Verdict::pass   ? terminal.good(word)
                            : finding.outcome.verdict == Verdict::fail ? terminal.bad(word)
                                                                       : terminal.warn(word);
  std::string name = finding.check;
  name.resize(std::max<std::size_t>(name.size(), 20), ' ');
  return shown + "  " + name + finding.outcome.text;
}

std::string to_json(const std::string& backend, const std::vector<Finding>& findings) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const Finding& f : findings)
    checks.push_back({{"check", f.check},
                      {"promise", f.promise},
                      {"verdict", std::string(to_text(f.outcome.verdict))},
                      {"text", f.outcome.text},
                      {"seconds", f.seconds}});
  const nlohmann::ordered_json all{{"pontage_conformance", 1},
                                   {"backend", backend},
                                   {"failed", count(findings, Verdict::fail)},
                                   {"skipped", count(findings, Verdict::skip)},
                                   {"checks", checks}};
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string to_junit(const std::string& backend, const std::vector<Finding>& findings) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"conformance of " +
      escaped(backend) + "\" tests=\"" + std::to_string(findings.size()) + "\" failures=\"" +
      std::to_string(count(findings, Verdict::fail)) + "\" skipped=\"" +
      std::to_string(count(findings, Verdict::skip)) + "\">\n";
  for (const Finding& f : findings) {
    xml += "  <testcase classname=\"" + escaped(backend) + "\" name=\"" + escaped(f.check) +
           "\" time=\"" + seconds_text(f.seconds) + "\">";
    const std::string text = escaped(f.outcome.text);
    if (f.outcome.verdict == Verdict::fail) xml += "<failure message=\"" + text + "\"/>";
    if (f.outcome.verdict == Verdict::skip) xml += "<skipped message=\"" + text + "\"/>";
    if (f.outcome.verdict == Verdict::pass) xml += "<system-out>" + text + "</system-out>";
    xml += "</testcase>\n";
  }
  return xml + "</testsuite>\n";
}

}  // namespace pontage::cli::conformance
