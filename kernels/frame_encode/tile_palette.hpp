// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "kernels/frame_encode/encode_tiles_shape.hpp"

namespace pontage::frame_encode {

/// The colours of a stripe, numbered from 1 on as they come.
class TilePalette {
 public:
  /// The number of a colour, which is new or not. Where there is no room for it, any number, and
  /// `is_overfull`.
  std::uint32_t number_of(Pixel colour) {
    std::size_t slot = colour * 0x9e3779b1U >> kSlotShift;
    while (slots_[slot].colour != colour || slots_[slot].number == 0) {
      if (slots_[slot].number == 0) return add(colour, slot);
      slot = (slot + 1) % slots_.size();
    }
    return slots_[slot].number;
  }
  Pixel colour(std::uint32_t number) const { return colours_[number]; }
  std::uint32_t count() const { return count_; }
  bool is_overfull() const { return is_overfull_; }
  void forget() {
    slots_.fill({});
    count_ = 0;
    is_overfull_ = false;
  }

 private:
  struct Slot {
    Pixel colour = 0;
    std::uint32_t number = 0;  // 0: free
  };
  std::uint32_t add(Pixel colour, std::size_t slot) {
    if (count_ == kTileColours) {
      is_overfull_ = true;
      return 0;
    }
    colours_[++count_] = colour;
    slots_[slot] = {colour, count_};
    return count_;
  }

  static constexpr int kSlotShift = 22;
  std::array<Slot, 1024> slots_;
  std::array<Pixel, kTileColours + 1> colours_;
  std::uint32_t count_ = 0;
  bool is_overfull_ = false;
};

}  // namespace pontage::frame_encode
