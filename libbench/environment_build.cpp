// SPDX-License-Identifier: Apache-2.0
#include "libbench/build_info.hpp"
#include "libbench/environment_parts.hpp"

namespace pontage {

void read_build(Environment& environment) {
  environment.compiler = build_info::kCompiler;
  environment.flags = build_info::kFlags;
  environment.revision = build_info::kRevision;
  environment.facts.push_back({"build_type", std::string(build_info::kBuildType)});
  environment.facts.push_back({"pontage_version", std::string(build_info::kVersion)});
}

}  // namespace pontage
