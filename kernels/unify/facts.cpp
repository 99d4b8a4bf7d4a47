// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/facts.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "kernels/shared/data/wordnet_files.hpp"

namespace pontage::unify {
namespace {

Result<Facts> make_hypernyms(const std::string& folder, bool with_instances) {
  const auto wordnet = data::read_wordnet(folder);
  if (!wordnet) return pass_on(wordnet.error());
  std::vector<std::pair<Node, Node>> pairs;
  for (std::size_t from = 0; from < wordnet->synsets.size(); ++from)
    for (const auto& pointer : wordnet->pointers_of(wordnet->synsets[from]))
      if (pointer.symbol == "@" || (with_instances && pointer.symbol == "@i"))
        pairs.emplace_back(static_cast<Node>(from), pointer.target);
  Facts facts = facts_of(wordnet->synsets.size(), std::move(pairs));
  facts.source = "WordNet: " + std::to_string(facts.targets.size()) + " hypernyms of " +
                 std::to_string(facts.nodes()) + " synsets";
  return facts;
}

Facts generate(const SaturateShape& shape, Seed seed) {
  const auto nodes = static_cast<std::size_t>(shape.nodes);
  Rng rng(mix64(seed ^ 0x666163747355ULL));
  std::vector<std::pair<Node, Node>> pairs;
  for (std::size_t from = 0; from < nodes; ++from) {
    const auto x = static_cast<Node>(from);
    if (shape.facts == "tree" && from > 0)
      pairs.emplace_back(x, static_cast<Node>(rng.below(from)));
    if (shape.facts == "random")
      for (std::int64_t i = 0; i < shape.degree; ++i)
        pairs.emplace_back(x, static_cast<Node>(rng.below(nodes)));
    if (shape.facts == "ring" || (shape.facts == "chain" && from + 1 < nodes))
      pairs.emplace_back(x, static_cast<Node>((from + 1) % nodes));
  }
  Facts facts = facts_of(nodes, std::move(pairs));
  facts.source = shape.facts + ": " + std::to_string(facts.targets.size()) + " facts";
  return facts;
}

}  // namespace

Facts facts_of(std::size_t nodes, std::vector<std::pair<Node, Node>> pairs) {
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  Facts facts;
  facts.offsets.assign(nodes + 1, 0);
  for (const auto& [from, to] : pairs) {
    ++facts.offsets[from + std::size_t{1}];
    facts.targets.push_back(to);
  }
  for (std::size_t i = 0; i < nodes; ++i) facts.offsets[i + 1] += facts.offsets[i];
  return facts;
}

Result<Facts> make_facts(const SaturateShape& shape, Seed seed) {
  const std::string_view name = shape.facts;
  for (const bool with_instances : {false, true}) {
    const std::string_view word = with_instances ? "instances" : "hypernyms";
    if (!name.starts_with(word)) continue;
    if (name.size() == word.size()) return make_hypernyms(data::kUsualWordnet, with_instances);
    if (name[word.size()] == ':')
      return make_hypernyms(shape.facts.substr(word.size() + 1), with_instances);
  }
  for (const std::string_view known : {"tree", "random", "chain", "ring"})
    if (name == known) return generate(shape, seed);
  return fail(ErrorKind::usage, "there are no facts '" + shape.facts +
                                    "'; it takes hypernyms, hypernyms:/dir, instances, "
                                    "instances:/dir, tree, random, chain or ring");
}

}  // namespace pontage::unify
