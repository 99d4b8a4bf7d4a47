// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "kernels/shared/data/grouped.hpp"
#include "kernels/shared/data/wordnet_files.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/triple_maker.hpp"

namespace pontage::triple_join {
namespace {

/// A pointer's symbol and what the relation is called here. Source: wninput(5WN).
constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kPointers{{
    {"!", "antonym"},
    {"@", "hypernym"},
    {"@i", "instanceHypernym"},
    {"~", "hyponym"},
    {"~i", "instanceHyponym"},
    {"#m", "memberHolonym"},
    {"#s", "substanceHolonym"},
    {"#p", "partHolonym"},
    {"%m", "memberMeronym"},
    {"%s", "substanceMeronym"},
    {"%p", "partMeronym"},
    {"=", "attribute"},
    {"+", "derivation"},
    {";c", "domainTopic"},
    {"-c", "topicMember"},
    {";r", "domainRegion"},
    {"-r", "regionMember"},
    {";u", "domainUsage"},
    {"-u", "usageMember"},
    {"*", "entailment"},
    {">", "cause"},
    {"^", "also"},
    {"$", "verbGroup"},
    {"&", "similar"},
    {"<", "participle"},
    {"\\", "pertainym"},
}};

struct Relations {
  std::array<Id, kPointers.size()> pointers{};
  Id word = 0, gloss = 0, lexfile = 0;
};

Relations add_relations(TripleMaker& maker) {
  Relations relations;
  for (std::size_t i = 0; i < kPointers.size(); ++i)
    relations.pointers[i] = maker.iri(kPointers[i].second);
  relations.word = maker.iri("word");
  relations.gloss = maker.iri("gloss");
  relations.lexfile = maker.iri("lexfile");
  return relations;
}

/// The 8 digits of an offset and the letter: "02084071-n".
Id add_synset(TripleMaker& maker, const data::WordNetSynset& synset) {
  std::array<char, 8> digits;
  auto rest = synset.offset;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, rest /= 10)
    *at = static_cast<char>('0' + rest % 10);
  return maker.iri(std::string_view(digits.data(), digits.size()), '-', synset.letter);
}

Result<void> add_pointers(const data::WordNetFiles& files, const std::vector<Id>& synsets,
                          std::size_t from, const Relations& relations, TripleMaker& maker) {
  for (const auto& pointer : files.pointers_of(files.synsets[from])) {
    const auto known =
        std::ranges::find(kPointers, pointer.symbol, &decltype(kPointers)::value_type::first);
    if (known == kPointers.end())
      return fail(ErrorKind::unreadable,
                  "the synset at byte " + std::to_string(files.synsets[from].offset) +
                      " has a pointer '" + std::string(pointer.symbol) +
                      "', which WordNet 3.0 does not know; this is another version");
    const auto relation = static_cast<std::size_t>(known - kPointers.begin());
    maker.add(synsets[from], relations.pointers[relation], synsets[pointer.target]);
  }
  return {};
}

}  // namespace

Result<Triples> load_wordnet_triples(const std::string& folder) {
  const auto files = data::read_wordnet(folder);
  if (!files) return pass_on(files.error());
  Triples made;
  made.triples.reserve(2 * files->synsets.size() + files->words.size() + files->pointers.size());
  TripleMaker maker("http://wn/", made);
  const Relations relations = add_relations(maker);
  std::vector<Id> synsets;
  for (const auto& synset : files->synsets) synsets.push_back(add_synset(maker, synset));
  for (std::size_t i = 0; i < synsets.size(); ++i) {
    const auto& synset = files->synsets[i];
    for (const auto word : files->words_of(synset))
      maker.add(synsets[i], relations.word, maker.literal(data::lemma_of(word)));
    maker.add(synsets[i], relations.gloss, maker.literal(synset.gloss));
    maker.add(synsets[i], relations.lexfile, maker.literal(data::lexfile_name(synset.lexfile)));
    if (auto added = add_pointers(*files, synsets, i, relations, maker); !added)
      return fail_within(added.error(), folder);
  }
  made.source = "WordNet: " + data::grouped(static_cast<std::int64_t>(made.triples.size())) +
                " triples as read, " + data::grouped(kPointers.size() + 3) + " relations";
  return made;
}

}  // namespace pontage::triple_join
