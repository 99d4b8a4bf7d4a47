// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libbench/machine.hpp"
#include "libbench/registry.hpp"

namespace pontage {

/// One thing to run: a kernel at one shape on one device with every axis decided.
struct Case {
  std::string key;  ///< unique; lists what is not usual
  const Kernel* kernel = nullptr;
  const Backend* backend = nullptr;            ///< measured on it, or
  std::shared_ptr<const MachineSpec> machine;  ///< priced on it
  std::string device;                          ///< the backend's or the machine's name
  std::string variant;                         ///< the one asked for; empty: the best that can
  Settings shape, device_axes, lowering, sampling;
};

/// What a person asked for: everything not named is taken from the kernels' suites.
struct CaseRequest {
  std::vector<std::string> kernels;  ///< names; empty: all
  bool is_live = true;  ///< measure on backends, beside what is priced on machine files
  std::vector<std::string> backends;  ///< names; empty: all
  std::vector<std::string> machines;  ///< paths of machine files
  std::string variant;
  std::string suite = "quick";  ///< of axes that nobody sets
  std::vector<std::pair<std::string, std::string>>
      axes;  ///< axis → sweep text; when any is given, suites are not used
  std::vector<std::pair<std::string, std::string>>
      beside;          ///< the same for every case, suites or not, where somebody knows the axis
  std::string filter;  ///< ECMAScript regular expression on keys; empty: all
};

/// Every combination, in a fixed order, without duplicates. An axis belongs to whoever knows it:
/// shape, device, lowering or sampling; it is left out for those that do not, and unknown to all is
/// a usage error, as are two machines of one name. Axes of crossing and waiting are left out where
/// the backend has no queue.
Result<std::vector<Case>> expand_cases(const Registry&, const CaseRequest&);

}  // namespace pontage
