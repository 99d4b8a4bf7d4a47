// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/khop.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/graph_walk/graph_problem.hpp"
#include "kernels/graph_walk/graph_source.hpp"
#include "kernels/graph_walk/khop_cuda.hpp"
#include "kernels/graph_walk/khop_variants.hpp"
#include "libbench/software_barrel.hpp"

namespace pontage::graph_walk {
namespace {

const ShapeSchemaOf<KhopShape>& schema() {
  static const ShapeSchemaOf<KhopShape> fields(with_graph_fields<KhopShape>(
      "wordnet",
      {{{"seeds", "count", "neighbourhoods in one job", 1024, 1, std::int64_t{1} << 22},
        &KhopShape::seeds},
       {{"hops", "count", "how far a neighbourhood reaches", 2, 1, 64}, &KhopShape::hops},
       {{"most", "count", "vertices of a neighbourhood at the most", 256, 2, std::int64_t{1} << 20},
        &KhopShape::most},
       {{"contexts", "count", "neighbourhoods that one worker keeps in flight", 1, 1,
         kMostContexts},
        &KhopShape::contexts}}));
  return fields;
}

class KhopProblem final : public GraphProblem {
 public:
  KhopProblem(Graph graph, Shape shape, Seed seed, std::string source)
      : GraphProblem(std::move(graph), std::move(shape), std::move(source)) {
    const KhopShape& fields = this->fields();
    Rng rng(mix64(seed ^ 0x686f7073ULL));  // not the sequence that made the graph
    for (std::int64_t i = 0; i < fields.seeds; ++i)
      seeds_.push_back(
          static_cast<Vertex>(rng.below(static_cast<std::uint64_t>(this->graph().vertices()))));
    reached_.resize(static_cast<std::size_t>(fields.seeds * fields.most));
    counts_.resize(static_cast<std::size_t>(fields.seeds * (fields.hops + 1)));
    for (std::int64_t i = 0; i < fields.seeds; ++i) {
      const HopCount done = collect_neighbourhood(
          this->graph().offsets.data(), this->graph().targets.data(),
          seeds_[static_cast<std::size_t>(i)], fields, reached_.data() + i * fields.most,
          counts_.data() + i * (fields.hops + 1));
      all_.vertices += done.vertices;
      all_.expanded += done.expanded;
      all_.edges += done.edges;
      all_.rows_with_edges += done.rows_with_edges;
    }
    const Bytes table{static_cast<std::int64_t>(khop_slots(fields.most) * sizeof(Vertex))};
    add_input("seeds", Role::request, seeds_);
    add("reached", Role::response, size_of(reached_));
    add("counts", Role::response, size_of(counts_));
    add("tables", Role::scratch, table * fields.seeds);
  }

  Work work(const Variant&) const override {
    constexpr std::int64_t kRow = 2 * sizeof(std::uint64_t), kVertex = sizeof(Vertex);
    return {.steps = all_.edges,
            .step_name = "edge",
            .dependent_loads = all_.expanded + all_.rows_with_edges,
            .bytes_read = Bytes{all_.expanded * (kRow + kVertex) + all_.edges * kVertex} +
                          bytes_of(kHopSeeds),
            .bytes_written = Bytes{all_.vertices * kVertex} + bytes_of(kHopCounts)};
  }

  Verdict judge(const HostValues& values) const override {
    const auto counts = values.as<std::uint32_t>(kHopCounts);
    if (const auto [got, expected] = std::ranges::mismatch(counts, counts_); got != counts.end()) {
      const std::int64_t at = got - counts.begin();
      return Verdict::wrong("seed " + std::to_string(at / (fields().hops + 1)) + ", depth " +
                            std::to_string(at % (fields().hops + 1)) + ": " + std::to_string(*got) +
                            " vertices, must be " + std::to_string(*expected));
    }
    const auto reached = values.as<Vertex>(kHopReached);
    if (counts.size() != counts_.size() || reached.size() != reached_.size())
      return Verdict::wrong("there are " + std::to_string(counts.size()) + " counts and " +
                            std::to_string(reached.size()) + " places, must be " +
                            std::to_string(counts_.size()) + " and " +
                            std::to_string(reached_.size()));
    for (std::size_t seed = 0; seed < seeds_.size(); ++seed) {
      const auto [got, expected] = std::ranges::mismatch(row(reached, seed), row(reached_, seed));
      if (expected != row(reached_, seed).end())
        return Verdict::wrong("seed " + std::to_string(seed) + ", place " +
                              std::to_string(expected - row(reached_, seed).begin()) + ": vertex " +
                              std::to_string(*got) + ", must be " + std::to_string(*expected));
    }
    return {};
  }

