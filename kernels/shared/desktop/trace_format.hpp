// SPDX-License-Identifier: Apache-2.0
/// The bytes of a recorded trace; docs/kernels/frames_input.md is the description for others.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "kernels/shared/desktop/frame.hpp"

namespace pontage::desktop {

static_assert(std::endian::native == std::endian::little,
              "a trace's numbers and pixels are little-endian and are copied as they are");

inline constexpr std::string_view kTraceMagic = "PTRACE\r\n";
inline constexpr std::uint32_t kTraceVersion = 1;
inline constexpr std::size_t kMostRectangles = 4096, kLongestState = 31;

/// After the magic and the version; all in the order in which they stand in the file.
struct TraceSize {
  std::uint32_t width = 0, height = 0;
};
/// Before each record's bytes, which are one zstd frame (RFC 8878) with a checksum.
struct RecordHead {
  std::uint32_t kind = 0;  ///< 1 an update, 2 the end
  std::uint32_t packed_bytes = 0, raw_bytes = 0;
};
inline constexpr std::uint32_t kUpdateRecord = 1, kEndRecord = 2;

/// Before an update's rectangles and pixels.
struct UpdateHead {
  std::int64_t time_us = 0;
  std::uint32_t rectangles = 0, state_bytes = 0;
};

/// How many pixels the rectangles of an update may hold together: where they overlap more than
/// this, one rectangle goes round them all.
constexpr std::uint64_t most_damaged(std::uint64_t width, std::uint64_t height) {
  return 2 * width * height;
}
constexpr std::uint64_t most_raw_bytes(std::uint64_t width, std::uint64_t height) {
  return sizeof(UpdateHead) + kLongestState + kMostRectangles * sizeof(Rectangle) +
         4 * most_damaged(width, height);
}
/// log2 of the window in which zstd finds both the picture before an update and the update.
inline int window_log(std::uint64_t bytes) {
  return static_cast<int>(std::bit_width(std::max<std::uint64_t>(bytes, 1U << 10U)));
}

/// Small states only: they are words of figures and file formats.
inline bool is_state(std::string_view text) {
  if (text.empty() || text.size() > kLongestState) return false;
  for (const char letter : text)
    if (!(letter >= 'a' && letter <= 'z') && letter != '_') return false;
  return true;
}

}  // namespace pontage::desktop
