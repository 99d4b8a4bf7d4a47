// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/case.hpp"
#include "libbench/sampler.hpp"

namespace pontage::cli {

/// Everything `pontage run` can be told.
struct RunOptions {
  std::vector<std::string> kernels, backends, on, axes;
  std::string variant, suite = "quick", filter;
  int runs = 5;
  Seed seed = 1;
  std::string rule = "stable-median";
  int least = 5, most = 10'000;
  double budget_s = 0.25, half_width = 0.01;
  std::string json, csv;
  bool is_strict = false, only_lists = false;
  bool keeps_pictures = false;  ///< of every problem once, in the first run
  bool is_isolated = false;     ///< every case of every run in a process of its own
  double timeout_s = 120;       ///< for such a process
  std::string only_case;        ///< hidden: the key of the one case that this child runs
  int child_run = -1;  ///< hidden: this process is run number N of a parent, and writes to `json`
                       ///< after every case
};

/// The cases asked for, measured ones and priced ones.
Result<CaseRequest> case_request(const RunOptions&);
SamplePlan sample_plan(const RunOptions&);
/// The command line that makes a fresh process do run `number` and write to `path`.
std::vector<std::string> child_arguments(const RunOptions&, int number, const std::string& path,
                                         bool is_quiet);

}  // namespace pontage::cli
