// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/row_check.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/frame_stages/vectors.hpp"

namespace pontage::frame_stages {

void add_row_plain(RowCheck& check, const void* row, std::int64_t words) {
  const auto* bytes = static_cast<const std::uint8_t*>(row);
  for (std::int64_t at = 0; at < words; at += kCheckLanes) {
    std::uint32_t group[kCheckLanes] = {};
    std::memcpy(group, bytes + at * 4,
                static_cast<std::size_t>(std::min<std::int64_t>(words - at, kCheckLanes)) * 4);
    for (int lane = 0; lane < kCheckLanes; ++lane) {
      check.sum[lane] += group[lane];
      check.sums[lane] += check.sum[lane];
    }
  }
}

void add_row(RowCheck& check, const void* row, std::int64_t words) {
  std::int64_t done = 0;
#ifdef PONTAGE_HAS_HIGHWAY
  done = words / kCheckLanes * kCheckLanes;
  add_groups_by_vectors(check, row, done);
#endif
  add_row_plain(check, static_cast<const std::uint8_t*>(row) + done * 4, words - done);
}

}  // namespace pontage::frame_stages
