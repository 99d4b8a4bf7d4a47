// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/record.hpp"
#include "plots/assets.hpp"

namespace pontage::plots {

/// The page with the assets given; what report_html does once it knows that there is a bundle.
std::string report_page(const ResultFile&, const Assets&);

}  // namespace pontage::plots
