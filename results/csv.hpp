// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/record.hpp"

namespace pontage {

/// The long format that `pandas.read_csv` takes in a line: a heading, then one row a case × process
/// run × measure. Columns   run_id key kernel variant dialect device provenance status reason run
/// measure unit value, then one column per
///           axis that any case has set, named by its owner: shape.bytes, device.workers,
///           lowering.wait, sampling.cache.
/// A wrong or skipped case is one row with its reason and without run, measure, unit and value.
/// Quoted as RFC 4180 says, lines end in \n; numbers are written so that they read back the same.
std::string to_csv(const ResultFile&);

}  // namespace pontage
