// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/dialect.hpp"

namespace pontage::ceilings {

/// One word after the other, serial.
void stream_read_reference(const Args&);

/// A sum for each word of a line, as the compiler makes it.
void stream_read_plain(HostTeam&, const Args&);

/// Four places of a piece read in turn by vectors, each with its sum and prefetched ahead. Only
/// where the build has Highway.
void stream_read_streams(HostTeam&, const Args&);
/// The instruction set that it runs on here, as Highway names it.
const char* streams_target();

/// Writes the sum of every piece, each by `sum_of(first word, lines)`, which any worker may call.
void sum_pieces(HostTeam&, const Args&,
                std::uint64_t (*sum_of)(const std::uint64_t* words, std::int64_t lines));

}  // namespace pontage::ceilings
