// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libbench/counters.hpp"
#include "libbench/environment.hpp"
#include "libbench/system_files.hpp"
#include "libbench/units.hpp"

namespace pontage {

/// All that this machine may do to a measurement, one check a cause, always the same checks in the
/// same order: what `pontage doctor` prints and every record carries. What cannot be read is
/// `unknown` with the reason. `huge_page` is what a trial allocation of 2 MiB got in huge pages;
/// absent when none was made. `counters` is what trying to read hardware counters came to; empty
/// when nobody tried.
std::vector<Check> check_machine(const SystemFiles&, std::optional<Bytes> huge_page,
                                 const std::vector<CounterOffer>& counters = {});

/// Time that processors wanted to run since the machine started, in ticks of USER_HZ, summed over
/// them: ran, and was stolen.
struct ProcessorTimes {
  std::int64_t ran = 0, steal = 0;
};
std::optional<ProcessorTimes> read_processor_times(const SystemFiles&);

}  // namespace pontage
