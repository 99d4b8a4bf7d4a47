// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::frame_encode::h264 {

/// The slot of a hash in a table of `mask` + 1 slots, a power of two, one of them free at least:
/// from the hash's own slot on, the first that `fits`: it has the hash, or is free.
template <class Fits>
std::uint32_t slot_of(std::uint32_t hash, std::uint32_t mask, Fits&& fits) {
  std::uint32_t slot = (hash * 0x27d4eb2dU >> 8) & mask;
  while (!fits(slot)) slot = (slot + 1) & mask;
  return slot;
}

}  // namespace pontage::frame_encode::h264
