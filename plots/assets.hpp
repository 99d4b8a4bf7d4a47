// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace pontage::plots {

/// One Vega-Lite spec of plots/specs, by its file's name: "ledger".
struct ChartSpec {
  std::string_view name, json;
};

/// What a page is made from besides the data; embedded in the program by the build.
struct Assets {
  std::string_view bundle;   ///< the script that draws; empty where it was not built
  std::string_view notices;  ///< licences of what is in the bundle
  std::string_view style;    ///< CSS
  std::span<const ChartSpec> specs;
};
Assets embedded_assets();

}  // namespace pontage::plots
