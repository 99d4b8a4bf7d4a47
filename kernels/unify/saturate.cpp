// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/saturate.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "kernels/unify/relation.hpp"
#include "kernels/unify/saturate_variants.hpp"
#include "libbench/check.hpp"

namespace pontage::unify {
namespace {

/// Facts of t that a problem may have: 128 MiB of them, and their room in `rounds` is several times
/// that (RowRoom::taken).
constexpr std::uint64_t kMostPairs = std::uint64_t{1} << 25;

const ShapeSchemaOf<SaturateShape>& schema() {
  static const ShapeSchemaOf<SaturateShape> fields(std::vector<Field<SaturateShape>>{
      {{"facts", "",
        "hypernyms or instances (WordNet; :/dir may follow), tree, random, chain or "
        "ring",
        "hypernyms"},
       &SaturateShape::facts},
      {{"program", "", "what a round joins", "right", 0, 0, {"right", "left", "double"}},
       &SaturateShape::program},
      {{"nodes", "count", "of generated facts", 4096, 1, 32768}, &SaturateShape::nodes},
      {{"degree", "count", "random facts of each node", 2, 1, 64}, &SaturateShape::degree}});
  return fields;
}

template <class T>
Bytes bytes_for(std::uint64_t count) {
  return Bytes{static_cast<std::int64_t>(count * sizeof(T))};
}

/// The model by its definition: what a walk along facts can reach. No code of the variants.
struct Model {
  std::vector<std::uint32_t> counts;
  std::vector<std::uint64_t> sums;
  std::uint64_t pairs = 0;
  /// Of the item of `rows`: rows of e that are joined, and facts of e that are looked at.
  std::int64_t joins = 0, looked_at = 0;
};
Model model_of(const Facts& facts) {
  Model model;
  std::vector<std::size_t> seen(facts.nodes(), facts.nodes());
  std::vector<std::size_t> queue;
  for (std::size_t row = 0; row < facts.nodes() && model.pairs <= kMostPairs; ++row) {
    queue.assign(1, row);
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < queue.size(); ++at) {
      ++model.joins;
      for (std::uint32_t i = facts.offsets[queue[at]]; i < facts.offsets[queue[at] + 1]; ++i) {
        const Node to = facts.targets[i];
        ++model.looked_at;
        if (std::exchange(seen[to], row) == row) continue;
        sum += member_mix(to);
        queue.push_back(to);
      }
    }
    model.counts.push_back(static_cast<std::uint32_t>(queue.size() - 1));
    model.sums.push_back(sum);
    model.pairs += queue.size() - 1;
  }
  return model;
}

/// Whether the stamps of a lane, 32 bits, tell rows and rounds apart (Round::grow): a row grows in
/// no more rounds than it has members, and one more finds nothing.
bool has_stamps_for(const Model& model) {
  const std::uint64_t nodes = model.counts.size();
  const std::uint64_t longest = nodes == 0 ? 0 : *std::ranges::max_element(model.counts);
  return nodes * (longest + 2) < std::uint64_t{1} << 32;
}

class SaturateProblem final : public Problem {
 public:
  SaturateProblem(Facts facts, Model model, Shape shape)
      : facts_(std::move(facts)), model_(std::move(model)), shape_(std::move(shape)) {
    const std::uint64_t nodes = facts_.nodes();
    std::uint64_t used = 0;
    for (const std::uint32_t count : model_.counts) used += RowRoom::taken(nodes, count);
    values_ = {{"offsets", bytes_for<std::uint32_t>(nodes + 1), Role::dataset},
               {"targets", bytes_for<Node>(facts_.targets.size()), Role::dataset},
               {"counts", bytes_for<std::uint32_t>(nodes), Role::response},
               {"sums", bytes_for<std::uint64_t>(nodes), Role::response},
               {"members", bytes_for<Node>(members_room(nodes, used)), Role::scratch},
               {"rows", bytes_for<GrowingRow>(2 * nodes), Role::scratch},
               {"marks", bytes_for<std::uint64_t>(2 * ((nodes + 63) / 64)), Role::scratch},
               {"stamps", bytes_for<std::uint32_t>(2 * kRelationLanes * nodes), Role::scratch},
               {"taken", bytes_for<MembersTaken>(1), Role::scratch}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    return {.steps = model_.looked_at,
            .step_name = "join",
            .dependent_loads = model_.looked_at + model_.joins,
            .bytes_read = values_[kFactOffsets].most + values_[kFactTargets].most,
            .bytes_written =
                bytes_for<Node>(model_.pairs) + values_[kRowCounts].most + values_[kRowSums].most};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    const auto from = value == kFactOffsets ? std::as_bytes(std::span(facts_.offsets))
                                            : std::as_bytes(std::span(facts_.targets));
    PONTAGE_CHECK(value <= kFactTargets && to.size() >= from.size(), value, to.size());
    if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
  }

  Verdict judge(const HostValues& values) const override {
    const auto counts = values.as<std::uint32_t>(kRowCounts);
    const auto sums = values.as<std::uint64_t>(kRowSums);
    if (counts.size() != facts_.nodes() || sums.size() != facts_.nodes())
      return Verdict::wrong("there are " + std::to_string(counts.size()) + " counts and " +
                            std::to_string(sums.size()) + " sums, must be " +
                            std::to_string(facts_.nodes()));
    for (std::size_t row = 0; row < facts_.nodes(); ++row) {
      if (counts[row] != model_.counts[row])
        return Verdict::wrong("node " + std::to_string(row) + " has " +
                              std::to_string(counts[row]) + " facts, must be " +
                              std::to_string(model_.counts[row]));
      if (sums[row] != model_.sums[row])
        return Verdict::wrong("node " + std::to_string(row) + " has " +
                              std::to_string(counts[row]) +
                              " facts, as it must, but not the right ones");
    }
    return {};
  }

  std::string remark() const override {
    return facts_.source + "; " + std::to_string(model_.pairs) + " in the fixpoint";
  }

 private:
  Facts facts_;
  Model model_;
  Shape shape_;
  std::vector<ValueSpec> values_;
};

std::string rows_refusal(const Problem& problem) {
  const std::string& program = problem.shape().as<SaturateShape>().program;
  if (program == "right") return {};
  return "in the program '" + program + "' rows read each other; 'rounds' takes it";
}

class Saturate final : public Kernel {
 public:
  std::string_view name() const override { return "saturate"; }
  std::string_view summary() const override {
    return "semi-naive Datalog to a fixpoint: a transitive closure by rules";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    auto facts = make_facts(shape.as<SaturateShape>(), seed);
    if (!facts) return pass_on(facts.error());
    return make_saturate_problem(std::move(*facts), shape);
  }

