// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>
#include <sstream>

#include "plots/report.hpp"
#include "results/example_result.hpp"
#include "results/result_json.hpp"
#include "results/write.hpp"

namespace {

pontage::Result<pontage::ResultFile> read(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return pontage::parse_result(text.str(), path);
}

int complain(const pontage::Error& error) {
  std::fprintf(stderr, "%s\n", error.what.c_str());
  return error.kind == pontage::ErrorKind::unavailable ? 77 : 1;
}

}  // namespace

/// write_example_report FILE [RESULT]: the report of the made-up result, or of the result file
/// given. Ends with 77 where this build has no chart bundle.
int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto file =
      argc > 2 ? read(argv[2]) : pontage::Result<pontage::ResultFile>(pontage::example_result());
  if (!file) return complain(file.error());
  const auto html = pontage::report_html(*file);
  if (!html) return complain(html.error());
  const auto good = pontage::write_text(argv[1], *html);
  return good ? 0 : complain(good.error());
}
