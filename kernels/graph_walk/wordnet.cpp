// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/wordnet.hpp"

#include <unordered_set>
#include <vector>

#include "kernels/shared/data/wordnet_files.hpp"

namespace pontage::graph_walk {

Result<WordNet> load_wordnet(const std::string& folder) {
  const auto files = data::read_wordnet(folder);
  if (!files) return pass_on(files.error());
  std::unordered_set<std::string> lemmas;
  lemmas.reserve(files->words.size());
  for (const auto word : files->words) lemmas.insert(data::lemma_of(word));
  std::vector<Edge> edges;
  edges.reserve(files->pointers.size());
  Vertex from = 0;
  for (const auto& synset : files->synsets) {
    for (const auto& pointer : files->pointers_of(synset)) edges.push_back({from, pointer.target});
    ++from;
  }
  return WordNet{make_graph(from, edges), static_cast<std::int64_t>(lemmas.size())};
}

}  // namespace pontage::graph_walk
