// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "libbench/device_code.hpp"
#include "libbench/result.hpp"

namespace pontage::unify {

/// A first-order term in preorder, one cell a symbol: bits 31 to 29 are the tag, 28 to 0 say which.
///
///   tag 1  variable  bits 28–0: its number in its pair or clause
///   tag 2  constant  bits 28–0: its symbol
///   tag 3  functor   bits 28–16: its symbol; bits 15–0: its arity, 1 to 65,535; the arguments
///                    follow, one after the other
///
/// Tag 0 is no cell, so that a zero can mean "nothing here"; tags 4 to 7 are not used in terms.
using Cell = std::uint32_t;

inline constexpr unsigned kTagShift = 29;
inline constexpr Cell kPayload = (Cell{1} << kTagShift) - 1;
enum Tag : Cell { kVariable = 1, kConstant = 2, kFunctor = 3 };

inline constexpr Cell kMostArity = 0xffff;
inline constexpr Cell kMostFunctor = 0x1fff;

PONTAGE_ITEM constexpr Cell tag_of(Cell cell) { return cell >> kTagShift; }
PONTAGE_ITEM constexpr Cell payload_of(Cell cell) { return cell & kPayload; }
PONTAGE_ITEM constexpr bool is_variable(Cell cell) { return tag_of(cell) == kVariable; }
PONTAGE_ITEM constexpr bool is_functor(Cell cell) { return tag_of(cell) == kFunctor; }
/// Arguments that follow the cell: 0 for all but functors.
PONTAGE_ITEM constexpr Cell arity_of(Cell cell) { return is_functor(cell) ? cell & kMostArity : 0; }
PONTAGE_ITEM constexpr Cell functor_of(Cell cell) { return payload_of(cell) >> 16; }

/// The same of a cell that stands in a good term, where no other tags are: without shifts and
/// branches. One more than a functor's tag has the highest bit, and only that.
PONTAGE_ITEM constexpr bool is_term_variable(Cell cell) { return cell < kConstant << kTagShift; }
PONTAGE_ITEM constexpr bool is_term_functor(Cell cell) { return cell >= kFunctor << kTagShift; }
PONTAGE_ITEM constexpr Cell term_arity(Cell cell) {
  const auto next = static_cast<std::int32_t>(cell + (Cell{1} << kTagShift));
  return cell & kMostArity & static_cast<Cell>(next >> 31);
}

PONTAGE_ITEM constexpr Cell variable(Cell number) { return kVariable << kTagShift | number; }
PONTAGE_ITEM constexpr Cell constant(Cell symbol) { return kConstant << kTagShift | symbol; }
PONTAGE_ITEM constexpr Cell functor(Cell symbol, Cell arity) {
  return kFunctor << kTagShift | symbol << 16 | arity;
}

/// The cell after the term that begins at `at`. The cells must be good (`check_term`).
std::size_t end_of_term(std::span<const Cell> cells, std::size_t at);

/// For cells from outside: the cell after the term at `at`, if there is a whole one whose variables
/// are below `variables`; else `unreadable`, naming the cell.
Result<std::size_t> check_term(std::span<const Cell> cells, std::size_t at, Cell variables);

/// For people: "f3(X0,c7)"; cut after `most` cells.
std::string term_text(std::span<const Cell> cells, std::size_t at, std::size_t most = 64);

}  // namespace pontage::unify
