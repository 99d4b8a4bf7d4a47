// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pontage::packet_protect {

/// The bytes of a vector as an RFC prints it.
inline std::vector<std::uint8_t> from_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(
        static_cast<std::uint8_t>(std::stoul(std::string(text.substr(i, 2)), nullptr, 16)));
  return bytes;
}

template <std::size_t N>
std::array<std::uint8_t, N> array_from_hex(std::string_view text) {
  std::array<std::uint8_t, N> array{};
  const auto bytes = from_hex(text);
  std::copy_n(bytes.begin(), std::min(N, bytes.size()), array.begin());
  return array;
}

}  // namespace pontage::packet_protect
