// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/random_walk.hpp"

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/graph_walk/graph_problem.hpp"
#include "kernels/graph_walk/graph_source.hpp"
#include "kernels/graph_walk/random_walk_cuda.hpp"
#include "kernels/graph_walk/random_walk_variants.hpp"
#include "libbench/software_barrel.hpp"

namespace pontage::graph_walk {
namespace {

const ShapeSchemaOf<RandomWalkShape>& schema() {
  static const ShapeSchemaOf<RandomWalkShape> fields(with_graph_fields<RandomWalkShape>(
      "wordnet",
      {{{"walks", "count", "walks in one job", 4096, 1, std::int64_t{1} << 24},
        &RandomWalkShape::walks},
       {{"steps", "count", "steps of each walk", 64, 1, std::int64_t{1} << 20},
        &RandomWalkShape::steps},
       {{"restart", "count", "chance to go back to the start, in 65,536ths a step", 9830, 0, 65536},
        &RandomWalkShape::restart},
       {{"contexts", "count", "walks that one worker keeps in flight", 1, 1, kMostContexts},
        &RandomWalkShape::contexts}}));
  return fields;
}

class RandomWalkProblem final : public GraphProblem {
 public:
  RandomWalkProblem(Graph graph, Shape shape, Seed seed, std::string source)
      : GraphProblem(std::move(graph), std::move(shape), std::move(source)) {
    const auto& fields = this->shape().as<RandomWalkShape>();
    Rng rng(mix64(seed ^ 0x77616c6bULL));  // not the sequence that made the graph
    for (std::int64_t walk = 0; walk < fields.walks; ++walk) {
      starts_.push_back(
          static_cast<Vertex>(rng.below(static_cast<std::uint64_t>(this->graph().vertices()))));
      states_.push_back(rng.next());
      const WalkEnd end = follow_walk(this->graph().offsets.data(), this->graph().targets.data(),
                                      starts_.back(), states_.back(), fields);
      ends_.push_back(end.at);
      sums_.push_back(end.sum);
      edges_taken_ += end.edges;
    }
    add_input("starts", Role::request, starts_);
    add_input("states", Role::request, states_);
    add("ends", Role::response, size_of(ends_));
    add("sums", Role::response, size_of(sums_));
  }

  Work work(const Variant&) const override {
    const auto& fields = this->shape().as<RandomWalkShape>();
    const std::int64_t steps = fields.walks * fields.steps;
    return {.steps = steps,
            .step_name = "step",
            .dependent_loads = steps + edges_taken_,
            .bytes_read = Bytes{steps * 2 * std::int64_t{sizeof(std::uint64_t)} +
                                edges_taken_ * std::int64_t{sizeof(Vertex)}} +
                          bytes_of(kWalkStarts) + bytes_of(kWalkStates),
            .bytes_written = bytes_of(kWalkEnds) + bytes_of(kWalkSums)};
  }

  Verdict judge(const HostValues& values) const override {
    const auto ends = values.as<Vertex>(kWalkEnds);
    const auto sums = values.as<std::uint64_t>(kWalkSums);
    if (ends.size() != ends_.size() || sums.size() != sums_.size())
      return Verdict::wrong("there are " + std::to_string(ends.size()) + " ends and " +
                            std::to_string(sums.size()) + " sums, must be " +
                            std::to_string(ends_.size()));
    for (std::size_t walk = 0; walk < ends.size(); ++walk) {
      const std::string of = "walk " + std::to_string(walk);
      if (ends[walk] != ends_[walk])
        return Verdict::wrong(of + " ended at vertex " + std::to_string(ends[walk]) + ", must be " +
                              std::to_string(ends_[walk]));
      if (sums[walk] != sums_[walk])
        return Verdict::wrong(of + " stood on vertices that sum to " + std::to_string(sums[walk]) +
                              ", must be " + std::to_string(sums_[walk]));
    }
    return {};
  }

 private:
  std::vector<Vertex> starts_, ends_;
  std::vector<std::uint64_t> states_, sums_;
  std::int64_t edges_taken_ = 0;
};

class RandomWalk final : public Kernel {
 public:
  std::string_view name() const override { return "random_walk"; }
  std::string_view summary() const override {
    return "random walks with restart: two dependent loads a step, and how many walks a worker "
           "keeps in flight";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "graph" ? identified_graph(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<RandomWalkShape>();
    auto sourced = make_sourced_graph(fields, seed, Bytes{fields.walks * 48});
    if (!sourced) return pass_on(sourced.error());
    return make_random_walk_problem(std::move(sourced->graph), shape, seed,
                                    std::move(sourced->source));
  }

 private:
  std::vector<Variant> variants_{
      {"plain", random_walk_plain, "one walk after the other in each worker",
       [](const Problem& p) { return plain_refusal(p.shape().as<RandomWalkShape>().contexts); }},
      {"barrel", random_walk_barrel, "a software barrel: prefetch, and on with the next walk",
       [](const Problem& p) { return barrel_refusal(p.shape().as<RandomWalkShape>().contexts); }},
      {"reference", random_walk_reference, "one walk after the other, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", random_walk_threads, "one thread a walk, the item itself"},
#endif
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"graph", "kronecker"},
        {"scale", "[1,7]"},
        {"walks", "300"},
        {"steps", "[1,30]"},
        {"contexts", "[1,5]"}}},
      {"quick",
       "walks in flight against latency, on a graph beyond the inner caches",
       {{"graph", "uniform"},
        {"scale", "17"},
        {"contexts", "[1,4,16,64]"},
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

std::unique_ptr<Problem> make_random_walk_problem(Graph graph, Shape shape, Seed seed,
                                                  std::string source) {
  return std::make_unique<RandomWalkProblem>(std::move(graph), std::move(shape), seed,
                                             std::move(source));
}

const Kernel& random_walk() {
  static const RandomWalk kernel;
  return kernel;
}

}  // namespace pontage::graph_walk
