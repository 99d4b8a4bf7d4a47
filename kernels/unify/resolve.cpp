// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/resolve.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <mutex>
#include <unordered_set>
#include <utility>

#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/unify/plain_resolve.hpp"
#include "kernels/unify/proof_checker.hpp"
#include "kernels/unify/resolve_item.hpp"
#include "kernels/unify/resolve_variants.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::unify {
namespace {

const ShapeSchemaOf<ResolveShape>& schema() {
  static const ShapeSchemaOf<ResolveShape> fields(std::vector<Field<ResolveShape>>{
      {{"facts", "", "little, reverse, wordnet, wordnet:/dir, debian or debian:/file", "wordnet"},
       &ResolveShape::facts},
      {{"queries", "count", "goals in one job, each with tables of its own", 64, 1, 1 << 20},
       &ResolveShape::queries},
      {{"size", "count", "elements of the list that 'reverse' reverses", 30, 0, 4096},
       &ResolveShape::size},
      {{"depth", "count", "how deep a derived term may be nested", 1024, 1, 1 << 16},
       &ResolveShape::depth},
      {{"most", "count", "answers of all calls of a query", 65536, 1, 1 << 22},
       &ResolveShape::most},
      {{"lanes", "count", "queries that have room at a time; workers take one each", 8, 1, 64},
       &ResolveShape::lanes}});
  return fields;
}

/// The most scratch that a problem may take.
constexpr Bytes kRoomBudget{std::int64_t{4} << 30};

constexpr std::int64_t kLineBytes = 64;
/// CountProbe, and which lines of the dataset were read: counted from where each value begins, as
/// buffers begin with a line, so that they do not depend on where this process has them.
struct ResolveWorkProbe : CountProbe {
  std::span<const std::span<const std::byte>> inputs;
  std::unordered_set<std::uint64_t> lines;

  std::uint64_t line_of(const void* from) const {
    const auto* byte = static_cast<const std::byte*>(from);
    const auto holds = [byte](std::span<const std::byte> value) {
      return std::less_equal<>()(value.data(), byte) &&
             std::less<>()(byte, value.data() + value.size());
    };
    const auto value = std::ranges::find_if(inputs, holds);
    PONTAGE_CHECK(value != inputs.end(), inputs.size());
    return static_cast<std::uint64_t>(value - inputs.begin()) << 56U |
           static_cast<std::uint64_t>((byte - value->data()) / kLineBytes);
  }
  template <class T>
  T load(const T* from, Site where) {
    if (where < site(ResolveSite::query)) lines.insert(line_of(from));
    return CountProbe::load(from, where);
  }
  template <class T>
  T follow(const T* from, Site where) {
    ++dependent_loads;
    return load(from, where);
  }
};

class ResolveProblem final : public Problem {
 public:
  ResolveProblem(Knowledge knowledge, std::vector<Expectation> expected, Shape shape)
      : knowledge_(std::move(knowledge)), expected_(std::move(expected)), shape_(std::move(shape)) {
    for (const Expectation& e : expected_) {
      derived_ += e.derived;
      answers_ += e.answers.size();
    }
    const auto& fields = shape_.as<ResolveShape>();
    const ResolveRoom room = ResolveRoom::of(static_cast<std::uint64_t>(fields.most));
    add("terms", knowledge_.terms());
    add("term_slots", knowledge_.term_slots());
    add("facts", knowledge_.facts());
    add("fact_slots", knowledge_.fact_slots());
    add("fact_order", knowledge_.fact_order());
    add("clause_cells", knowledge_.clause_cells());
    add("clauses", knowledge_.clauses());
    add("predicates", knowledge_.predicates());
    add("queries", knowledge_.queries());
    values_.back().role = Role::request;
    add("results", Role::response, knowledge_.queries().size() * sizeof(QueryResult));
    add("steps", Role::response, derived_ * sizeof(ProofStep));
    add("made", Role::response,
        (derived_ + knowledge_.queries().size()) * kMostTermArguments * sizeof(Value));
    add("room", Role::scratch, kTakenBytes + room.size * static_cast<std::uint64_t>(fields.lanes));
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    std::call_once(is_counted_, [&] { count(); });
    return {.steps = lookups_,
            .step_name = "lookup",
            .dependent_loads = lookups_,
            .bytes_read = values_[kQueries].most + Bytes{lines_ * kLineBytes},
            .bytes_written = values_[kResults].most +
                             Bytes{static_cast<std::int64_t>(derived_ * sizeof(ProofStep))}};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    PONTAGE_CHECK(value < inputs_.size() && to.size() >= inputs_[value].size(), value, to.size());
    if (!inputs_[value].empty())
      std::memcpy(to.data(), inputs_[value].data(), inputs_[value].size());
  }

  Verdict judge(const HostValues& values) const override {
    const auto results = values.as<QueryResult>(kResults);
    if (results.size() != expected_.size())
      return Verdict::wrong("there are " + std::to_string(results.size()) + " results, must be " +
                            std::to_string(expected_.size()));
    for (std::size_t query = 0; query < expected_.size(); ++query)
      if (const std::string why = flaw_of(values, query); !why.empty())
        return Verdict::wrong("query " + std::to_string(query) + ", " +
                              term_text(knowledge_.query_terms()[query], knowledge_.symbols) +
                              ": " + why);
    return {};
  }

  /// How many answers each query has: which they are, the judge has said. Proofs may differ.
  Digest canonical(const HostValues& values) const override {
    Digest digest;
    for (const QueryResult& result : values.as<QueryResult>(kResults))
      digest = digest_bytes(std::as_bytes(std::span(&result.answers, 1)), digest);
    const bool is_right = judge(values).right;
    return digest_bytes(std::as_bytes(std::span(&is_right, 1)), digest);
  }