 private:
  std::vector<Variant> variants_{
      {"rows", saturate_rows, "each row to its own fixpoint", rows_refusal},
      {"rounds", saturate_rounds, "rounds over all rows, any program"},
      {"reference", saturate_reference, "depth first from each node, serial"},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small facts with and without cycles, for their answers",
       {{"facts", "[random,chain]"}, {"program", "[right,left,double]"}, {"nodes", "[1,150]"}}},
      {"quick", "WordNet's hypernyms to their closure", {{"facts", "hypernyms"}, {"workers", "1"}}},
      {"full",
       "what a round joins, and how workers share it",
       {{"facts", "[hypernyms,instances,tree,random]"},
        {"program", "[right,left,double]"},
        {"workers", "[1,2]"}}},
  }};
};

}  // namespace

Result<std::unique_ptr<Problem>> make_saturate_problem(Facts facts, const Shape& shape) {
  Model model = model_of(facts);
  if (model.pairs > kMostPairs)
    return fail(ErrorKind::refused, "the fixpoint has more than " + std::to_string(kMostPairs) +
                                        " facts, for which there is no room; give fewer nodes");
  if (!has_stamps_for(model))
    return fail(
        ErrorKind::refused,
        "as many nodes times the facts of the longest row pass 2^32, which a worker's marks "
        "do not tell apart; give fewer nodes or shorter rows");
  return std::make_unique<SaturateProblem>(std::move(facts), std::move(model), shape);
}

const Kernel& saturate() {
  static const Saturate kernel;
  return kernel;
}

}  // namespace pontage::unify
