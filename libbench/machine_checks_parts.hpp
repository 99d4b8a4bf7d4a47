// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libbench/counters.hpp"
#include "libbench/environment.hpp"
#include "libbench/system_files.hpp"
#include "libbench/units.hpp"

namespace pontage {

/// The groups that check_machine is made of; each appends its checks.
void check_clock_and_cores(const SystemFiles&, std::vector<Check>&);
void check_counters(const SystemFiles&, const std::vector<CounterOffer>& tried,
                    std::vector<Check>&);
void check_memory(const SystemFiles&, std::optional<Bytes> huge_page, std::vector<Check>&);
void check_sharing(const SystemFiles&, std::vector<Check>&);
void check_settings(const SystemFiles&, std::vector<Check>&);

inline Check good(std::string name, std::string finding) {
  return {Check::Verdict::good, std::move(name), std::move(finding), ""};
}
inline Check suspicious(std::string name, std::string finding, std::string remedy) {
  return {Check::Verdict::suspicious, std::move(name), std::move(finding), std::move(remedy)};
}
inline Check bad(std::string name, std::string finding, std::string remedy) {
  return {Check::Verdict::bad, std::move(name), std::move(finding), std::move(remedy)};
}
/// What could not be seen, and where a person can look.
inline Check unknown(std::string name, std::string finding, std::string remedy) {
  return {Check::Verdict::unknown, std::move(name), std::move(finding), std::move(remedy)};
}
inline Check unreadable(std::string name, const std::string& path, std::string remedy) {
  return unknown(std::move(name), path + " is not there or may not be read", std::move(remedy));
}
/// "1.5" with at most `digits` significant digits.
std::string number_text(double value, int digits = 3);
std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");

}  // namespace pontage
