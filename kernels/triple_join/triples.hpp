// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/device_code.hpp"
#include "libbench/units.hpp"

namespace pontage::triple_join {

/// A term's number in its dictionary: 0, 1, 2, … in the order of their first coming.
using Id = std::uint32_t;
/// No term: what a constant has that is not in the dictionary, and an empty slot.
inline constexpr Id kNoTerm = 0xffffffff;

enum class TermKind : std::uint8_t { iri, literal, blank };

/// A term of RDF 1.1 taken apart. Texts are UTF-8 with no escapes left in them.
struct Term {
  TermKind kind = TermKind::iri;
  std::string_view text;  ///< the IRI, the literal's lexical form, or the blank node's label
  std::string_view datatype =
      {};  ///< a literal's IRI; empty for xsd:string and where a language stands
  std::string_view language = {};  ///< a literal's tag in lower case; empty where it has none
};

/// How a term is spelled here, the same everywhere (dictionary, queries, peers): `<iri>`, `"text"`,
/// `"text"@en`, `"text"^^<datatype>`, `_:label`. As N-Triples has it, but nothing is escaped: a
/// literal's text ends at the last quote, for no datatype and no language has one.
std::string spelled(const Term&);
/// The parts of a spelled term; views into `spelling`, which must be one that spelled() made.
Term parse_spelling(std::string_view spelling);
/// The value of a literal of a numeric datatype (xsd:integer and what derives from it, decimal,
/// float, double); NaN for every other term and for a lexical form that is no number.
double number_of_term(std::string_view spelling);

/// A triple of a dictionary's numbers: subject, predicate, object.
struct Triple {
  Id s = 0, p = 0, o = 0;
  friend auto operator<=>(const Triple&, const Triple&) = default;
};

/// A dictionary where it lies, wherever that is: four flat arrays and no pointers in them, so it
/// survives a copy to another memory. Strings to numbers by linear probing over `slots`.
struct DictionaryView {
  std::span<const std::uint64_t> offsets;  ///< [terms + 1] where a term's spelling begins in `text`
  std::span<const char> text;
  std::span<const Id> slots;        ///< [a power of two, at least 2 · terms], kNoTerm where empty
  std::span<const double> numbers;  ///< [terms], see number_of_term

  PONTAGE_ITEM std::size_t terms() const { return offsets.size() - 1; }
  std::string_view spelling(Id term) const {
    return {text.data() + offsets[term],
            static_cast<std::size_t>(offsets[term + std::size_t{1}] - offsets[term])};
  }
  /// kNoTerm where there is no such term. `looked_at` gets how many slots were.
  Id find(std::string_view spelling, std::size_t* looked_at = nullptr) const;
};

/// A dictionary being built and kept.
class Dictionary {
 public:
  /// The number of a term, a new one where it is new. There may be at most kNoTerm terms: the
  /// caller checks `terms()` against that.
  Id add(const Term& term) { return add_spelled(spelled(term)); }
  /// The same for a term that is spelled as spelled() does it.
  Id add_spelled(std::string_view spelling);
  std::size_t terms() const { return offsets_.size() - 1; }
  /// Valid until the next add.
  DictionaryView view() const { return {offsets_, text_, slots_, numbers_}; }
  Bytes bytes() const;

 private:
  void grow();
  std::vector<std::uint64_t> offsets_ = {0};
  std::vector<char> text_;
  std::vector<Id> slots_ = std::vector<Id>(16, kNoTerm);
  std::vector<double> numbers_;
};

/// A graph: what is loaded or generated. `triples` may repeat and stand in any order; the indexes
/// sort them and leave repetitions out.
struct Triples {
  Dictionary terms;
  std::vector<Triple> triples;
  std::string
      source;  ///< for a remark: "WordNet: 819,888 triples, …", "LUBM-like, 10 universities: …"
};

}  // namespace pontage::triple_join
