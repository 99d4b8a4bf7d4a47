// SPDX-License-Identifier: Apache-2.0
#include "libbench/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace pontage {
namespace {

std::string scaled(double value, std::string_view unit) {
  std::array<char, 64> text{};
  const char* format = value == std::floor(value) ? "%.0f %.*s"
                       : std::abs(value) < 10     ? "%.2f %.*s"
                       : std::abs(value) < 100    ? "%.1f %.*s"
                                                  : "%.0f %.*s";
  std::snprintf(text.data(), text.size(), format, value, static_cast<int>(unit.size()),
                unit.data());
  return text.data();
}

struct Suffix {
  std::string_view text;
  std::int64_t factor;
};
constexpr std::array kSuffixes{Suffix{"", 1},
                               Suffix{"B", 1},
                               Suffix{"K", 1 << 10},
                               Suffix{"KiB", 1 << 10},
                               Suffix{"M", 1 << 20},
                               Suffix{"MiB", 1 << 20},
                               Suffix{"G", 1 << 30},
                               Suffix{"GiB", 1 << 30},
                               Suffix{"kB", 1'000},
                               Suffix{"MB", 1'000'000},
                               Suffix{"GB", 1'000'000'000}};

}  // namespace

std::string to_text(Bytes bytes) {
  const auto n = static_cast<double>(bytes.count());
  if (std::abs(n) < 1024) return scaled(n, "B");
  if (std::abs(n) < 1024. * 1024) return scaled(n / 1024, "KiB");
  if (std::abs(n) < 1024. * 1024 * 1024) return scaled(n / (1024. * 1024), "MiB");
  return scaled(n / (1024. * 1024 * 1024), "GiB");
}

std::string to_text(Nanoseconds time) {
  const auto n = static_cast<double>(time.count());
  if (std::abs(n) < 1e3) return scaled(n, "ns");
  if (std::abs(n) < 1e6) return scaled(n / 1e3, "µs");
  if (std::abs(n) < 1e9) return scaled(n / 1e6, "ms");
  return scaled(n / 1e9, "s");
}

Result<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range)
    return fail(ErrorKind::usage, "'" + std::string(text) + "' does not fit into 64 bits");
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(ErrorKind::usage, "'" + std::string(text) + "' is not a whole number");
  return value;
}

Result<Bytes> parse_bytes(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  std::string_view unit =
      digits == std::string_view::npos ? std::string_view{} : text.substr(digits);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  auto number = parse_integer(text.substr(0, digits));
  if (!number)
    return fail(ErrorKind::usage, "'" + std::string(text) +
                                      "' is not a size; write 4096, 32KiB, 256MiB, 1GiB or 2GB");
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.text != unit) continue;
    if (*number > INT64_MAX / suffix.factor)
      return fail(ErrorKind::usage, "'" + std::string(text) + "' is more than 8 EiB");
    return Bytes{*number * suffix.factor};
  }
  return fail(ErrorKind::usage, "'" + std::string(text) +
                                    "' has an unknown unit; write B, KiB, MiB, GiB, kB, MB or GB");
}

}  // namespace pontage
