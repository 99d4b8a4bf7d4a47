// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/dialect.hpp"

namespace pontage::similarity_scan {

/// Row by row, word by word, serial.
void similarity_scan_reference(const Args&);

/// Row by row in each piece, as the compiler makes it.
void similarity_scan_plain(HostTeam&, const Args&);

/// Rows of four places beside up to four queries in vectors, prefetched ahead. Only where the build
/// has Highway.
void similarity_scan_blocks(HostTeam&, const Args&);
/// The instruction set that it runs on here, as Highway names it.
const char* blocks_target();

/// One run of pieces: the rows [begin, end) of the database beside all queries, into `nearest`
/// [queries, k], heaps that were cleared.
using ScanPiece = void (*)(const Args&, std::int64_t begin, std::int64_t end,
                           std::uint64_t* nearest);
/// Every piece by `scan`, which any worker may call, a run of them at once; then the answer of
/// every query from what the pieces found.
void scan_pieces(HostTeam&, const Args&, ScanPiece scan);

/// The answer of one query from what `pieces` pieces found.
void merge_query(const Args&, std::int64_t query, std::int64_t pieces);

}  // namespace pontage::similarity_scan
