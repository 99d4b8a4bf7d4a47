// SPDX-License-Identifier: Apache-2.0
#include "libbench/available_memory.hpp"

#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <string>

namespace pontage {

Bytes available_memory() {
  std::ifstream meminfo("/proc/meminfo");
  for (std::string line; std::getline(meminfo, line);) {
    if (!line.starts_with("MemAvailable:")) continue;
    const auto digit = line.find_first_of("0123456789");
    const auto kib = parse_integer(line.substr(digit, line.find(' ', digit) - digit));
    if (kib) return Bytes{*kib << 10};
  }
  return Bytes{std::int64_t{sysconf(_SC_AVPHYS_PAGES)} * sysconf(_SC_PAGESIZE)};
}

Result<void> check_room(Bytes need, std::string_view what, std::string_view remedy) {
  const Bytes room = available_memory();
  if (need <= room) return {};
  return fail(ErrorKind::refused, std::string(what) + " needs " + to_text(need) +
                                      " of memory and " + to_text(room) + " are available; " +
                                      std::string(remedy));
}

}  // namespace pontage
