// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace pontage::ceilings {

/// Independent chains of x = x · factor + addend in registers: the most single-precision flop a
/// second; the flat ceiling of a roofline.
///
/// Shapes   start [items · 384] f32, factors [2] f32 (request: factor and addend, both 1, which no
///          compiler knows); out [items · 384] f32 (response: each number after `steps` times).
///          384 is a whole number of register files of every width up to 32 numbers a vector, so
///          the work is the same on each instruction set.
/// Work     steps = 384 · steps · items multiply-adds of 2 flop; bytes as the values are.
/// Judge    exact: start is a whole number below 256 and start + steps below 2²⁴, so that no step
///          rounds, fused or not.
/// Source   Williams, Waterman and Patterson, "Roofline", Communications of the ACM, 2009.
struct MultiplyAddShape {
  std::int64_t items = 0;  ///< sets of 384 numbers; what workers take
  std::int64_t steps = 0;  ///< multiply-adds of each number, one after the other
};

/// The values of a multiply_add, in the problem's order.
enum MultiplyAddValue : std::size_t { kStart = 0, kFactors = 1, kOut = 2 };

inline constexpr std::int64_t kNumbersInItem = 384;
inline constexpr std::int64_t kStartsBelow = 256;
inline constexpr std::int64_t kMostSteps = (std::int64_t{1} << 24) - kStartsBelow;

}  // namespace pontage::ceilings
