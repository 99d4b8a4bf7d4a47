// SPDX-License-Identifier: Apache-2.0
#include "plots/report.hpp"

#include <set>

#include "plots/report_page.hpp"
#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage {
namespace plots {
namespace {

constexpr std::size_t kKernelsNamed = 6;

void add_contents(Page& page, const ResultFile& file) {
  page.html("<nav><a href=\"#findings\">Findings</a> ");
  if (has_pictures(file)) page.html("<a href=\"#pictures\">Pictures</a> ");
  page.html(
      "<a href=\"#ledgers\">1 Time</a> <a "
      "href=\"#latency\">2 Latency</a> "
      "<a href=\"#scaling\">3 Scaling</a> <a href=\"#roofline\">4 Roofline</a> <a "
      "href=\"#cases\">5 Cases</a> <a href=\"#resources\">6 Resources</a> "
      "<a href=\"#counters\">7 Counters</a> <a href=\"#environment\">8 Machine</a> <a "
      "href=\"#reading\">9 How to read</a></nav>\n");
}

}  // namespace

void add_title(Page& page, const Report& report) {
  const ResultFile& file = report.file;
  std::set<std::string> kernels, measured, modelled;
  std::size_t runs = file.selftests.size();
  for (const CaseRecord& c : file.cases) {
    kernels.insert(c.kernel);
    (c.provenance == Provenance::measured ? measured : modelled).insert(c.device);
  }
  std::string question =
      "Where does the time of " +
      (kernels.size() > kKernelsNamed ? counted(kernels.size(), "kernel") : list_of(kernels)) +
      " go on " + list_of(measured);
  if (!modelled.empty())
    question += (measured.empty() ? "" : ", and as modelled on ") + list_of(modelled);
  page.html("<header>\n<p class=\"brand\">Pontage</p>\n").heading(1, "What crossing costs");
  page.paragraph(
      question + ": what do copying, launching and synchronising cost beside the work itself?",
      "question");
  page.html("<p class=\"meta\">")
      .text(file.environment.processor + " · " + file.environment.host_name + " · " + file.started +
            " · " + counted(runs, "process run") + " · " + counted(file.cases.size(), "case"))
      .html("</p>\n");
  add_contents(page, file);
  page.html("</header>\n");
}

std::string report_page(const ResultFile& file, const Assets& assets) {
  Page page;
  Report report{file, families(file), {}, {}};
  for (const Family& family : report.families) report.standings.push_back(standings(family));
  page.html("<main>\n");
  add_title(page, report);
  add_findings(page, report);
  add_pictures(page, report);
  add_ledgers(page, report);
  add_latency(page, report);
  add_scaling(page, report);
  add_roofline(page, report);
  add_cases(page, report);
  add_resources(page, report);
  add_counters(page, report);
  add_environment(page, report);
  add_reading(page, report, assets);
  page.html("</main>\n");
  return page.document("Pontage: what crossing costs on " + file.environment.host_name, assets);
}

}  // namespace plots

Result<std::string> report_html(const ResultFile& file) {
  const plots::Assets assets = plots::embedded_assets();
  if (assets.bundle.empty())
    return fail(ErrorKind::unavailable,
                "this build has no chart bundle: install npm and build again");
  return plots::report_page(file, assets);
}

}  // namespace pontage
