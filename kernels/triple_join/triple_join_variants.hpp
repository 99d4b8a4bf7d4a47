// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::triple_join {

/// Nested loops over the patterns in order, each looked up by what is known; serial.
void reference(const Args&);
/// Leapfrog triejoin; the first variable's values are shared out.
void leapfrog(HostTeam&, const Args&);
/// Hash joins in a row: a table for each pattern after the first, whose rows are shared out.
void hash(HostTeam&, const Args&);
/// Sort-merge joins in a row, what lies between them kept in scratch; what is not in order by what
/// is joined is sorted.
void merge(HostTeam&, const Args&);
/// Partitioned hash joins in a row, what lies between them kept in scratch; counted, then written.
void partitioned(HostTeam&, const Args&);
/// leapfrog by the caller alone: what machines that are priced can be asked for.
void leapfrog_serial(const Args&);

/// The same, every access counted; the team has one worker.
using CountFn = void (*)(HostTeam&, const Args&, CountProbe&);
void count_reference(HostTeam&, const Args&, CountProbe&);
void count_leapfrog(HostTeam&, const Args&, CountProbe&);
void count_hash(HostTeam&, const Args&, CountProbe&);
void count_merge(HostTeam&, const Args&, CountProbe&);
void count_partitioned(HostTeam&, const Args&, CountProbe&);
/// Of the device's variant, by a grid of one thread: it takes the same room as any other.
void count_partitioned_grid(HostTeam&, const Args&, CountProbe&);

}  // namespace pontage::triple_join
