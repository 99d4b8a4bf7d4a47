// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pontage::triple_join {

/// Follows how deep [ and ( stand within each other in a text of Turtle that passes by in pieces:
/// serd reads what is within by calling itself, and a text must not exhaust the stack. Knows IRIs,
/// strings, escapes and comments, whose brackets are none.
class TurtleNesting {
 public:
  /// The deepest that is let through.
  static constexpr int kMost = 500;

  /// How many bytes of the piece stand before the bracket that is too deep; all where none is.
  std::size_t take(std::span<const char> piece);
  std::uint64_t line() const { return line_; }      ///< of what is next, from 1
  std::uint64_t column() const { return column_; }  ///< in bytes, from 1

 private:
  enum class Within : std::uint8_t { nothing, comment, iri, string, long_string };
  bool step(char c);
  void step_in_string(char c);

  Within within_ = Within::nothing;
  bool is_escaped_ = false;
  char quote_ = '"';
  int quotes_ = 0;  // quotes in a row: at a string's beginning, or within a long one
  int depth_ = 0;
  std::uint64_t line_ = 1, column_ = 1;
};

}  // namespace pontage::triple_join
