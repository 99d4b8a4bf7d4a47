// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/turtle_nesting.hpp"

namespace pontage::triple_join {

std::size_t TurtleNesting::take(std::span<const char> piece) {
  for (std::size_t at = 0; at < piece.size(); ++at) {
    if (!step(piece[at])) return at;
    ++column_;
    if (piece[at] == '\n') {
      ++line_;
      column_ = 1;
    }
  }
  return piece.size();
}

/// False where the bracket `c` is too deep.
bool TurtleNesting::step(char c) {
  if (is_escaped_) {
    is_escaped_ = false;
    return true;
  }
  if (c == '\\' && within_ != Within::comment) {
    quotes_ = 0;
    is_escaped_ = true;
    return true;
  }
  switch (within_) {
    case Within::comment:
      if (c == '\n' || c == '\r') within_ = Within::nothing;
      return true;
    case Within::iri:
      if (c == '>' || c == '\n') within_ = Within::nothing;
      return true;
    case Within::string:
    case Within::long_string:
      step_in_string(c);
      return true;
    case Within::nothing:
      break;
  }
  if (quotes_ == 2 && c == quote_) {  // "" was the beginning of """
    quotes_ = 0;
    within_ = Within::long_string;
    return true;
  }
  quotes_ = 0;
  if (c == '#') within_ = Within::comment;
  if (c == '<') within_ = Within::iri;
  if (c == '"' || c == '\'') {
    quote_ = c;
    quotes_ = 1;
    within_ = Within::string;
  }
  if ((c == '[' || c == '(') && ++depth_ > kMost) return false;
  if ((c == ']' || c == ')') && depth_ > 0) --depth_;
  return true;
}

void TurtleNesting::step_in_string(char c) {
  if (within_ == Within::string) {
    // quotes_ is 1 right after the first quote: another one may make it empty or long.
    if (c == quote_) {
      quotes_ = quotes_ == 1 ? 2 : 0;
      within_ = Within::nothing;
    } else {
      quotes_ = 0;
      if (c == '\n') within_ = Within::nothing;  // serd refuses it
    }
    return;
  }
  quotes_ = c == quote_ ? quotes_ + 1 : 0;
  if (quotes_ == 3) {
    quotes_ = 0;
    within_ = Within::nothing;
  }
}

}  // namespace pontage::triple_join
