// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

#include "kernels/triple_join/triples.hpp"

namespace pontage::triple_join {

/// Puts triples together whose IRIs begin alike: "http://wn/". Texts are spelled in one buffer, so
/// that a term costs no allocation of its own.
class TripleMaker {
 public:
  /// `prefix` and `to` outlive it.
  TripleMaker(std::string_view prefix, Triples& to) : prefix_(prefix), to_(to) {}

  /// The term <prefix part part …>; a part is text or an integer.
  template <class... Parts>
  Id iri(const Parts&... parts) {
    buffer_.assign("<").append(prefix_);
    (append(parts), ...);
    buffer_ += '>';
    return to_.terms.add_spelled(buffer_);
  }
  template <class... Parts>
  Id literal(const Parts&... parts) {
    buffer_.assign("\"");
    (append(parts), ...);
    buffer_ += '"';
    return to_.terms.add_spelled(buffer_);
  }
  /// A literal of datatype xsd:integer, `digits` as they are.
  Id integer(std::string_view digits) {
    buffer_.assign("\"").append(digits).append("\"^^<http://www.w3.org/2001/XMLSchema#integer>");
    return to_.terms.add_spelled(buffer_);
  }
  /// The class of a thing is told by this predicate.
  Id type() { return to_.terms.add_spelled("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"); }
  void add(Id s, Id p, Id o) { to_.triples.push_back({s, p, o}); }

 private:
  void append(std::string_view part) { buffer_.append(part); }
  void append(char part) { buffer_ += part; }
  void append(std::integral auto part) {
    char digits[24];
    buffer_.append(digits, std::to_chars(digits, digits + sizeof digits, part).ptr);
  }

  std::string_view prefix_;
  Triples& to_;
  std::string buffer_;
};

}  // namespace pontage::triple_join
