// SPDX-License-Identifier: Apache-2.0
#include "libbench/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace pontage {

void check_failed(const char* file, int line, const char* claim, const std::string& values) {
  std::fprintf(stderr,
               "%s:%d: broken promise: %s%s%s\nThis is a bug in Pontage; please report it with the "
               "command.\n",
               file, line, claim, values.empty() ? "" : ";", values.c_str());
  std::abort();
}

}  // namespace pontage
