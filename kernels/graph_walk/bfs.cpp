// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/bfs.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "kernels/graph_walk/bfs_cuda.hpp"
#include "kernels/graph_walk/bfs_tree.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"
#include "kernels/graph_walk/graph_problem.hpp"
#include "kernels/graph_walk/graph_source.hpp"

namespace pontage::graph_walk {
namespace {

const ShapeSchemaOf<BfsShape>& schema() {
  static const ShapeSchemaOf<BfsShape> fields(with_graph_fields<BfsShape>(
      "wordnet", {{{"roots", "count", "searches in one job", 4, 1, 1 << 16}, &BfsShape::roots}}));
  return fields;
}

class BfsProblem final : public GraphProblem {
 public:
  BfsProblem(Graph graph, std::vector<Vertex> roots, Shape shape, std::string source)
      : GraphProblem(std::move(graph), std::move(shape), std::move(source)),
        roots_(std::move(roots)) {
    const auto vertices = static_cast<std::size_t>(this->graph().vertices());
    depths_.resize(roots_.size() * vertices, kNotReached);
    std::vector<Vertex> frontier(vertices);
    std::vector<std::int32_t> parents(vertices);
    for (std::size_t search = 0; search < roots_.size(); ++search) {
      const std::size_t reached =
          search_serially({this->graph().offsets.data(), this->graph().targets.data(), vertices,
                           parents.data(), frontier.data()},
                          roots_[search]);
      reached_ += static_cast<std::int64_t>(reached);
      for (std::size_t at = 0; at < reached; ++at) steps_ += this->graph().degree(frontier[at]);
      const auto depths = std::span(depths_).subspan(search * vertices, vertices);
      depths[roots_[search]] = 0;
      for (const Vertex v : std::span(frontier).first(reached).subspan(1))
        depths[v] = depths[static_cast<std::size_t>(parents[v])] + 1;
    }
    add_input("roots", Role::request, roots_);
    add("parents", Role::response, size_of(depths_));
    add("frontier", Role::scratch, size_of(frontier));
    const auto words = static_cast<std::int64_t>(3 * bitmap_words(vertices));
    add("bitmaps", Role::scratch, Bytes{words * std::int64_t{sizeof(std::uint64_t)}});
  }

  Work work(const Variant&) const override {
    constexpr std::int64_t kEdge = sizeof(Vertex) + sizeof(std::int32_t);
    constexpr std::int64_t kVertex = sizeof(Vertex) + 2 * sizeof(std::uint64_t);
    return {.steps = steps_,
            .step_name = "edge",
            .dependent_loads = steps_ + reached_,
            .bytes_read = Bytes{steps_ * kEdge + reached_ * kVertex},
            .bytes_written = bytes_of(kParents) + Bytes{reached_ * std::int64_t{sizeof(Vertex)}}};
  }

  Verdict judge(const HostValues& values) const override {
    const auto parents = values.as<std::int32_t>(kParents);
    if (parents.size() != depths_.size())
      return Verdict::wrong("there are " + std::to_string(parents.size()) + " parents, must be " +
                            std::to_string(depths_.size()));
    for (std::size_t search = 0; search < roots_.size(); ++search) {
      const Verdict verdict = judge_tree(graph(), roots_[search], of_search(depths_, search),
                                         of_search(parents, search));
      if (!verdict.right)
        return Verdict::wrong("from root " + std::to_string(roots_[search]) + ", " + verdict.why);
    }
    return {};
  }

  Digest canonical(const HostValues& values) const override {
    const auto parents = values.as<std::int32_t>(kParents);
    Digest digest{};
    for (std::size_t search = 0; search < roots_.size(); ++search)
      digest = digest_tree(of_search(depths_, search), of_search(parents, search), digest);
    return digest;
  }

 private:
  /// The part of an array [roots, vertices] that belongs to one search.
  std::span<const std::int32_t> of_search(std::span<const std::int32_t> all,
                                          std::size_t search) const {
    const auto vertices = static_cast<std::size_t>(this->graph().vertices());
    return all.subspan(search * vertices, vertices);
  }

  std::vector<Vertex> roots_;
  std::vector<std::int32_t> depths_;
  std::int64_t steps_ = 0, reached_ = 0;
};

class Bfs final : public Kernel {
 public:
  std::string_view name() const override { return "bfs"; }
  std::string_view summary() const override {
    return "breadth-first search: a tree of parents, one parallel region a level";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "graph" ? identified_graph(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<BfsShape>();
    // The depths as the judge knows them and the parents as a job writes them.
    const Bytes answers = Bytes{2 * fields.roots * std::int64_t{sizeof(std::int32_t)}} *
                          (std::int64_t{1} << fields.scale);
    auto sourced = make_sourced_graph(fields, seed, answers);
    if (!sourced) return pass_on(sourced.error());
    auto roots = choose_roots(sourced->graph, fields.roots, seed);
    if (!roots) return pass_on(roots.error());
    return make_bfs_problem(std::move(sourced->graph), *std::move(roots), shape,
                            std::move(sourced->source));
  }

 private:
  std::vector<Variant> variants_{
      {"direction_optimising", bfs_direction_optimising,
       "top-down, and bottom-up where the frontier has many edges", direction_optimising_refusal},
      {"top_down", bfs_top_down, "claims by compare-exchange, one region a level"},
      {"reference", bfs_reference, "one queue, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"warps", CudaEntry(bfs_warps, bfs_warps_stay),
       "one cooperative launch, one warp a vertex of the frontier"},
      {"threads", CudaEntry(bfs_threads, bfs_threads_stay), "the same with one thread a vertex"},
#endif
  };
  std::array<Suite, 4> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"graph", "[grid,kronecker,uniform]"}, {"scale", "[1,7]"}, {"roots", "2"}}},
      {"quick", "a search through a real, small, cache-resident graph", {{"graph", "wordnet"}}},
      {"quick", "a search through a graph with hubs", {{"graph", "kronecker"}, {"scale", "16"}}},
      {"full",
       "hubs, no hubs and many levels, in and beyond the caches",
       {{"graph", "[uniform,kronecker,grid]"}, {"scale", "[12:20:2]"}}},
  }};
};

}  // namespace

std::unique_ptr<Problem> make_bfs_problem(Graph graph, std::vector<Vertex> roots, Shape shape,
                                          std::string source) {
  return std::make_unique<BfsProblem>(std::move(graph), std::move(roots), std::move(shape),
                                      std::move(source));
}

const Kernel& bfs() {
  static const Bfs kernel;
  return kernel;
}

}  // namespace pontage::graph_walk
