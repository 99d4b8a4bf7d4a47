// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernels/unify/saturate_shape.hpp"
#include "libbench/result.hpp"
#include "libbench/rng.hpp"

namespace pontage::unify {

/// e by its first argument: the second arguments of X are targets[offsets[X]] to targets[offsets[X
/// + 1] − 1], ascending, each once.
struct Facts {
  std::vector<std::uint32_t> offsets;
  std::vector<Node> targets;
  std::string source;
  std::size_t nodes() const { return offsets.size() - 1; }
};

/// The facts that a shape names:
///   hypernyms, hypernyms:/dir   WordNet's pointers @ of nouns and verbs; a node a synset
///   instances, instances:/dir   pointers @ and @i
///   tree                        each node but the first to one before it, drawn with equal chance
///   random                      `degree` a node, drawn with equal chance: cycles and all
///   chain, ring                 each node to the next
/// An unknown name is a usage error; troubles with WordNet are those of read_wordnet.
Result<Facts> make_facts(const SaturateShape&, Seed);

Facts facts_of(std::size_t nodes, std::vector<std::pair<Node, Node>> pairs);

}  // namespace pontage::unify
