// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "kernels/unify/resolve_room.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// What all queries of a job share.
struct Program {
  const Value* terms = nullptr;
  const std::uint32_t* term_slots = nullptr;
  const Fact* facts = nullptr;
  const FactSlot* fact_slots = nullptr;
  const std::uint32_t* fact_order = nullptr;
  const Cell* cells = nullptr;
  const ClauseRecord* clauses = nullptr;
  const PredicateRecord* predicates = nullptr;
  std::uint32_t terms_size = 0, term_mask = 0, fact_mask = 0, predicate_count = 0;
  std::uint32_t depth = 0, most = 0;
};
Program program_of(const Args&);

/// One query at a time: tabled resolution with calls made general in what is not ground (call
/// abstraction; Tamaki and Sato 1986, Chen and Warren 1996). The agenda holds what can go on at
/// once; each rule that waits is resumed once for each answer, old or new, of the call it waits
/// for, so nothing is proved twice in the same way.
class ResolveEngine {
 public:
  /// The room need not be clean but for its hash tables, which are left as they were: zero.
  ResolveEngine(const Program&, std::byte* room);
  /// Once, before the first query in a room that is not clean.
  void clean_room();
  QueryResult run(const QueryRecord&);
  /// Of the last query, until the next.
  const ProofStep* steps() const { return steps_; }
  const Value* made() const { return made_; }

 private:
  struct Stretch {
    const std::uint32_t* facts = nullptr;
    std::uint32_t count = 0;
  };
  Value value_at(std::uint32_t at) const;
  bool match(std::uint32_t& at, Value value, Value* env);
  bool match_arguments(std::uint32_t goal, const Value* args, Value* env);
  Value build(std::uint32_t& at, const Value* env, std::uint32_t& levels);
  Value intern(Cell head, const Value* args, std::uint32_t levels);
  Value find_made(std::uint32_t hash, Cell head, const Value* args, std::uint32_t levels);
  bool is_same_term(Value, Cell head, const Value* args) const;
  Stretch facts_like(Cell head, const Value* args) const;
  const PredicateRecord* rules_of(Cell head) const;

  void advance(Suspended& item);
  void call_table(const Suspended& item, Cell head, const Value* args);
  void conclude(const Suspended& item);
  std::uint32_t table_for(Cell head, const Value* args);
  void start(std::uint32_t rule, std::uint32_t table);
  void resume(const Suspended& waiting, std::uint32_t premise);
  void push(std::uint32_t who, std::uint32_t with);
  std::uint32_t suspend(const Suspended&);
  void clean();

  const Program& p_;
  ResolveRoom room_;
  CallTable* tables_;
  Suspended* waiting_;
  Agendum* agenda_;
  std::uint32_t* next_answer_;
  std::uint32_t* answer_slot_;
  std::uint32_t* answer_slots_;
  std::uint32_t* table_slots_;
  std::uint32_t* term_slots_;
  ProofStep* steps_;
  Value* made_;
  std::uint32_t tables_count_ = 0, waiting_count_ = 0, agenda_count_ = 0, steps_count_ = 0,
                made_count_ = 0;
  bool is_cut_ = false;
};

}  // namespace pontage::unify
