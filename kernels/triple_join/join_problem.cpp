// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/join_problem.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "kernels/triple_join/closure.hpp"
#include "kernels/triple_join/sink.hpp"
#include "libbench/check.hpp"
#include "libbench/serial_team.hpp"

namespace pontage::triple_join {
namespace {

/// Rows of a LIMIT are handed over; so many at the most.
constexpr std::uint64_t kMostLimit = std::uint64_t{1} << 24;

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

std::vector<Id> nodes_of(const std::array<TrieArrays, kOrders>& tries) {
  std::vector<Id> nodes;
  for (const Order order : {Order::spo, Order::osp}) {
    const TrieArrays& arrays = tries[static_cast<std::size_t>(order)];
    const Range keys = trie_at(arrays.words.data(), arrays.sizes).keys;
    nodes.insert(nodes.end(), keys.begin, keys.end);
  }
  std::ranges::sort(nodes);
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

/// The counting twin of a variant; a variant from outside is taken to look at what leapfrog does.
CountFn counting_of(std::string_view variant) {
  if (variant == "hash") return count_hash;
  if (variant == "merge") return count_merge;
  if (variant == "partitioned") return count_partitioned;
  if (variant == "partitioned_grid") return count_partitioned_grid;
  return variant == "reference" ? count_reference : count_leapfrog;
}

}  // namespace

JoinProblem::JoinProblem(Triples triples, Query query, std::string text, Shape shape)
    : triples_(std::move(triples)),
      query_(std::move(query)),
      text_(std::move(text)),
      shape_(std::move(shape)),
      tries_(make_tries(triples_.triples, triples_.terms.terms())),
      nodes_(nodes_of(tries_)),
      solver_(triples_.triples, triples_.terms.view()) {
  const DictionaryView terms = triples_.terms.view();
  sizes_ = {terms.terms(),     triples_.triples.size(), nodes_.size(),
            terms.text.size(), terms.slots.size(),      {}};
  for (std::size_t i = 0; i < kOrders; ++i) {
    sizes_.tries[i] = tries_[i].sizes;
    graph_.tries[i] = trie_at(tries_[i].words.data(), tries_[i].sizes);
  }
  graph_.nodes = {nodes_.data(), nodes_.data() + nodes_.size()};
  graph_.terms = terms;
  graph_.triples = triples_.triples.size();
}

Result<void> JoinProblem::prepare() {
  if (query_.limit && *query_.limit > kMostLimit)
    return fail(ErrorKind::refused, "LIMIT " + std::to_string(*query_.limit) +
                                        " hands over too many rows; at most " +
                                        std::to_string(kMostLimit));
  NullProbe probe;
  if (auto planned = make_plan(query_, ProbedGraph(graph_, probe), plan_); !planned)
    return pass_on(planned.error());
  const auto expected = Expected::make(solver_, query_);
  if (!expected) return pass_on(expected.error());
  expected_ = *expected;
  make_values();
  return {};
}

void JoinProblem::make_values() {
  const auto add = [&](const char* name, Role role, std::span<const std::byte> bytes) {
    values_.push_back({name, Bytes{static_cast<std::int64_t>(bytes.size())}, role});
    inputs_.push_back(bytes);
  };
  const DictionaryView terms = triples_.terms.view();
  add("sizes", Role::dataset, std::as_bytes(std::span(&sizes_, 1)));
  add("offsets", Role::dataset, std::as_bytes(terms.offsets));
  add("text", Role::dataset, std::as_bytes(terms.text));
  add("slots", Role::dataset, std::as_bytes(terms.slots));
  add("numbers", Role::dataset, std::as_bytes(terms.numbers));
  const char* names[kOrders] = {"spo", "pos", "osp", "pso"};
  for (std::size_t i = 0; i < kOrders; ++i) add(names[i], Role::dataset, bytes_of(tries_[i].words));
  add("nodes", Role::dataset, bytes_of(nodes_));
  add("query", Role::request,
      fields().ask == "plan" ? std::as_bytes(std::span(&plan_, 1))
                             : std::as_bytes(std::span(text_)));
  const auto rows = static_cast<std::int64_t>(query_.limit.value_or(0) * query_.projected.size());
  values_.push_back({"answer", Bytes{sizeof(Answer)}, Role::response});
  values_.push_back({"rows", Bytes{rows * static_cast<std::int64_t>(sizeof(Id))}, Role::response});
  values_.push_back({"scratch", fields().budget, Role::scratch});
}

void JoinProblem::fill(std::size_t value, std::span<std::byte> to) const {
  PONTAGE_CHECK(value < inputs_.size() && to.size() == inputs_[value].size(), value, to.size());
  std::ranges::copy(inputs_[value], to.begin());
}

const JoinProblem::Counted& JoinProblem::counted(CountFn run) const {
  const auto [at, is_new] = counted_.try_emplace(run);
  if (!is_new) return at->second;
  // Not initialised: only what is used becomes memory.
  const auto scratch =
      std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(budget().count()));
  std::vector<std::byte> rows(static_cast<std::size_t>(values_[kRows].most.count()) + 1);
  Answer answer;
  std::vector<void*> address;
  std::vector<Bytes> size;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    // Inputs are read only; Args has no other pointers.
    address.push_back(i < inputs_.size() ? const_cast<std::byte*>(inputs_[i].data()) : nullptr);
    size.push_back(values_[i].most);
  }
  address[kAnswer] = &answer;
  address[kRows] = rows.data();
  address[kScratch] = scratch.get();
  SerialTeam team;
  run(team, {address, size, shape_.fields(), nullptr}, at->second.accesses);
  at->second.status = answer.status;
  return at->second;
}

