// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/graph_source.hpp"

#include <span>
#include <string_view>
#include <utility>

#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/wordnet.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::graph_walk {
namespace {

constexpr std::string_view kWordnetPrefix = "wordnet:";

/// 117659 → "117,659".
std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::int64_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

Result<SourcedGraph> make_wordnet(const std::string& folder) {
  auto wordnet = load_wordnet(folder);
  if (!wordnet) return pass_on(wordnet.error());
  std::string source = "WordNet: " + grouped(wordnet->graph.vertices()) + " synsets, " +
                       grouped(wordnet->lemmas) + " lemmas, " + grouped(wordnet->graph.edges()) +
                       " pointers";
  return SourcedGraph{std::move(wordnet->graph), std::move(source)};
}

Result<SourcedGraph> generate(const BfsShape& shape, Seed seed) {
  const std::int64_t degree = shape.graph == "grid" ? 2 : shape.degree;
  // Both the graph as it is made and the problem with its copy in the buffers.
  const Bytes depths = Bytes{2 * shape.roots * std::int64_t{sizeof(std::int32_t)}} *
                       (std::int64_t{1} << shape.scale);
  if (auto room = check_room(generator_room(shape.scale, degree) + depths,
                             "graph=" + shape.graph + " of scale " + std::to_string(shape.scale),
                             "give a smaller scale, degree or number of roots");
      !room)
    return pass_on(room.error());
  Graph graph = shape.graph == "grid"      ? grid_graph(shape.scale)
                : shape.graph == "uniform" ? uniform_graph(shape.scale, degree, seed)
                                           : kronecker_graph(shape.scale, degree, seed);
  std::string source = shape.graph + ": " + grouped(graph.vertices()) + " vertices, " +
                       grouped(graph.edges()) + " edges";
  return SourcedGraph{std::move(graph), std::move(source)};
}

}  // namespace

Result<SourcedGraph> make_sourced_graph(const BfsShape& shape, Seed seed) {
  const std::string_view name = shape.graph;
  if (name == "wordnet") return make_wordnet(kUsualWordnet);
  if (name.starts_with(kWordnetPrefix))
    return make_wordnet(shape.graph.substr(kWordnetPrefix.size()));
  if (name == "uniform" || name == "kronecker" || name == "grid") return generate(shape, seed);
  return fail(ErrorKind::usage,
              "there is no graph '" + shape.graph +
                  "'; it takes wordnet, wordnet:/dir, uniform, kronecker or grid");
}

Result<std::vector<Vertex>> choose_roots(const Graph& graph, std::int64_t count, Seed seed) {
  std::vector<Vertex> candidates;
  for (Vertex v = 0; v < graph.vertices(); ++v)
    if (graph.degree(v) > 0) candidates.push_back(v);
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > candidates.size())
    return fail(ErrorKind::refused, grouped(count) + " roots were asked for and the graph has " +
                                        grouped(static_cast<std::int64_t>(candidates.size())) +
                                        " vertices with an edge; give fewer roots");
  // Not the sequence that made the graph, lest roots depend on its edges.
  Rng rng(mix64(seed ^ 0x726f6f74ULL));
  for (std::size_t i = 0; i < wanted; ++i)
    std::swap(candidates[i], candidates[i + rng.below(candidates.size() - i)]);
  candidates.resize(wanted);
  return candidates;
}

}  // namespace pontage::graph_walk
