#include "plots/report.hpp"
namespace pontage { Result<std::string> report_html(const ResultFile&) { return fail(ErrorKind::unavailable, "no report in this build"); } }
