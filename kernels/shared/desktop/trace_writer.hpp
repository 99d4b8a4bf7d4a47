// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/shared/desktop/frame.hpp"
#include "libbench/result.hpp"

namespace pontage::desktop {

/// Writes a trace from the first picture to the end; what is written before `end` is one that was
/// cut off. Each update is packed with the picture before it in view, so what only moves costs
/// little.
class TraceWriter {
 public:
  /// `name` is what errors call the output. `level` is zstd's, 1 to 19. `unavailable` in a build
  /// without zstd.
  static Result<TraceWriter> begin(std::ostream& to, std::string name, const Frame& first,
                                   std::string_view state, int level = 9);
  TraceWriter(TraceWriter&&) noexcept;
  TraceWriter& operator=(TraceWriter&&) noexcept;
  ~TraceWriter();

  /// `frame` after an update that changed it within `damage`; the state is a word of small letters
  /// and time does not run backwards.
  Result<void> add(const Frame& frame, std::span<const Rectangle> damage, std::string_view state,
                   std::int64_t time_us);
  Result<void> end();
  std::int64_t bytes() const;

 private:
  struct Packer;
  explicit TraceWriter(std::unique_ptr<Packer>);
  std::unique_ptr<Packer> packer_;
};

/// What zstd -1 makes of pixels, in bytes; 0 in a build without zstd.
std::int64_t packed_size(std::span<const std::uint32_t> pixels);

}  // namespace pontage::desktop
