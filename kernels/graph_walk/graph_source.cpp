// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/graph_source.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "kernels/graph_walk/debian_graph.hpp"
#include "kernels/graph_walk/generators.hpp"
#include "kernels/graph_walk/wordnet.hpp"
#include "kernels/shared/data/debian_lists.hpp"
#include "kernels/shared/data/grouped.hpp"
#include "kernels/shared/data/wordnet_files.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::graph_walk {
namespace {

using data::grouped;

constexpr std::string_view kWordnetPrefix = "wordnet:";
constexpr std::string_view kDebian = "debian";
constexpr std::size_t kHashDigits = 12;

/// "debian:/file@0123456789ab" taken apart; nothing where it is another graph.
struct DebianName {
  std::string place, hash;
};
std::optional<DebianName> parse_debian_name(std::string_view graph) {
  if (!graph.starts_with(kDebian)) return std::nullopt;
  graph.remove_prefix(kDebian.size());
  DebianName name;
  if (const auto at = graph.rfind('@'); at != graph.npos) {
    name.hash = graph.substr(at + 1);
    graph = graph.substr(0, at);
  }
  if (!graph.empty() && (graph[0] != ':' || graph.size() == 1)) return std::nullopt;
  name.place = graph.empty() ? data::kUsualAptLists : graph.substr(1);
  return name;
}

Result<SourcedGraph> make_wordnet(const std::string& folder) {
  auto wordnet = load_wordnet(folder);
  if (!wordnet) return pass_on(wordnet.error());
  std::string source = "WordNet: " + grouped(wordnet->graph.vertices()) + " synsets, " +
                       grouped(wordnet->lemmas) + " lemmas, " + grouped(wordnet->graph.edges()) +
                       " pointers";
  return SourcedGraph{std::move(wordnet->graph), std::move(source)};
}

Result<SourcedGraph> make_debian(const DebianName& name) {
  const auto lists = data::load_debian_lists(name.place);
  if (!lists) return pass_on(lists.error());
  if (!lists->sha256.starts_with(name.hash))
    return fail(ErrorKind::refused, name.place + ": its SHA-256 begins with " +
                                        lists->sha256.substr(0, kHashDigits) + ", not with " +
                                        name.hash + "; the lists have changed");
  auto debian = make_debian_graph(lists->texts);
  if (!debian) return fail_within(debian.error(), name.place);
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
  if (const auto debian = parse_debian_name(name)) return make_debian(*debian);
  if (is_symmetric(name)) return generate(shape, seed, beside);
  return fail(ErrorKind::usage,
              "there is no graph '" + shape.graph +
                  "'; it takes wordnet, wordnet:/dir, debian, debian:/file, uniform, kronecker or "
                  "grid");
}

AxisValue identified_graph(AxisValue value) {
  auto& graph = std::get<std::string>(value);
  const auto name = parse_debian_name(graph);
  if (!name || !name->hash.empty()) return value;
  if (const auto sha256 = data::debian_lists_sha256(name->place))
    graph += "@" + sha256->substr(0, kHashDigits);
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