  std::string remark() const override {
    return knowledge_.source + "; " + std::to_string(answers_) + " answers from " +
           std::to_string(derived_) + " of all calls";
  }

 private:
  template <class T>
  void add(std::string name, const std::vector<T>& from) {
    inputs_.push_back(std::as_bytes(std::span(from)));
    values_.push_back({std::move(name), Bytes{static_cast<std::int64_t>(from.size() * sizeof(T))},
                       Role::dataset});
  }
  void add(std::string name, Role role, std::uint64_t bytes) {
    values_.push_back({std::move(name), Bytes{static_cast<std::int64_t>(bytes)}, role});
  }

  /// Every query once, by the item itself.
  void count() const {
    std::vector<void*> at(values_.size());
    std::vector<Bytes> sizes(values_.size());
    for (std::size_t value = 0; value < inputs_.size(); ++value) {
      at[value] = const_cast<std::byte*>(inputs_[value].data());
      sizes[value] = values_[value].most;
    }
    const Program program = program_of({at, sizes, shape_.fields(), nullptr});
    std::vector<std::uint64_t> room(ResolveRoom::of(program.most).size / 8 + 1);
    ResolveWorkProbe probe;
    probe.inputs = inputs_;
    ResolveItem item(probe, program, reinterpret_cast<std::byte*>(room.data()));
    item.clean_room();
    for (const QueryRecord& query : knowledge_.queries()) item.run(&query);
    lookups_ = probe.dependent_loads;
    lines_ = static_cast<std::int64_t>(probe.lines.size());
  }

  std::string flaw_of(const HostValues& values, std::size_t query) const {
    const QueryResult& result = values.as<QueryResult>(kResults)[query];
    if (result.is_cut != 0) return "it ran out of room";
    const auto steps = values.as<ProofStep>(kSteps);
    const auto made = values.as<Value>(kMade);
    if (std::uint64_t{result.first_step} + result.steps > steps.size() ||
        std::uint64_t{result.first_made} + result.made > made.size())
      return "its proof lies outside the response";
    std::string why;
    const auto proved = check_proof(knowledge_,
                                    {steps.subspan(result.first_step, result.steps),
                                     made.subspan(result.first_made, result.made)},
                                    why);
    if (!why.empty()) return why;
    const auto& expected = expected_[query].answers;
    for (const Term& answer : expected)
      if (!proved.contains(answer))
        return term_text(answer, knowledge_.symbols) + " is not among what was proved";
    if (result.answers != expected.size())
      return std::to_string(result.answers) + " answers, must be " +
             std::to_string(expected.size());
    return {};
  }

  Knowledge knowledge_;
  std::vector<Expectation> expected_;
  Shape shape_;
  std::uint64_t derived_ = 0, answers_ = 0;
  std::vector<ValueSpec> values_;
  std::vector<std::span<const std::byte>> inputs_;
  mutable std::once_flag is_counted_;
  mutable std::int64_t lookups_ = 0, lines_ = 0;
};

class Resolve final : public Kernel {
 public:
  std::string_view name() const override { return "resolve"; }
  std::string_view summary() const override {
    return "tabled resolution: goals proved from rules with compound terms, and the proofs";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    if (axis != "facts") return value;
    return data::pinned_debian(std::get<std::string>(std::move(value)));
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<ResolveShape>();
    const ResolveRoom room = ResolveRoom::of(static_cast<std::uint64_t>(fields.most));
    const Bytes need{static_cast<std::int64_t>(room.size) * fields.lanes};
    if (need > kRoomBudget)
      return fail(ErrorKind::refused, std::to_string(fields.lanes) + " lanes for " +
                                          std::to_string(fields.most) + " answers need " +
                                          to_text(need) + ", and the budget is " +
                                          to_text(kRoomBudget) + "; give fewer of either");
    if (auto there = check_room(need, "the room of " + std::to_string(fields.lanes) + " lanes",
                                "give fewer lanes or a smaller most");
        !there)
      return pass_on(there.error());
    auto knowledge = make_knowledge(fields, seed);
    if (!knowledge) return pass_on(knowledge.error());
    return make_resolve_problem(std::move(*knowledge), shape);
  }

 private:
  std::vector<Variant> variants_{
      {"tabled", resolve_tabled, "a query a worker; calls are general in what is not ground"},
      {"reference", resolve_serial, "the same engine, serial"},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small rule sets, for their answers and proofs",
       {{"facts", "[little,reverse]"},
        {"queries", "[1,40]"},
        {"size", "7"},
        {"most", "4096"},
        {"lanes", "2"}}},
      {"quick",
       "RDFS and OWL rules on WordNet, naive reverse",
       {{"facts", "[wordnet,reverse]"}, {"workers", "1"}}},
      {"full",
       "every rule set",
       {{"facts", "[wordnet,debian,reverse]"}, {"queries", "256"}, {"workers", "[1,2]"}}},
  }};
};

}  // namespace

Result<std::unique_ptr<Problem>> make_resolve_problem(Knowledge knowledge, const Shape& shape) {
  const auto& fields = shape.as<ResolveShape>();
  auto expected = plain_resolve(knowledge, fields.depth, static_cast<std::uint64_t>(fields.most));
  if (!expected.empty() && expected.back().derived > static_cast<std::uint64_t>(fields.most))
    return fail(ErrorKind::refused,
                term_text(knowledge.query_terms()[expected.size() - 1], knowledge.symbols) +
                    " derives more than " + std::to_string(fields.most) +
                    " answers; give a larger most");
  return std::make_unique<ResolveProblem>(std::move(knowledge), std::move(expected), shape);
}

const Kernel& resolve() {
  static const Resolve kernel;
  return kernel;
}

}  // namespace pontage::unify
