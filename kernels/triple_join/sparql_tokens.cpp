// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/sparql_tokens.hpp"

#include <algorithm>

namespace pontage::triple_join {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_char(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; }
/// What an IRI between < and > cannot have.
bool ends_iri(char c) {
  return static_cast<unsigned char>(c) <= ' ' ||
         std::string_view("<>\"{}|^`").find(c) != std::string_view::npos;
}

}  // namespace

bool Token::is_word(std::string_view upper) const {
  return kind == TokenKind::word && std::ranges::equal(text, upper, {}, [](char c) {
           return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
         });
}

void SparqlTokens::skip_space() {
  while (next_ < text_.size()) {
    const char c = text_[next_];
    if (c == '#')
      next_ = std::min(text_.find('\n', next_), text_.size());
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      ++next_;
    else
      return;
  }
}

Token SparqlTokens::cut(TokenKind kind, std::size_t from, std::size_t begin, std::size_t end) {
  return {kind, text_.substr(begin, end - begin), from};
}

void SparqlTokens::advance() {
  skip_space();
  const std::size_t from = next_;
  if (from == text_.size()) {
    now_ = {TokenKind::end, {}, from};
    return;
  }
  const char c = text_[from], after = peek(from + 1);
  const auto run = [&](auto&& is_in) {
    std::size_t end = from + 1;
    while (end < text_.size() && is_in(text_[end])) ++end;
    return next_ = end;
  };
  if (c == '<') {
    now_ = angle(from);
  } else if (c == '"' || c == '\'') {
    now_ = string(from);
  } else if ((c == '?' || c == '$') && (is_letter(after) || is_digit(after) || after == '_')) {
    run([](char each) { return is_name_char(each) && each != '-'; });
    now_ = cut(TokenKind::variable, from, from + 1, next_);
  } else if (c == '@' && is_letter(after)) {
    run([](char each) { return is_name_char(each) && each != '_'; });
    now_ = cut(TokenKind::language, from, from + 1, next_);
  } else if (is_digit(c) || ((c == '+' || c == '-' || c == '.') && is_digit(after)) ||
             ((c == '+' || c == '-') && after == '.' && is_digit(peek(from + 2)))) {
    now_ = number(from);
  } else if (is_letter(c) || c == ':' || (c == '_' && after == ':')) {
    now_ = name_or_word(from);
  } else {
    now_ = mark(from);
  }
}

Token SparqlTokens::angle(std::size_t from) {
  std::size_t end = from + 1;
  while (end < text_.size() && !ends_iri(text_[end])) ++end;
  if (peek(end) == '>') {
    next_ = end + 1;
    return cut(TokenKind::iri, from, from + 1, end);
  }
  return mark(from);
}

Token SparqlTokens::number(std::size_t from) {
  std::size_t at = from;
  auto kind = TokenKind::integer;
  if (text_[at] == '+' || text_[at] == '-') ++at;
  while (is_digit(peek(at))) ++at;
  const auto exponent_at = [&](std::size_t e) {
    if (peek(e) != 'e' && peek(e) != 'E') return false;
    const std::size_t digit = peek(e + 1) == '+' || peek(e + 1) == '-' ? e + 2 : e + 1;
    return is_digit(peek(digit));
  };
  if (peek(at) == '.' && (is_digit(peek(at + 1)) || exponent_at(at + 1))) {
    kind = TokenKind::decimal;
    ++at;
    while (is_digit(peek(at))) ++at;
  }
  if (exponent_at(at)) {
    kind = TokenKind::floating;
    at += 2;
    while (is_digit(peek(at))) ++at;
  }
  next_ = at;
  return cut(kind, from, from, at);
}

Token SparqlTokens::string(std::size_t from) {
  const char quote = text_[from];
  const bool is_long = peek(from + 1) == quote && peek(from + 2) == quote;
  const std::size_t begin = from + (is_long ? 3 : 1);
  for (std::size_t at = begin; at < text_.size(); ++at) {
    const char c = text_[at];
    if (c == '\\')
      ++at;
    else if (c == quote && (!is_long || (peek(at + 1) == quote && peek(at + 2) == quote))) {
      next_ = at + (is_long ? 3 : 1);
      return cut(TokenKind::string, from, begin, at);
    } else if (!is_long && (c == '\n' || c == '\r')) {
      break;
    }
  }
  next_ = text_.size();
  return {TokenKind::bad, "a string has no closing quote", from};
}

/// A keyword, or what has a colon in it: "wn:word", ":x", "_:b". A dot at the end is no part of it.
Token SparqlTokens::name_or_word(std::size_t from) {
  std::size_t at = from;
  while (is_name_char(peek(at)) || (peek(at) == '.' && at > from)) ++at;
  if (peek(at) != ':') {
    at = from;
    while (is_name_char(peek(at))) ++at;
    next_ = at;
    return cut(TokenKind::word, from, from, at);
  }
  const std::size_t local = ++at;
  while (at < text_.size()) {
    if (text_[at] == '\\' && at + 1 < text_.size())
      at += 2;
    else if (is_name_char(text_[at]) || text_[at] == '.' || text_[at] == ':' || text_[at] == '%')
      ++at;
    else
      break;
  }
  while (at > local && text_[at - 1] == '.' && (at < local + 2 || text_[at - 2] != '\\')) --at;
  next_ = at;
  if (text_[from] != '_' || local != from + 2) return cut(TokenKind::name, from, from, at);
  if (at == local) return {TokenKind::bad, "a blank node has no label", from};
  return cut(TokenKind::blank, from, local, at);
}

Token SparqlTokens::mark(std::size_t from) {
  for (const std::string_view two : {"&&", "||", "!=", "<=", ">=", "^^"})
    if (text_.substr(from, 2) == two) {
      next_ = from + 2;
      return cut(TokenKind::mark, from, from, next_);
    }
  next_ = from + 1;
  if (std::string_view("{}()[].,;=<>!*+-/|^?").find(text_[from]) == std::string_view::npos)
    return {TokenKind::bad, "a character that SPARQL does not know here", from};
  return cut(TokenKind::mark, from, from, next_);
}

std::string place_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto begin = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  const auto column = 1 + std::ranges::count_if(before.substr(begin), [](char c) {
                        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
                      });
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::size_t first_bad_byte(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  for (std::size_t at = 0; at < text.size();) {
    const unsigned char first = byte(at);
    if (first < 0x80) {
      ++at;
      continue;
    }
    const std::size_t more = first < 0xc2   ? 0
                             : first < 0xe0 ? 1
                             : first < 0xf0 ? 2
                             : first < 0xf5 ? 3
                                            : 0;
    if (more == 0 || text.size() - at <= more) return at;
    for (std::size_t i = 1; i <= more; ++i)
      if ((byte(at + i) & 0xc0) != 0x80) return at;
    const unsigned char second = byte(at + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
      return at;
    at += more + 1;
  }
  return text.size();
}

}  // namespace pontage::triple_join
