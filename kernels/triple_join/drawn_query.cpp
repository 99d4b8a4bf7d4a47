// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/triple_source.hpp"

namespace pontage::triple_join {
namespace {

/// A line "# draw: <constant> subject <predicate>", "… object <predicate>", "… noun", … apart.
struct Draw {
  std::string_view constant;  ///< as the query spells it
  std::string_view pool;      ///< noun, verb, adjective, adverb, subject or object
  std::string_view predicate;
};

std::vector<Draw> draws_of(const NamedQuery& query) {
  constexpr std::string_view kMark = "# draw: ";
  std::vector<Draw> draws;
  std::string_view notes = query.notes;
  for (auto at = notes.find(kMark); at != notes.npos; at = notes.find(kMark)) {
    notes.remove_prefix(at + kMark.size());
    const std::string_view line = notes.substr(0, notes.find('\n'));
    const auto blank = line.find(' ');
    const auto second = std::min(line.find(' ', blank + 1), line.size());
    draws.push_back({line.substr(0, blank), line.substr(blank + 1, second - blank - 1),
                     line.substr(std::min(second + 1, line.size()))});
  }
  return draws;
}

/// The lemmas of a part of speech and how often all their senses were met: lines "lemma%1:23:00::
/// 1 20" (cntlist(5WN), senseidx(5WN)).
Result<std::string> draw_word(const std::string& folder, std::string_view part, Rng& rng) {
  const std::string path = folder + "/cntlist.rev";
  std::ifstream file(path);
  if (!file)
    return fail(ErrorKind::unavailable,
                path +
                    ": cannot be read; it says how often words are met, and Debian's wordnet-base "
                    "has it");
  const std::string_view types = part == "noun"        ? "1"
                                 : part == "verb"      ? "2"
                                 : part == "adjective" ? "35"
                                                       : "4";
  std::vector<std::pair<std::string, std::uint64_t>> words;
  std::uint64_t sum = 0;
  for (std::string line; std::getline(file, line);) {
    const auto percent = line.find('%'), blank = line.rfind(' ');
    if (percent == line.npos || blank == line.npos || percent + 1 >= line.size() ||
        types.find(line[percent + 1]) == types.npos)
      continue;
    std::uint64_t count = 0;
    std::from_chars(line.data() + blank + 1, line.data() + line.size(), count);
    words.emplace_back(line.substr(0, percent), sum += count);
  }
  if (sum == 0) return fail(ErrorKind::unreadable, path + ": has no counts of words");
  const auto drawn =
      std::ranges::upper_bound(words, rng.below(sum), {}, &decltype(words)::value_type::second);
  return spelled({.kind = TermKind::literal, .text = drawn->first});
}

Result<std::string> draw_term(const Triples& graph, const Draw& draw, Rng& rng) {
  const DictionaryView view = graph.terms.view();
  const Id predicate = view.find(draw.predicate);
  std::vector<Id> terms;
  for (const Triple& triple : graph.triples)
    if (triple.p == predicate) terms.push_back(draw.pool == "subject" ? triple.s : triple.o);
  std::ranges::sort(terms);
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  if (terms.empty())
    return fail(ErrorKind::refused, "the graph has no triple of " + std::string(draw.predicate) +
                                        " to draw a constant from");
  return std::string(view.spelling(terms[rng.below(terms.size())]));
}

std::string folder_of(const DataShape& shape) {
  const auto colon = shape.data.find(':');
  return colon == shape.data.npos ? kUsualWordnetFolder : shape.data.substr(colon + 1);
}

}  // namespace

bool has_draws(const NamedQuery& query) { return !draws_of(query).empty(); }

Result<std::string> drawn_query(const NamedQuery& query, const Triples& graph,
                                const DataShape& shape, Seed seed) {
  std::string text(query.text);
  Rng rng(mix64(seed ^ 0x6472617773ULL));
  std::vector<std::pair<std::size_t, std::size_t>> places;  // where in the text, which draw
  const auto draws = draws_of(query);
  std::vector<std::string> drawn;
  for (const Draw& draw : draws) {
    auto one = draw.predicate.empty() ? draw_word(folder_of(shape), draw.pool, rng)
                                      : draw_term(graph, draw, rng);
    if (!one) return pass_on(one.error());
    drawn.push_back(std::move(*one));
    for (auto at = text.find(draw.constant); at != text.npos; at = text.find(draw.constant, at + 1))
      places.emplace_back(at, drawn.size() - 1);
  }
  std::ranges::sort(places, std::greater<>());  // from the end, so that earlier places stay
  for (const auto& [at, which] : places)
    text.replace(at, draws[which].constant.size(), drawn[which]);
  return text;
}

}  // namespace pontage::triple_join
