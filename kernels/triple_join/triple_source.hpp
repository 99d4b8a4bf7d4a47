// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernels/triple_join/triples.hpp"
#include "libbench/axis.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::triple_join {

/// Which graph a problem asks: the first fields of its shape.
struct DataShape {
  std::string data;  ///< wordnet, wordnet:/dir, debian, debian:/file, lubm, random or file:/path
  std::int64_t universities = 0;                        ///< of lubm
  std::int64_t terms = 0, predicates = 0, triples = 0;  ///< of random
};

/// The graph that a shape names. Unknown names are usage errors, what needs more memory than there
/// is, is refused, and so are files that are not what their pinned name says.
Result<Triples> make_sourced_triples(const DataShape&, Seed);
/// The name of a graph as a key must have it: where it stands for files of this machine, "@" and
/// the beginning of their SHA-256 follow.
AxisValue identified_data(AxisValue);

/// A query of a known set: a file of the folder `queries`.
struct NamedQuery {
  std::string_view name;    ///< "W3", "D2", "Q9"
  std::string_view data;    ///< the graph that it is for, as the axis `data` names it
  std::string_view shape;   ///< linear, star, snowflake or complex (WatDiv's words)
  std::string_view weight;  ///< light or heavy: whether what it looks at grows with the graph
  std::string_view summary;
  std::string_view notes;  ///< the file's lines of notes and draws, as they are
  std::string_view
      text;  ///< SPARQL that parse_sparql takes; SELECT (COUNT(*) …) where rows are many
};
/// W1 to W8, D1 to D6, Q1 to Q14; static.
std::span<const NamedQuery> named_queries();

/// Whether its file names constants that may be drawn.
bool has_draws(const NamedQuery&);
/// The query's text with other constants in place of those that its draws name: a word of WordNet
/// by how often it was met (cntlist.rev of the shape's folder), other terms with equal chance from
/// the graph's subjects or objects of a predicate. The same text for the same graph and seed.
Result<std::string> drawn_query(const NamedQuery&, const Triples&, const DataShape&, Seed);

}  // namespace pontage::triple_join
