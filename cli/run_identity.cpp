// SPDX-License-Identifier: Apache-2.0
#include "cli/run_identity.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <random>

namespace pontage::cli {

std::string make_ulid() {
  constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  auto time = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  std::string text(26, '0');
  for (std::size_t i = 10; i-- > 0; time >>= 5) text[i] = digits[time & 31U];
  std::random_device random;
  for (std::size_t i = 10; i < text.size(); ++i) text[i] = digits[random() & 31U];
  return text;
}

std::string time_now_rfc3339() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

}  // namespace pontage::cli
