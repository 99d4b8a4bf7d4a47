// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/graph_source.hpp"

#include <span>
#include <string_view>
#include <utility>

#include "kernels/graph_walk/debian_graph.hpp"
#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/wordnet.hpp"
#include "kernels/shared/data/debian_lists.hpp"
#include "kernels/shared/data/grouped.hpp"
#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/shared/data/wordnet_files.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::graph_walk {
namespace {

using data::grouped;

constexpr std::string_view kWordnetPrefix = "wordnet:";
Result<SourcedGraph> make_wordnet(const std::string& folder) {
  auto wordnet = load_wordnet(folder);
  if (!wordnet) return pass_on(wordnet.error());
  std::string source = "WordNet: " + grouped(wordnet->graph.vertices()) + " synsets, " +
                       grouped(wordnet->lemmas) + " lemmas, " + grouped(wordnet->graph.edges()) +
                       " pointers";
  return SourcedGraph{std::move(wordnet->graph), std::move(source)};
}

Result<SourcedGraph> make_debian(const std::string& place, const std::string& pin) {
  const auto lists = data::load_debian_lists(place);
  if (!lists) return pass_on(lists.error());
  if (auto same = data::check_pin(place, lists->sha256, pin); !same) return pass_on(same.error());
  auto debian = make_debian_graph(lists->texts);
  if (!debian) return fail_within(debian.error(), place);
  std::string source = "Debian: " + grouped(debian->packages) + " packages, " +
                       grouped(debian->provided_names) + " provided names, " +
                       grouped(debian->graph.edges()) + " relations; SHA-256 " + lists->sha256;
  return SourcedGraph{std::move(debian->graph), std::move(source)};
}

Result<SourcedGraph> generate(const GraphShape& shape, Seed seed, Bytes beside) {
  const std::int64_t degree = shape.graph == "grid" ? 2 : shape.degree;
  if (auto room = check_room(generator_room(shape.scale, degree) + beside,
                             "graph=" + shape.graph + " of scale " + std::to_string(shape.scale),
                             "give a smaller scale or degree, or less to do on it");
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

Result<SourcedGraph> make_sourced_graph(const GraphShape& shape, Seed seed, Bytes beside) {
  const std::string_view name = shape.graph;
  if (name == "wordnet") return make_wordnet(data::kUsualWordnet);
  if (name.starts_with(kWordnetPrefix))
    return make_wordnet(shape.graph.substr(kWordnetPrefix.size()));
  const data::PinnedName pinned = data::split_pin(name);
  if (const std::string place = data::debian_place(pinned.name); !place.empty())
    return make_debian(place, pinned.pin);
  if (is_symmetric(name)) return generate(shape, seed, beside);
  return fail(ErrorKind::usage,
              "there is no graph '" + shape.graph +
                  "'; it takes wordnet, wordnet:/dir, debian, debian:/file, uniform, kronecker or "
                  "grid");
}

AxisValue identified_graph(AxisValue value) {
  auto& graph = std::get<std::string>(value);
  graph = data::pinned_debian(std::move(graph));
  return value;
}

bool is_symmetric(std::string_view graph) {
  return graph == "uniform" || graph == "kronecker" || graph == "grid";
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
