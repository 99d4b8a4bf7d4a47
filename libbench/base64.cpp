// SPDX-License-Identifier: Apache-2.0
#include "libbench/base64.hpp"

#include <algorithm>
#include <cstdint>

namespace pontage {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::span<const std::byte> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t there = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < there ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0);
    for (std::size_t i = 0; i < 4; ++i)
      text += i <= there ? kAlphabet[group >> (18 - 6 * i) & 63] : '=';
  }
  return text;
}

bool is_base64(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c == '=' || kAlphabet.find(c) != std::string_view::npos; });
}

}  // namespace pontage
