// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/record.hpp"

namespace pontage {

/// A made-up but complete result file for tests: five process runs of `chase` and `bfs` on four
/// devices, two machine files priced, and one wrong, one skipped and one unverified case. No number
/// in it was ever measured; host and processor say so. The same on every machine.
ResultFile example_result();

/// The same file as it would be after `runs` process runs, the sizes and cases unchanged.
ResultFile example_result(int runs, Seed seed);

}  // namespace pontage
