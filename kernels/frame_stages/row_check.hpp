// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/device_code.hpp"

namespace pontage::frame_stages {

/// A check of what a stage computed and leaves where it is: Fletcher's two sums modulo 2³² in 16
/// lanes. `vectors` and `threads` of composite take it from the registers that they store, the
/// others from the row that they have just written; tests of the host's variants compare frames, so
/// that a wrong store is found, too. Rows of 32-bit words are taken in groups of 16, the last group
/// of a row filled up with zeros; the word at place j of a group is added to sum[j], and after each
/// group every sum[j] to sums[j]. Any one wrong word changes it, and so do two that changed places.
/// It is no hash: what is wrong on purpose can have the right check.
inline constexpr int kCheckLanes = 16;
struct RowCheck {
  alignas(64) std::uint32_t sum[kCheckLanes] = {};
  alignas(64) std::uint32_t sums[kCheckLanes] = {};

  PONTAGE_ITEM std::uint64_t value() const {
    std::uint64_t all = 0;
    for (int lane = 0; lane < kCheckLanes; ++lane) {
      // Two steps that can be undone: another sum gives another value.
      all = (all + (sum[lane] | std::uint64_t{sums[lane]} << 32)) * 0xbf58476d1ce4e5b9ULL;
      all ^= all >> 31;
    }
    return all;
  }
};

/// Takes in a row that lies at any address.
void add_row_plain(RowCheck&, const void* row, std::int64_t words);
/// The same by vectors where the build has Highway.
void add_row(RowCheck&, const void* row, std::int64_t words);

}  // namespace pontage::frame_stages
