// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pontage::triple_join {

enum class TokenKind : std::uint8_t {
  end,
  iri,       ///< `text` is what stands within < and >
  name,      ///< prefix:local, with the colon
  variable,  ///< without ? or $
  blank,     ///< label of _:label
  string,    ///< what stands within the quotes, escapes as they are
  language,  ///< tag of @tag
  integer,
  decimal,
  floating,  ///< of xsd:double
  word,      ///< keyword, `a`, `true`, or anything else made of letters
  mark,      ///< punctuation and operators
  bad,       ///< `text` says what is wrong
};

/// `at` is the token's first byte.
struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  std::size_t at = 0;

  bool is_mark(std::string_view mark) const { return kind == TokenKind::mark && text == mark; }
  /// Keywords are without regard to case; `upper` is in upper case.
  bool is_word(std::string_view upper) const;
};

/// Takes the tokens of a SPARQL query (SPARQL 1.1, 19.8) from its text one by one; allocates
/// nothing. The text is UTF-8: check_utf8 has said so.
class SparqlTokens {
 public:
  explicit SparqlTokens(std::string_view text) : text_(text) { advance(); }
  const Token& now() const { return now_; }
  void advance();
  std::string_view all() const { return text_; }

 private:
  void skip_space();
  Token number(std::size_t from);
  Token string(std::size_t from);
  Token name_or_word(std::size_t from);
  Token angle(std::size_t from);
  Token mark(std::size_t from);
  Token cut(TokenKind kind, std::size_t from, std::size_t begin, std::size_t end);
  char peek(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  std::string_view text_;
  std::size_t next_ = 0;
  Token now_;
};

/// "line 3, column 7" of a byte; a column is a character, both count from 1.
std::string place_of(std::string_view text, std::size_t at);

/// The first byte that is no UTF-8 (RFC 3629), or the size of the text.
std::size_t first_bad_byte(std::string_view text);

}  // namespace pontage::triple_join