Work JoinProblem::work(const Variant& variant) const {
  return work_of(counted(counting_of(variant.name)).accesses);
}

Work JoinProblem::work_of(const CountProbe& accesses) const {
  return {.steps = std::max<std::int64_t>(1, accesses.loads + accesses.stores),
          .step_name = "access",
          .dependent_loads = accesses.dependent_loads,
          .bytes_read = Bytes{accesses.bytes_loaded},
          .bytes_written = Bytes{accesses.bytes_stored} + values_[kAnswer].most,
          .answers = static_cast<std::int64_t>(expected_.answer().rows)};
}

Verdict JoinProblem::judge(const HostValues& values) const {
  const auto answers = values.as<Answer>(kAnswer);
  if (answers.size() != 1) return Verdict::wrong("there is no answer");
  return expected_.judge(solver_, query_, answers[0], values.as<Id>(kRows));
}

/// The answer, but for which rows a LIMIT let through.
Digest JoinProblem::canonical(const HostValues& values) const {
  Answer answer = values.as<Answer>(kAnswer)[0];
  if (query_.limit) answer.sum = {};
  return digest_bytes(std::as_bytes(std::span(&answer, 1)));
}

std::string JoinProblem::remark() const {
  Bytes orders{};
  for (std::size_t i = 0; i < kOrders; ++i) orders += values_[kSpo + i].most;
  const std::string name = fields().ask == "plan" ? "planned beforehand" : "parsed and planned";
  return triples_.source + "; " + name + ": " + text_ + "; " + to_text(orders) +
         " of sorted orders";
}

Bytes closure_room(const JoinProblem& problem) {
  const Plan& plan = problem.plan();
  std::int64_t paths = 0;
  for (std::uint32_t i = 0; i < plan.patterns; ++i)
    if (plan.pattern[i].path != Path::once) ++paths;
  const auto each = static_cast<std::int64_t>(Closure::bytes_for(problem.graph().terms.terms()) +
                                              sizeof(Closure));
  // A path whose ends are both unknown takes two in one order of variables.
  return Bytes{2 * paths * each};
}

std::string rehearsal_refusal(const JoinProblem& problem, CountFn run) {
  if (problem.counted(run).status != Status::over_budget) return {};
  return "what it keeps for this query does not fit into budget=" + to_text(problem.budget()) +
         "; give a larger one";
}

std::string room_refusal(const JoinProblem& problem, Bytes beside_rows) {
  // A tally and a half-filled place for each of very many workers.
  constexpr std::int64_t kWorkers = 256;
  std::int64_t need = beside_rows.count() + kWorkers * static_cast<std::int64_t>(sizeof(Tally));
  if (problem.plan().distinct) {
    const auto wanted = problem.expected().answer().rows + kWorkers;
    std::uint64_t rows = 256;
    while (rows < wanted) rows *= 2;
    need += static_cast<std::int64_t>(
        rows * (2 * sizeof(std::uint64_t) + problem.plan().columns * sizeof(Id)));
  }
  if (need <= problem.budget().count()) return {};
  return "it needs " + to_text(Bytes{need}) +
         " of scratch for this query; give budget=" + to_text(Bytes{need}) + " or more";
}

}  // namespace pontage::triple_join
