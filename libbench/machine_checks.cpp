// SPDX-License-Identifier: Apache-2.0
#include "libbench/machine_checks.hpp"

#include <cstdio>
#include <sstream>

#include "libbench/machine_checks_parts.hpp"

namespace pontage {

std::string number_text(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*g", digits, value);
  return text;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (const std::string& word : words) {
    if (!all.empty()) all += between;
    all += word;
  }
  return all;
}

std::vector<Check> check_machine(const SystemFiles& files, std::optional<Bytes> huge_page,
                                 const std::vector<CounterOffer>& counters) {
  std::vector<Check> checks;
  check_clock_and_cores(files, checks);
  check_counters(files, counters, checks);
  check_memory(files, huge_page, checks);
  check_sharing(files, checks);
  check_settings(files, checks);
  return checks;
}

std::optional<ProcessorTimes> read_processor_times(const SystemFiles& files) {
  std::istringstream stat(files.text("/proc/stat").value_or(""));
  std::string label;
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, io_wait = 0, irq = 0, soft_irq = 0,
               steal = 0;
  stat >> label >> user >> nice >> system >> idle >> io_wait >> irq >> soft_irq >> steal;
  if (label != "cpu" || !stat) return std::nullopt;
  return ProcessorTimes{user + nice + system + irq + soft_irq, steal};
}

}  // namespace pontage
