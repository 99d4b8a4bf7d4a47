// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/bfs.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include "kernels/graph_walk/bfs_cuda.hpp"
#include "kernels/graph_walk/bfs_tree.hpp"
#include "kernels/graph_walk/bfs_variants.hpp"
#include "kernels/graph_walk/graph_source.hpp"
#include "libbench/check.hpp"

namespace pontage::graph_walk {
namespace {

const ShapeSchemaOf<BfsShape>& schema() {
  static const ShapeSchemaOf<BfsShape> fields(with_graph_fields<BfsShape>(
      "wordnet", {{{"roots", "count", "searches in one job", 4, 1, 1 << 16}, &BfsShape::roots}}));
  return fields;
}

Bytes size_of(std::size_t count, std::size_t each) {
  return Bytes{static_cast<std::int64_t>(count * each)};
}

class BfsProblem final : public Problem {
 public:
  BfsProblem(Graph graph, std::vector<Vertex> roots, Shape shape, std::string source)
      : graph_(std::move(graph)),
        roots_(std::move(roots)),
        shape_(std::move(shape)),
        source_(std::move(source)) {
    const auto vertices = static_cast<std::size_t>(graph_.vertices());
    depths_.resize(roots_.size() * vertices, kNotReached);
    std::vector<Vertex> frontier(vertices);
    std::vector<std::int32_t> parents(vertices);
    for (std::size_t search = 0; search < roots_.size(); ++search) {
      const std::size_t reached = search_serially(
          {graph_.offsets.data(), graph_.targets.data(), vertices, parents.data(), frontier.data()},
          roots_[search]);
      reached_ += static_cast<std::int64_t>(reached);
      for (std::size_t at = 0; at < reached; ++at) steps_ += graph_.degree(frontier[at]);
      const auto depths = std::span(depths_).subspan(search * vertices, vertices);
      depths[roots_[search]] = 0;
      for (const Vertex v : std::span(frontier).first(reached).subspan(1))
        depths[v] = depths[static_cast<std::size_t>(parents[v])] + 1;
    }
    values_ = {
        {{"offsets", size_of(graph_.offsets.size(), sizeof graph_.offsets[0]), Role::dataset},
         {"targets", size_of(graph_.targets.size(), sizeof(Vertex)), Role::dataset},
         {"roots", size_of(roots_.size(), sizeof(Vertex)), Role::request},
         {"parents", size_of(depths_.size(), sizeof depths_[0]), Role::response},
         {"frontier", size_of(vertices, sizeof(Vertex)), Role::scratch},
         {"bitmaps", size_of(3 * bitmap_words(vertices), sizeof(std::uint64_t)), Role::scratch}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    constexpr std::int64_t kEdge = sizeof(Vertex) + sizeof(std::int32_t);
    constexpr std::int64_t kVertex = sizeof(Vertex) + 2 * sizeof(std::uint64_t);
    return {.steps = steps_,
            .step_name = "edge",
            .dependent_loads = steps_ + reached_,
            .bytes_read = Bytes{steps_ * kEdge + reached_ * kVertex},
            .bytes_written = values_[kParents].most +
                             size_of(static_cast<std::size_t>(reached_), sizeof(Vertex))};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    const auto copy = [&](const auto& from) {
      const auto bytes = std::as_bytes(std::span(from));
      PONTAGE_CHECK(to.size() >= bytes.size(), value, to.size());
      if (!bytes.empty()) std::memcpy(to.data(), bytes.data(), bytes.size());
    };
    PONTAGE_CHECK(value <= kRoots, value);
    if (value == kOffsets) copy(graph_.offsets);
    if (value == kTargets) copy(graph_.targets);
    if (value == kRoots) copy(roots_);
  }

  Verdict judge(const HostValues& values) const override {
    const auto parents = values.as<std::int32_t>(kParents);
    if (parents.size() != depths_.size())
      return Verdict::wrong("there are " + std::to_string(parents.size()) + " parents, must be " +
                            std::to_string(depths_.size()));
    for (std::size_t search = 0; search < roots_.size(); ++search) {
      const Verdict verdict = judge_tree(graph_, roots_[search], of_search(depths_, search),
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

  std::string remark() const override { return graph_remark(source_, graph_); }

 private:
  /// The part of an array [roots, vertices] that belongs to one search.
  std::span<const std::int32_t> of_search(std::span<const std::int32_t> all,
                                          std::size_t search) const {
    const auto vertices = static_cast<std::size_t>(graph_.vertices());
    return all.subspan(search * vertices, vertices);
  }

  Graph graph_;
  std::vector<Vertex> roots_;
  std::vector<std::int32_t> depths_;
  Shape shape_;
  std::string source_;
  std::int64_t steps_ = 0, reached_ = 0;
  std::array<ValueSpec, 6> values_;
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
  void pin_inputs(Settings& shape) const override { pin_graph(shape); }

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
      {"threads", bfs_threads, "one cooperative launch, one thread a vertex of the frontier"},
      {"warps", bfs_warps, "the same with one warp a vertex"},
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
