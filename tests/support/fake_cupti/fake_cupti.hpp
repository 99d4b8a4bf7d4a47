// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pontage::test {

/// What a test says to the fake libcupti; found in it as `fake_cupti_state`. The library itself is
/// loaded by name, as the real one.
struct FakeCupti {
  std::uint32_t version = 0;        ///< 0: that of the header it was compiled with
  std::int64_t clock_ahead_ns = 0;  ///< its records' clock against the one it was given
  int enable_error = 0;             ///< what turning records on returns
  bool drops_records = false;       ///< as if no buffer had room
  bool has_own_clock = false;       ///< forgets the clock it was given
  int ids_pushed = 0, ids_popped = 0, kinds_enabled = 0;
  /// A kernel or copy is submitted by this thread: its correlation, for `fake_cupti_ran`.
  std::uint32_t (*submitted)() = nullptr;
  std::uint64_t (*now)() = nullptr;  ///< its clock, as the library would stamp
  void (*ran)(bool is_kernel, std::uint32_t correlation, std::uint64_t begin,
              std::uint64_t end) = nullptr;
};

}  // namespace pontage::test
