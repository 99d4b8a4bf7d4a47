// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "libbench/record.hpp"

namespace pontage {

/// Joins process runs into one file. Cases are joined by key, in the order in which they were first
/// seen; their runs are renumbered so that `selftests[run]` is the self-test of the process that
/// made it; the measures are estimated anew over all runs.
///
/// A case is wrong when any run says so or when two runs of one seed disagree on the digest, right
/// when any run is right, else skipped. A modelled case has one run however often it was priced.
/// Runs from machines whose fingerprints differ are joined all the same and the environment says so
/// as a bad check. No file at all gives an empty one.
ResultFile merge(std::vector<ResultFile> runs);

}  // namespace pontage
