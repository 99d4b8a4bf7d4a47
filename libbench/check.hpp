// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>

namespace pontage {

/// Prints file, line, the claim and the values, then aborts. Only PONTAGE_CHECK calls it.
[[noreturn]] void check_failed(const char* file, int line, const char* claim,
                               const std::string& values);

template <class... Values>
std::string check_values(const Values&... values) {
  std::ostringstream out;
  ((out << ' ' << values), ...);
  return out.str();
}

}  // namespace pontage

/// A claim about our own code, checked in release builds too. Never inside a timed region.
#define PONTAGE_CHECK(claim, ...)                                \
  ((claim) ? static_cast<void>(0)                                \
           : ::pontage::check_failed(__FILE__, __LINE__, #claim, \
                                     ::pontage::check_values(__VA_ARGS__)))
