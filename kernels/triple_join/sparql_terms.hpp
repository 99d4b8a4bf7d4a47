// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pontage::triple_join {

/// The text without its escapes: \t \n \" … where `is_string`, \uXXXX and \UXXXXXXXX always
/// (SPARQL 1.1, 19.2 and 19.7). Nothing where there is another escape, or one of a number that is
/// no character.
std::optional<std::string> unescaped(std::string_view text, bool is_string);

/// The local part of a prefixed name without its backslashes; %41 stays (SPARQL 1.1, 19.8).
/// Nothing where a backslash stands before what needs none, or % before what is no hex.
std::optional<std::string> unescaped_local(std::string_view local);

/// Whether an IRI has a scheme (RFC 3986, 3.1).
bool is_absolute(std::string_view iri);

/// An IRI reference against an absolute base (RFC 3986, 5.2).
std::string resolved(std::string_view base, std::string_view reference);

}  // namespace pontage::triple_join
