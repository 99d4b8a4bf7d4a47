// SPDX-License-Identifier: Apache-2.0
// Checks of settings that came with the process: environment variables and the build.
#include <optional>

#include "libbench/build_info.hpp"
#include "libbench/machine_checks_parts.hpp"

namespace pontage {
namespace {

/// Variables that start with one of `prefixes`: suspicious when there are any, with the command
/// that takes them away.
Check check_variables(const SystemFiles& files, std::string name,
                      std::initializer_list<const char*> prefixes, const std::string& effect) {
  if (!files.exists("/proc/self/environ"))
    return unreadable(std::move(name), "/proc/self/environ", "look at them with: env");
  std::vector<std::string> found, names;
  for (const char* prefix : prefixes) {
    for (const std::string& variable : files.variables(prefix)) {
      found.push_back(variable);
      names.push_back(variable.substr(0, variable.find('=')));
    }
  }
  if (found.empty()) return good(std::move(name), "none set");
  return suspicious(std::move(name), joined(found) + ": " + effect, "unset " + joined(names, " "));
}

Check check_build() {
  const std::string name = "build", type(build_info::kBuildType), flags(build_info::kFlags);
  const std::string finding =
      (type.empty() ? "no build type" : type) + ", revision " + std::string(build_info::kRevision);
  const std::string remedy = "cmake --preset release && cmake --build --preset release";
  if (flags.find("-fsanitize") != std::string::npos)
    return bad(name, finding + ", with sanitizers: every access is checked", remedy);
  if (type != "Release" && type != "RelWithDebInfo")
    return bad(name, finding + ": not optimised", remedy);
  if (build_info::kRevision.ends_with("-dirty"))
    return suspicious(name, finding + ": changed files, nobody can build this again",
                      "commit first: git status");
  return good(name, finding);
}

}  // namespace

void check_settings(const SystemFiles& files, std::vector<Check>& checks) {
  checks.push_back(check_variables(files, "OpenMP variables", {"OMP_", "GOMP_", "KMP_"},
                                   "they override workers, pinning and waiting of cpu_openmp"));
  checks.push_back(check_variables(
      files, "library variables", {"OPENBLAS_", "MKL_", "BLIS_", "TBB_", "ONEDNN_", "DNNL_"},
      "a numeric library is told which code or how many threads to use"));
  checks.push_back(check_variables(
      files, "loader variables", {"LD_PRELOAD=", "MALLOC_", "GLIBC_TUNABLES="},
      "foreign code or another allocator stands between the harness and the machine"));
  checks.push_back(check_build());
}

}  // namespace pontage
