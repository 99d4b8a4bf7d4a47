// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

struct ZSTD_CCtx_s;

namespace pontage::frame_encode {

/// A context of zstd for each lane of a job, which one worker at a time may use. All their memory
/// is here from set-up on and never changes size; that of lanes beyond the machine's processors is
/// only touched when a worker comes to them.
class TileContexts {
 public:
  /// For stripes of at most kStripeBytes at that level.
  TileContexts(int level, std::int64_t lanes);

  ZSTD_CCtx_s* of(std::int64_t lane) const {
    return lanes_[static_cast<std::size_t>(lane)].context;
  }
  /// Of one context.
  static std::size_t bytes(int level);

 private:
  struct Lane {
    std::unique_ptr<std::uint64_t[]> room;
    ZSTD_CCtx_s* context = nullptr;  ///< lies in the room
  };
  std::vector<Lane> lanes_;
};

}  // namespace pontage::frame_encode
