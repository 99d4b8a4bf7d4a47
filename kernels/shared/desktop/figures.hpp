// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernels/shared/desktop/frame_source.hpp"

namespace pontage::desktop {

/// What the updates of one state came to.
struct StateFigures {
  std::int64_t updates = 0;
  std::int64_t tiles = 0, most_tiles = 0;  ///< 64 × 64 tiles in which a pixel changed
  std::int64_t damaged_pixels = 0;         ///< in damage, once for each rectangle
  std::int64_t packed_bytes = 0;           ///< those tiles' bytes by zstd -1; 0 without zstd
};

/// Counts what a source's updates change, by state: what scripts are calibrated by.
class Figures {
 public:
  explicit Figures(const Frame& first) : before_(first) {}
  /// After each `advance`.
  void add(const FrameSource&);
  const std::map<std::string, StateFigures>& by_state() const { return by_state_; }

 private:
  Frame before_;
  std::map<std::string, StateFigures> by_state_;
  std::vector<std::uint32_t> changed_;  // the pixels of changed tiles, one tile after the other
};

}  // namespace pontage::desktop
