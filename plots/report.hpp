// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/record.hpp"
#include "libbench/result.hpp"

namespace pontage {

/// The result as one self-contained HTML page: words, tables and charts, data and scripts inside,
/// no request to anywhere. Only right and verified cases are plotted; measured and modelled ones
/// never in one chart. `unavailable` where the tool was built without the chart bundle.
Result<std::string> report_html(const ResultFile&);

}  // namespace pontage
