// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triples.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "kernels/triple_join/hash_text.hpp"

namespace pontage::triple_join {
namespace {

constexpr std::string_view kXsd = "http://www.w3.org/2001/XMLSchema#";
/// What derives from xsd:decimal, and the two that are binary (XML Schema part 2, 3.2 and 3.3).
constexpr std::array<std::string_view, 16> kNumeric{"integer",
                                                    "decimal",
                                                    "double",
                                                    "float",
                                                    "int",
                                                    "long",
                                                    "short",
                                                    "byte",
                                                    "unsignedInt",
                                                    "unsignedLong",
                                                    "unsignedShort",
                                                    "unsignedByte",
                                                    "negativeInteger",
                                                    "nonNegativeInteger",
                                                    "nonPositiveInteger",
                                                    "positiveInteger"};

}  // namespace

std::string spelled(const Term& term) {
  std::string text;
  text.reserve(term.text.size() + term.datatype.size() + term.language.size() + 8);
  switch (term.kind) {
    case TermKind::iri:
      text.append("<").append(term.text).append(">");
      break;
    case TermKind::blank:
      text.append("_:").append(term.text);
      break;
    case TermKind::literal:
      text.append("\"").append(term.text).append("\"");
      if (!term.language.empty())
        text.append("@").append(term.language);
      else if (!term.datatype.empty())
        text.append("^^<").append(term.datatype).append(">");
  }
  return text;
}

Term parse_spelling(std::string_view spelling) {
  if (spelling.starts_with('<')) return {TermKind::iri, spelling.substr(1, spelling.size() - 2)};
  if (!spelling.starts_with('"')) return {TermKind::blank, spelling.substr(2)};
  const auto end = spelling.rfind('"');
  Term term{TermKind::literal, spelling.substr(1, end - 1)};
  const auto rest = spelling.substr(end + 1);
  if (rest.starts_with('@')) term.language = rest.substr(1);
  if (rest.starts_with("^^<")) term.datatype = rest.substr(3, rest.size() - 4);
  return term;
}

double number_of_term(std::string_view spelling) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (!spelling.starts_with('"') || !spelling.ends_with('>')) return kNone;
  const Term term = parse_spelling(spelling);
  if (!term.datatype.starts_with(kXsd) ||
      std::ranges::find(kNumeric, term.datatype.substr(kXsd.size())) == kNumeric.end())
    return kNone;
  std::string_view text = term.text;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : kNone;
}

Id DictionaryView::find(std::string_view spelling, std::size_t* looked_at) const {
  const std::size_t mask = slots.size() - 1, first = hash_text(spelling) & mask;
  std::size_t at = first;
  while (slots[at] != kNoTerm && this->spelling(slots[at]) != spelling) at = (at + 1) & mask;
  if (looked_at != nullptr) *looked_at = ((at - first) & mask) + 1;
  return slots[at];
}

Id Dictionary::add_spelled(std::string_view spelling) {
  if (const Id there = view().find(spelling); there != kNoTerm) return there;
  if (2 * (terms() + 1) > slots_.size()) grow();
  const auto id = static_cast<Id>(terms());
  text_.insert(text_.end(), spelling.begin(), spelling.end());
  offsets_.push_back(text_.size());
  numbers_.push_back(number_of_term(spelling));
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_text(spelling) & mask;
  while (slots_[at] != kNoTerm) at = (at + 1) & mask;
  slots_[at] = id;
  return id;
}

void Dictionary::grow() {
  slots_.assign(2 * slots_.size(), kNoTerm);
  const std::size_t mask = slots_.size() - 1;
  for (Id id = 0; id < terms(); ++id) {
    std::size_t at = hash_text(view().spelling(id)) & mask;
    while (slots_[at] != kNoTerm) at = (at + 1) & mask;
    slots_[at] = id;
  }
}

Bytes Dictionary::bytes() const {
  return Bytes{static_cast<std::int64_t>(offsets_.size() * sizeof offsets_[0] + text_.size() +
                                         slots_.size() * sizeof slots_[0] +
                                         numbers_.size() * sizeof numbers_[0])};
}

}  // namespace pontage::triple_join
