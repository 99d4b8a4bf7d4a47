// SPDX-License-Identifier: Apache-2.0
/// igraph on the problem that `pontage problem` wrote. Usage: igraph_peer KERNEL FOLDER REPETITIONS
#include <igraph/igraph.h>

#include <cstdint>
#include <string_view>

#include "files.hpp"

namespace {

/// The graph with every edge once; the problem's has each in both directions.
void make_graph(const std::string& folder, igraph_t* graph) {
  const auto offsets = read_values<std::uint64_t>(folder, "offsets");
  const auto targets = read_values<std::uint32_t>(folder, "targets");
  igraph_vector_int_t edges;
  igraph_vector_int_init(&edges, 0);
  igraph_vector_int_reserve(&edges, static_cast<igraph_integer_t>(targets.size()));
  for (std::size_t v = 0; v + 1 < offsets.size(); ++v)
    for (std::uint64_t edge = offsets[v]; edge < offsets[v + 1]; ++edge)
      if (v < targets[edge]) {
        igraph_vector_int_push_back(&edges, static_cast<igraph_integer_t>(v));
        igraph_vector_int_push_back(&edges, targets[edge]);
      }
  igraph_create(graph, &edges, static_cast<igraph_integer_t>(offsets.size() - 1),
                IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&edges);
}

void search(const std::string& folder, const igraph_t* graph, int repetitions) {
  const auto roots = read_values<std::uint32_t>(folder, "roots");
  igraph_vector_int_t order, layers, parents;
  igraph_vector_int_init(&order, 0);
  igraph_vector_int_init(&layers, 0);
  igraph_vector_int_init(&parents, 0);
  print_seconds(repetitions, [&] {
    for (const std::uint32_t root : roots)
      igraph_bfs_simple(graph, root, IGRAPH_ALL, &order, &layers, &parents);
  });
}

void walk(const std::string& folder, const igraph_t* graph, int repetitions) {
  const auto starts = read_values<std::uint32_t>(folder, "starts");
  const long steps = shape_number(folder, "steps");
  igraph_vector_int_t vertices;
  igraph_vector_int_init(&vertices, 0);
  print_seconds(repetitions, [&] {
    for (const std::uint32_t start : starts)
      igraph_random_walk(graph, nullptr, &vertices, nullptr, start, IGRAPH_ALL, steps,
                         IGRAPH_RANDOM_WALK_STUCK_RETURN);
  });
}

void collect(const std::string& folder, const igraph_t* graph, int repetitions) {
  const auto seeds = read_values<std::uint32_t>(folder, "seeds");
  const long hops = shape_number(folder, "hops");
  igraph_vector_int_t ids;
  igraph_vector_int_init(&ids, 0);
  for (const std::uint32_t seed : seeds) igraph_vector_int_push_back(&ids, seed);
  igraph_vector_int_list_t reached;
  igraph_vector_int_list_init(&reached, 0);
  print_seconds(repetitions, [&] {
    igraph_neighborhood(graph, &reached, igraph_vss_vector(&ids), hops, IGRAPH_ALL, 0);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string_view kernel = argv[1];
  const std::string folder = argv[2];
  const int repetitions = std::atoi(argv[3]);
  igraph_t graph;
  make_graph(folder, &graph);
  if (kernel == "bfs") search(folder, &graph, repetitions);
  if (kernel == "random_walk") walk(folder, &graph, repetitions);
  if (kernel == "khop") collect(folder, &graph, repetitions);
  igraph_destroy(&graph);
  return 0;
}