  /// The counts, and what they say of each row.
  Digest canonical(const HostValues& values) const override {
    Digest digest = digest_bytes(values.bytes(kHopCounts));
    for (std::size_t seed = 0; seed < seeds_.size(); ++seed)
      digest = digest_bytes(std::as_bytes(row(values.as<Vertex>(kHopReached), seed)), digest);
    return digest;
  }

 private:
  const KhopShape& fields() const { return shape().as<KhopShape>(); }

  /// The vertices of a seed's neighbourhood, as many as there must be.
  std::span<const Vertex> row(std::span<const Vertex> reached, std::size_t seed) const {
    const auto depths = static_cast<std::size_t>(fields().hops + 1);
    const auto counts = std::span(counts_).subspan(seed * depths, depths);
    std::size_t vertices = 0;
    for (const std::uint32_t count : counts) vertices += count;
    return reached.subspan(seed * static_cast<std::size_t>(fields().most), vertices);
  }

  std::vector<Vertex> seeds_, reached_;
  std::vector<std::uint32_t> counts_;
  HopCount all_;
};

class Khop final : public Kernel {
 public:
  std::string_view name() const override { return "khop"; }
  std::string_view summary() const override {
    return "neighbourhoods of many seeds: small searches that share nothing, and how many a "
           "worker keeps in flight";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "graph" ? identified_graph(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<KhopShape>();
    const auto words = 2 * fields.most + static_cast<std::int64_t>(khop_slots(fields.most));
    auto sourced = make_sourced_graph(fields, seed,
                                      Bytes{fields.seeds * words * std::int64_t{sizeof(Vertex)}});
    if (!sourced) return pass_on(sourced.error());
    return make_khop_problem(std::move(sourced->graph), shape, seed, std::move(sourced->source));
  }

 private:
  std::vector<Variant> variants_{
      {"plain", khop_plain, "one seed after the other in each worker",
       [](const Problem& p) { return plain_refusal(p.shape().as<KhopShape>().contexts); }},
      {"barrel", khop_barrel, "a software barrel: prefetch, and on with the next seed",
       [](const Problem& p) { return barrel_refusal(p.shape().as<KhopShape>().contexts); }},
      {"reference", khop_reference, "one seed after the other, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", khop_threads, "one thread a seed, the item itself"},
#endif
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"graph", "kronecker"},
        {"scale", "[1,7]"},
        {"seeds", "150"},
        {"most", "[2,60]"},
        {"contexts", "[1,5]"}}},
      {"quick",
       "neighbourhoods in flight, on a graph beyond the inner caches",
       {{"graph", "uniform"},
        {"scale", "17"},
        {"contexts", "[1,8]"},
        {"workers", "1"},
        {"pages", "2MiB"}}},
      {"full",
       "the software barrel on every kind of graph",
       {{"graph", "[wordnet,debian,kronecker,uniform,grid]"},
        {"scale", "20"},
        {"contexts", "[1,2,4,8,16,32]"},
        {"workers", "[1,2]"},
        {"pages", "2MiB"}}},
  }};
};

}  // namespace

std::unique_ptr<Problem> make_khop_problem(Graph graph, Shape shape, Seed seed,
                                           std::string source) {
  return std::make_unique<KhopProblem>(std::move(graph), std::move(shape), seed, std::move(source));
}

const Kernel& khop() {
  static const Khop kernel;
  return kernel;
}

}  // namespace pontage::graph_walk
