// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "libbench/counters.hpp"
#include "libbench/perf_calls.hpp"

namespace pontage {

/// The processor's own counters through perf_event_open: one counter for each event and each thread
/// that the process has at `attach`, because a team's workers are older than the counters and
/// nothing is inherited backwards; threads that those start later are inherited. Counts user and
/// kernel mode where that is allowed, user mode otherwise, and says which.
///
/// `files` is asked for the reason of a refusal. The events must outlive the provider.
std::unique_ptr<CounterProvider> make_perf_counters(std::unique_ptr<PerfCalls>,
                                                    std::span<const PerfEvent>, const SystemFiles&);

}  // namespace pontage
