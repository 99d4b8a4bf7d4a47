// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "kernels/graph_walk/graph.hpp"
#include "libbench/result.hpp"

namespace pontage::graph_walk {

/// WordNet as a graph: a vertex is a synset, an edge a pointer from one to another. Format:
/// wndb(5WN).
struct WordNet {
  Graph graph;  ///< synsets of data.noun, data.verb, data.adj and data.adv in this order, each by
                ///< byte offset
  std::int64_t lemmas = 0;  ///< different words, without regard to case and part of speech
};

/// From the four data files in `folder`. All pointers count: a lexical one, from word to word, is
/// folded onto the synsets of its words; loops and repetitions stay. Troubles are those of
/// data::read_wordnet.
Result<WordNet> load_wordnet(const std::string& folder);

}  // namespace pontage::graph_walk
