// SPDX-License-Identifier: Apache-2.0
/// What libFuzzer calls; PONTAGE_FUZZ_TARGET names a function of targets.hpp.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/targets.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pontage::test::PONTAGE_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
