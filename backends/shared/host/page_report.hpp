// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "libbench/units.hpp"

namespace pontage::host {

/// Memory that can still be used: MemAvailable of /proc/meminfo, or what the container's limit
/// leaves where that is less. Files are read below `root` (tests pass a made-up folder). Nothing
/// where the machine does not say.
std::optional<Bytes> available_memory(const std::string& root = "");

/// How much of the text of /proc/self/smaps between two addresses lies in huge pages. An area that
/// reaches beyond counts for at most what overlaps.
Bytes huge_bytes(const std::string& smaps, std::uintptr_t begin, std::uintptr_t end);
/// The same for this process now.
Bytes huge_bytes(const void* at, Bytes size);

/// NUMA node → pages of a buffer that lie there, from at most `most` pages evenly spread over it
/// (move_pages). A negative node counts the pages that were never touched. Empty where the system
/// does not tell.
std::map<int, int> node_histogram(const void* at, Bytes size, int most = 256);

}  // namespace pontage::host
