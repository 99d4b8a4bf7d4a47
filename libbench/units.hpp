// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "libbench/result.hpp"

namespace pontage {

/// A whole number of one unit. Adding different units does not compile; `count()` is the way out
/// and is named like a border crossing on purpose.
template <class Tag>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t count) : count_(count) {}
  constexpr std::int64_t count() const { return count_; }

  constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
  constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity{a.count_ + b.count_};
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity{a.count_ - b.count_};
  }
  friend constexpr Quantity operator-(Quantity a) { return Quantity{-a.count_}; }
  friend constexpr Quantity operator*(Quantity a, std::int64_t n) { return Quantity{a.count_ * n}; }
  friend constexpr Quantity operator/(Quantity a, std::int64_t n) { return Quantity{a.count_ / n}; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  std::int64_t count_ = 0;
};

using Nanoseconds = Quantity<struct NanosecondsTag>;
using Bytes = Quantity<struct BytesTag>;

constexpr Nanoseconds operator""_ns(unsigned long long n) {
  return Nanoseconds{static_cast<std::int64_t>(n)};
}
constexpr Nanoseconds operator""_us(unsigned long long n) {
  return Nanoseconds{static_cast<std::int64_t>(n) * 1'000};
}
constexpr Nanoseconds operator""_ms(unsigned long long n) {
  return Nanoseconds{static_cast<std::int64_t>(n) * 1'000'000};
}
constexpr Bytes operator""_KiB(unsigned long long n) {
  return Bytes{static_cast<std::int64_t>(n) << 10};
}
constexpr Bytes operator""_MiB(unsigned long long n) {
  return Bytes{static_cast<std::int64_t>(n) << 20};
}
constexpr Bytes operator""_GiB(unsigned long long n) {
  return Bytes{static_cast<std::int64_t>(n) << 30};
}

/// For people: "32 KiB", "1.5 MiB", "17 B". Binary units, as GB means 10⁹ elsewhere in the project.
std::string to_text(Bytes);
/// For people: "850 ns", "12.3 µs", "4.56 ms", "7.89 s".
std::string to_text(Nanoseconds);
/// Reads "4096", "32KiB", "32K", "256 MiB", "1GiB", "2GB" (10⁹) or an error that says what is
/// accepted.
Result<Bytes> parse_bytes(std::string_view text);
/// Reads a whole number with an optional sign, nothing before or after it.
Result<std::int64_t> parse_integer(std::string_view text);

}  // namespace pontage
