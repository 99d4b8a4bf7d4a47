// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "libbench/units.hpp"

namespace pontage {

/// How long the calling thread was runnable without running: the kernel's run delay, second number
/// of /proc/thread-self/schedstat (Linux, Documentation/scheduler/sched-stats). It sees a foreign
/// thread on the same processor, which steal does not; delays below about 100 µs are partly missing
/// from it.
///
/// Belongs to the thread that made it: the file is opened once and names that thread for good. One
/// reading is one `pread` and allocates nothing. Move-only.
class RunDelay {
 public:
  /// Opens the file below `root` ("" is the real machine). A machine without it is no error:
  /// `is_available` is false, the readings are zero and `reason` says why.
  explicit RunDelay(const std::string& root = "");
  ~RunDelay();
  RunDelay(RunDelay&& other) noexcept;
  RunDelay& operator=(RunDelay&& other) noexcept;
  RunDelay(const RunDelay&) = delete;
  RunDelay& operator=(const RunDelay&) = delete;

  /// The delay since the thread began; never decreases. Zero where unavailable.
  Nanoseconds read() const noexcept;
  bool is_available() const { return file_ >= 0; }
  /// Why there is none, as a sentence; empty when there is.
  const std::string& reason() const { return reason_; }

 private:
  int file_ = -1;
  std::string reason_;
};

}  // namespace pontage
