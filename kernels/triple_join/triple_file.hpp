// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kernels/triple_join/triples.hpp"
#include "libbench/function_ref.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

enum class TripleSyntax : std::uint8_t { ntriples, turtle };

/// Fills the span from the front and says how many bytes there are; 0 at the end.
using TripleBytes = function_ref<std::size_t(std::span<char>)>;

/// Reads a text of triples (RDF 1.1 N-Triples or Turtle, through serd). What is no such text is
/// `unreadable`, with line and column; `name` begins the sentence. What would take more than
/// `budget` while it grows is `refused` as soon as that shows. Blank nodes may be given other
/// labels; relative IRIs need an @base in the text.
Result<Triples> read_triples(TripleBytes bytes, TripleSyntax, const std::string& name,
                             Bytes budget);

}  // namespace pontage::triple_join
