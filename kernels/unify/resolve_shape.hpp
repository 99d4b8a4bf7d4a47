// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/unify/cells.hpp"
#include "kernels/unify/engine_limits.hpp"

namespace pontage::unify {

/// Goals proved from rules and facts by tabled resolution: every call is kept with its answers, so
/// that left recursion and cycles end; calls are the same that are equal up to what is not ground
/// in them. An answer that holds a term nested deeper than `depth` is not derived, so every query
/// ends.
///
/// Shapes   request: queries [queries] of QueryRecord. Dataset: terms, their hash slots, facts,
/// their
///          hash slots and order, clauses and their cells, predicates (knowledge.hpp makes them).
///          Response: results [queries] of QueryResult; steps of ProofStep, a query's one after the
///          other: a proof of everything derived for it, each step after those that it rests on;
///          made u32, compound terms that no fact has.
/// Work     counted by the item over a CountProbe, when it is first asked for: steps = dependent
/// loads, of
///          hash slots, records, facts, terms, tables and answers; bytes_read = the lines of the
///          dataset that any query reads, once; bytes_written = the proof.
/// Judge    the answers of each query must be those of plain_resolve.hpp, which shares no code with
///          the engine, and every step must pass proof_checker.hpp, which shares no code with
///          either.
struct ResolveShape {
  std::string facts;
  std::int64_t queries = 0;
  std::int64_t size = 0;   ///< of `reverse`: elements of the list
  std::int64_t depth = 0;  ///< nesting of terms that are derived
  std::int64_t most = 0;   ///< answers of all tables of a query
  std::int64_t lanes = 0;  ///< queries that have room in scratch at a time
};

/// A ground term: a constant's cell; or, with tag 4, where its functor's cell stands in the terms,
/// its arguments' values behind it and before it how deep it is nested. Equal terms have equal
/// values. 0 is no term: what is not ground.
using Value = std::uint32_t;
inline constexpr Cell kCompound = 4;
constexpr Value compound(std::uint32_t at) { return kCompound << kTagShift | at; }
constexpr bool is_compound(Value value) { return tag_of(value) == kCompound; }

struct Fact {
  Cell head = 0;  ///< the predicate's functor cell
  Value args[kMostArguments] = {};
};
/// Facts with the same predicate and the same argument at a place: a stretch of the order.
struct FactSlot {
  Cell head = 0;            ///< 0: the slot is empty
  std::uint32_t place = 0;  ///< of an argument; kMostArguments: all facts of the predicate
  Value value = 0;
  std::uint32_t first = 0, count = 0;
};
struct ClauseRecord {
  std::uint32_t variables = 0, goals = 0;
  std::uint32_t head = 0;               ///< in the clauses' cells
  std::uint32_t goal[kMostGoals] = {};  ///< there
};
/// Rules of a predicate stand one after the other.
struct PredicateRecord {
  Cell head = 0;
  std::uint32_t first = 0, count = 0;
};
struct QueryRecord {
  Cell head = 0;
  Value args[kMostArguments] = {};  ///< 0: what is asked for
};

/// Where a step comes from.
inline constexpr std::uint32_t kFactPremise =
    0x80000000;  ///< premise: a fact of this number, else a step
inline constexpr std::uint32_t kNoPremise = 0xffffffff;
/// kNoPremise behind the last.
using Premises = std::array<std::uint32_t, kMostGoals>;
constexpr Premises no_premises() {
  Premises none{};
  none.fill(kNoPremise);
  return none;
}
struct ProofStep {
  Cell head = 0;
  Value args[kMostArguments] = {};
  std::uint32_t rule = 0;
  Premises premises = no_premises();
  std::uint32_t table = 0;  ///< the engine's own; says nothing to a reader
};

struct QueryResult {
  std::uint32_t first_step = 0;  ///< in steps; premises count from there
  std::uint32_t first_made =
      0;                    ///< in made; the places of a step's terms go on there after the facts'
  std::uint32_t steps = 0;  ///< answers of all tables
  std::uint32_t answers = 0;  ///< of the query itself
  std::uint32_t made = 0;     ///< u32 of compound terms that were made
  std::uint32_t is_cut = 0;   ///< 1: it ran out of room, the answers are not all
};

enum ResolveValue : std::size_t {
  kTerms = 0,
  kTermSlots = 1,
  kFacts = 2,
  kFactSlots = 3,
  kFactOrder = 4,
  kClauseCells = 5,
  kClauses = 6,
  kPredicates = 7,
  kQueries = 8,
  kResults = 9,
  kSteps = 10,
  kMade = 11,
  kResolveRoom = 12
};

/// Both sides of the hash tables agree on this.
constexpr std::uint32_t hash_words(std::uint32_t from, std::uint32_t word) {
  std::uint32_t x = (from ^ word) * 0x9e3779b1U;
  return x ^ x >> 15;
}

}  // namespace pontage::unify
