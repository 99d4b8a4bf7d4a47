// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_join.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/parse_sparql.hpp"
#include "kernels/triple_join/partitioned_cuda.hpp"
#include "kernels/triple_join/partitioned_grid.hpp"
#include "kernels/triple_join/small_queries.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::triple_join {
namespace {

std::vector<Field<TripleJoinShape>> fields() {
  return {
      {{"data", "",
        "wordnet, wordnet:/dir, debian, debian:/file, lubm, random or file:/path.nt, .ttl",
        "random"},
       &TripleJoinShape::data},
      {{"universities", "count", "of lubm: about 175,000 triples each", 1, 1, 10'000},
       &TripleJoinShape::universities},
      {{"terms", "count", "of random: subjects and objects", 200, 1, 1 << 28},
       &TripleJoinShape::terms},
      {{"predicates", "count", "of random", 2, 1, 1 << 20}, &TripleJoinShape::predicates},
      {{"triples", "count", "of random, as many as are drawn", 1000, 0, std::int64_t{1} << 31},
       &TripleJoinShape::triples},
      {{"query", "", "a query's name (triangle, Q2, W3, …), @ and a file, or SPARQL", "triangle"},
       &TripleJoinShape::query},
      {{"draw", "count",
        "the seed of other constants for a named query that has some to draw; 0: its own", 0, 0,
        std::int64_t{1} << 40},
       &TripleJoinShape::draw},
      {{"ask",
        "",
        "what is asked: SPARQL, parsed and planned inside the window, or a plan made before",
        "text",
        0,
        0,
        {"text", "plan"}},
       &TripleJoinShape::ask},
      {{"budget", "bytes", "scratch: tables, sets of rows, what lies between joins", 64 << 20,
        1 << 12, std::int64_t{1} << 40},
       &TripleJoinShape::budget},
  };
}

const ShapeSchemaOf<TripleJoinShape>& schema() {
  static const ShapeSchemaOf<TripleJoinShape> schema(fields());
  return schema;
}

struct Asked {
  Query query;
  std::string text;
  const NamedQuery* named = nullptr;  // where it is one
};

Result<Asked> asked_by(std::string text) {
  auto query = parse_sparql(text);
  if (!query) return pass_on(query.error());
  return Asked{std::move(*query), std::move(text), nullptr};
}

Result<Asked> read_query(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorKind::unavailable, path + ": cannot be read; give a file of SPARQL");
  auto asked = asked_by({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  return asked ? asked : fail_within(asked.error(), path);
}

/// The query that a shape names, or holds.
Result<Asked> find_query(const std::string& name) {
  for (const SmallQuery& small : small_queries())
    if (small.name == name) return Asked{small.query, to_sparql(small.query)};
  for (const NamedQuery& named : named_queries())
    if (named.name == name) {
      auto asked = asked_by(std::string(named.text));
      if (asked) asked->named = &named;
      return asked;
    }
  if (name.starts_with('@')) return read_query(name.substr(1));
  if (name.find('{') != name.npos) return asked_by(name);
  std::string known;
  for (const SmallQuery& small : small_queries()) known.append(small.name).append(", ");
  for (const NamedQuery& named : named_queries()) known.append(named.name).append(", ");
  return fail(ErrorKind::usage, "there is no query '" + name + "'; there are " + known +
                                    "@ and a file, or SPARQL itself");
}

// A plug-in has the shape and not the problem: there a variant that finds no room says so in its
// answer.
std::string plain_refusal(const Problem& problem) {
  const auto* join = dynamic_cast<const JoinProblem*>(&problem);
  return join == nullptr ? "" : room_refusal(*join, closure_room(*join));
}

#ifdef PONTAGE_HAS_CUDA
std::string grid_refusal(const Problem& problem) {
  const auto* join = dynamic_cast<const JoinProblem*>(&problem);
  if (join == nullptr) return "";
  std::string why = refused_by_grid(join->plan(), join->shape().as<TripleJoinShape>().ask);
  return why.empty() ? rehearsal_refusal(*join, count_partitioned_grid) : why;
}
#endif

template <CountFn Run>
std::string tried_refusal(const Problem& problem) {
  const auto* join = dynamic_cast<const JoinProblem*>(&problem);
  return join == nullptr ? "" : rehearsal_refusal(*join, Run);
}

class TripleJoin final : public Kernel {
 public:
  std::string_view name() const override { return "triple_join"; }
  std::string_view summary() const override {
    return "SPARQL's basic graph patterns over sorted triples: joins of many lists, each step a "
           "search";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "data" ? identified_data(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    auto asked = asked_by_shape(shape, seed);
    if (!asked) return pass_on(asked.error());
    return make_join_problem(std::move(asked->triples), asked->query, asked->text, shape);
  }

 private:
  std::vector<Variant> variants_{
      {"leapfrog", leapfrog, "worst-case optimal: one variable after the other", plain_refusal},
      {"hash", hash, "hash joins in a row, no row between them is kept", tried_refusal<count_hash>},
      {"merge", merge, "sort-merge joins in a row", tried_refusal<count_merge>},
      {"partitioned", partitioned, "partitioned hash joins in a row, counted, then written",
       tried_refusal<count_partitioned>},
#ifdef PONTAGE_HAS_CUDA
      {"partitioned_grid", CudaEntry(partitioned_grid),
       "the same by all threads of a device in one launch; has never run on a GPU", grid_refusal},
#endif
      {"leapfrog_serial", leapfrog_serial, "leapfrog by one worker: what a machine file prices",
       plain_refusal},
      {"reference", reference, "nested loops with look-ups, serial", plain_refusal},
  };
  std::array<Suite, 7> suites_{{
      {"check",
       "small and awkward queries on small graphs, for their answers",
       {{"triples", "300"},
        {"terms", "60"},
        {"query", "[path2,loop,predicates,cross,apart,ends,limit,plus,star]"},
        {"budget", "1MiB"}}},
      {"check",
       "an empty graph; a plan made beforehand",
       {{"triples", "[0,300]"},
        {"terms", "60"},
        {"query", "[triangle,loop,cross,distinct]"},
        {"budget", "1MiB"},
        {"ask", "plan"}}},
      {"quick",
       "cyclic joins, heavy and light, on a graph of a university, parsed and planned each time",
       {{"data", "lubm"}, {"query", "[Q1,Q2,Q9]"}, {"workers", "1"}}},
      {"full",
       "universities: heavy and light queries",
       {{"data", "lubm"},
        {"universities", "10"},
        {"query", "[Q1,Q2,Q4,Q8,Q9,Q12]"},
        {"budget", "1GiB"},
        {"workers", "[1,2]"}}},
      {"full",
       "light queries, each over many constants",
       {{"data", "lubm"}, {"query", "[Q1,Q4,Q12]"}, {"draw", "[1:8:1]"}, {"workers", "1"}}},
      {"full",
       "WordNet: paths, stars and a cycle",
       {{"data", "wordnet"},
        {"query", "[W1,W2,W3,W4,W5]"},
        {"budget", "1GiB"},
        {"workers", "[1,2]"}}},
      {"full",
       "Debian's packages: a cycle of six patterns, a star",
       {{"data", "debian"}, {"query", "[D1,D2,D6]"}, {"budget", "1GiB"}, {"workers", "[1,2]"}}},
  }};
};

}  // namespace

std::vector<Field<TripleJoinShape>> join_fields(Field<TripleJoinShape> one_more) {
  auto all = fields();
  all.push_back(std::move(one_more));
  return all;
}

Result<AskedGraph> asked_by_shape(const Shape& shape, Seed seed) {
  const auto& fields = shape.as<TripleJoinShape>();
  auto asked = find_query(fields.query);
  if (!asked) return pass_on(asked.error());
  const NamedQuery* const named = asked->named;
  if (fields.ask == "text") {  // what is parsed in the window is what is judged
    asked = asked_by(asked->text);
    if (!asked) return pass_on(asked.error());
  }
  if (fields.draw != 0 && (named == nullptr || !has_draws(*named)))
    return fail(ErrorKind::usage, "draw=" + std::to_string(fields.draw) + ": query=" +
                                      fields.query + " has no constant to draw; leave draw out");
  auto triples = make_sourced_triples(fields, seed);
  if (!triples) return pass_on(triples.error());
  if (fields.draw != 0) {
    auto text = drawn_query(*named, *triples, fields, static_cast<Seed>(fields.draw));
    if (!text) return pass_on(text.error());
    asked = asked_by(std::move(*text));
    if (!asked) return pass_on(asked.error());
  }
  return AskedGraph{std::move(*triples), std::move(asked->query), std::move(asked->text)};
}

Result<std::unique_ptr<Problem>> make_join_problem(Triples triples, const Query& query,
                                                   const std::string& text, const Shape& shape) {
  if (triples.triples.size() >= kNoTerm || triples.terms.terms() >= kNoTerm)
    return fail(ErrorKind::refused, "a graph has at most 4,294,967,294 triples and as many terms");
  // Four orders of up to four words a triple, and the judge's three of three.
  const auto count = static_cast<std::int64_t>(triples.triples.size() + triples.terms.terms());
  if (auto room = check_room(Bytes{count * 4 * (4 * 4 + 3 * 3 + 6)}, "the sorted orders",
                             "give a smaller graph");
      !room)
    return pass_on(room.error());
  auto problem = std::make_unique<JoinProblem>(std::move(triples), query, text, shape);
  if (auto ready = problem->prepare(); !ready) return pass_on(ready.error());
  return problem;
}

const Kernel& triple_join() {
  static const TripleJoin kernel;
  return kernel;
}

}  // namespace pontage::triple_join
