// SPDX-License-Identifier: Apache-2.0
#include "cli/run_options.hpp"

#include "cli/child_runs.hpp"

namespace pontage::cli {

Result<CaseRequest> case_request(const RunOptions& options) {
  CaseRequest request;
  request.kernels = options.kernels;
  request.variant = options.variant;
  request.suite = options.suite;
  request.filter = options.filter;
  bool is_live = options.on.empty();
  for (const auto& where : options.on) {
    if (where == "live")
      is_live = true;
    else
      request.machines.push_back(where);
  }
  request.backends = options.backends;
  if (!is_live && !options.backends.empty())
    return fail(
        ErrorKind::usage,
        "--backend chooses among live devices; add --on live to have them beside machine files");
  request.is_live = is_live;
  for (const auto& text : options.axes) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::usage, "'-a " + text +
                                        "': write -a name=value, -a name=[a,b], -a "
                                        "name=[lo:hi:step] or -a name=[lo:hi:*factor]");
    request.axes.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return request;
}

SamplePlan sample_plan(const RunOptions& options) {
  SamplePlan plan;
  plan.rule = options.rule;
  plan.limits.least = options.least;
  plan.limits.most = options.most;
  plan.limits.budget = Nanoseconds{static_cast<std::int64_t>(options.budget_s * 1e9)};
  plan.limits.half_width = options.half_width;
  plan.interrupt = &interrupt_flag();
  return plan;
}

std::vector<std::string> child_arguments(const RunOptions& options, int number,
                                         const std::string& path, bool is_quiet) {
  std::vector<std::string> words{"run"};
  words.insert(words.end(), options.kernels.begin(), options.kernels.end());
  const auto add = [&](const char* flag, const std::string& value) {
    words.emplace_back(flag);
    words.push_back(value);
  };
  for (const auto& backend : options.backends) add("--backend", backend);
  for (const auto& axis : options.axes) add("--axis", axis);
  if (!options.variant.empty()) add("--variant", options.variant);
  if (!options.filter.empty()) add("--filter", options.filter);
  add("--suite", options.suite);
  add("--rule", options.rule);
  add("--seed", std::to_string(options.seed));
  add("--min-repetitions", std::to_string(options.least));
  add("--max-repetitions", std::to_string(options.most));
  add("--budget", std::to_string(options.budget_s));
  add("--half-width", std::to_string(options.half_width));
  add("--runs", std::to_string(options.runs));
  add("--json", path);
  add("--child-run", std::to_string(number));
  if (!options.only_case.empty()) add("--only-case", options.only_case);
  if (options.keeps_pictures && number == 0) words.emplace_back("--pictures");
  if (is_quiet) words.emplace_back("--quiet");
  return words;
}

}  // namespace pontage::cli
