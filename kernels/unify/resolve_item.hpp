// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/fact_index.hpp"
#include "kernels/unify/ground_terms.hpp"

namespace pontage::unify {

/// One query at a time: tabled resolution with calls made general in what is not ground (call
/// abstraction; Tamaki and Sato 1986, Chen and Warren 1996). The agenda holds what can go on at
/// once; each rule that waits is resumed once for each answer, old or new, of the call it waits
/// for, so nothing is proved twice in the same way.
template <class Probe>
class ResolveItem {
 public:
  /// The room need not be clean but for its hash tables, which are left as they were: zero.
  ResolveItem(Probe& probe, const Program& program, std::byte* room)
      : probe_(probe),
        p_(program),
        room_(ResolveRoom::of(program.most)),
        at_(room_.pointers(room, program.most)),
        terms_(probe, p_, at_, room_) {}

  /// Once, before the first query in a room that is not clean.
  void clean_room() {
    for (std::uint64_t slot = 0; slot < room_.slots; ++slot)
      at_.answer_slots[slot] = at_.table_slots[slot] = at_.term_slots[slot] = 0;
  }

  QueryResult run(const QueryRecord* from) {
    const QueryRecord query = probe_.load(from, site(ResolveSite::query));
    const std::uint32_t root = table_for(query.head, query.args);
    while (agenda_count_ > 0 && !is_cut()) {
      const Agendum next = probe_.load(&at_.agenda[--agenda_count_], site(ResolveSite::agenda));
      if ((next.who & kStart) != 0)
        start(next.who & ~kStart, next.with);
      else
        resume(next.who, next.with);
    }
    QueryResult result{0, 0, steps_count_, 0, terms_.made(), is_cut() ? 1U : 0U};
    const CallTable table = probe_.load(&at_.tables[root], site(ResolveSite::table));
    for (std::uint32_t a = table.first_answer; a != kNone; a = next_answer(a)) ++result.answers;
    clean();
    return result;
  }
  /// Of the last query, until the next.
  const ProofStep* steps() const { return at_.steps; }
  const Value* made() const { return at_.made; }

 private:
  bool is_cut() const { return is_cut_ || terms_.is_full(); }

  void push(std::uint32_t who, std::uint32_t with) {
    if (agenda_count_ == room_.most_agenda)
      is_cut_ = true;
    else
      probe_.store(&at_.agenda[agenda_count_++], Agendum{who, with}, site(ResolveSite::agenda));
  }

  std::uint32_t suspend(const Suspended& item) {
    if (waiting_count_ == room_.most_waiting) {
      is_cut_ = true;
      return kNone;
    }
    probe_.store(&at_.waiting[waiting_count_], item, site(ResolveSite::waiting));
    return waiting_count_++;
  }
  std::uint32_t next_answer(std::uint32_t answer) {
    return probe_.follow(&at_.next_answer[answer], site(ResolveSite::answer));
  }

  void build_arguments(std::uint32_t goal, Cell head, const Value* env, Value* args) {
    std::uint32_t at = goal + 1;
    for (Cell i = 0; i < arity_of(head); ++i) {
      std::uint32_t levels = 0;
      args[i] = terms_.build(at, env, levels);
    }
  }

  /// Goes on until the rule waits or has been proved.
  void advance(Suspended& item) {
    const ClauseRecord rule = probe_.follow(&p_.clauses[item.rule], site(ResolveSite::clause));
    while (item.done < rule.goals) {
      const std::uint32_t goal = rule.goal[item.done];
      const Cell head = terms_.cell_at(goal);
      Value args[kMostArguments] = {};
      build_arguments(goal, head, item.env, args);
      PredicateRecord rules;
      if (rules_of(probe_, p_, head, rules)) return call_table(item, head, args);
      const Stretch stretch = facts_like(probe_, p_, head, args);
      if (stretch.count == 0) return;
      if (stretch.count > 1) return wait_for(item, stretch);
      const std::uint32_t number = probe_.follow(stretch.facts, site(ResolveSite::fact_order));
      const Fact fact = probe_.follow(&p_.facts[number], site(ResolveSite::fact));
      if (!terms_.match_arguments(goal, fact.args, item.env)) return;
      item.premises[item.done++] = number | kFactPremise;
    }
    conclude(item, rule.head);
  }
  void wait_for(const Suspended& item, const Stretch& stretch) {
    const std::uint32_t who = suspend(item);
    if (who == kNone) return;
    for (std::uint32_t i = 0; i < stretch.count; ++i)
      push(who, probe_.load(&stretch.facts[i], site(ResolveSite::fact_order)) | kFactPremise);
  }

  static bool are_same(const Value* a, const Value* b) {
    for (std::size_t i = 0; i < kMostArguments; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }
  std::uint32_t slot_of(Cell first, const Value* args) {
    probe_.op(Op::multiply, kMostArguments + 1);
    std::uint32_t hash = hash_words(0, first);
    for (std::size_t i = 0; i < kMostArguments; ++i) hash = hash_words(hash, args[i]);
    return hash & static_cast<std::uint32_t>(room_.slots - 1);
  }
  std::uint32_t behind(std::uint32_t slot) const {
    return (slot + 1) & static_cast<std::uint32_t>(room_.slots - 1);
  }

  std::uint32_t table_for(Cell head, const Value* args) {
    std::uint32_t slot = slot_of(head, args);
    for (;; slot = behind(slot)) {
      const std::uint32_t number =
          probe_.follow(&at_.table_slots[slot], site(ResolveSite::table_slot));
      if (number == 0) break;
      const CallTable table = probe_.follow(&at_.tables[number - 1], site(ResolveSite::table));
      if (table.head == head && are_same(args, table.args)) return number - 1;
    }
    if (tables_count_ == p_.most) {
      is_cut_ = true;
      return kNone;
    }
    const std::uint32_t number = tables_count_++;
    CallTable table{head, {}, kNone, kNone, kNone, slot};
    for (std::size_t i = 0; i < kMostArguments; ++i) table.args[i] = args[i];
    probe_.store(&at_.tables[number], table, site(ResolveSite::table));
    probe_.store(&at_.table_slots[slot], number + 1, site(ResolveSite::table_slot));
    PredicateRecord rules;
    if (rules_of(probe_, p_, head, rules))
      for (std::uint32_t i = rules.count; i-- > 0;) push(kStart | (rules.first + i), number);
    return number;
  }

  void call_table(Suspended& item, Cell head, const Value* args) {
    const std::uint32_t number = table_for(head, args);
    if (number == kNone) return;
    CallTable table = probe_.follow(&at_.tables[number], site(ResolveSite::table));
    item.next_waiting = table.first_waiting;
    const std::uint32_t who = suspend(item);
    if (who == kNone) return;
    probe_.store(&at_.tables[number].first_waiting, who, site(ResolveSite::table));
    for (std::uint32_t a = table.first_answer; a != kNone; a = next_answer(a)) push(who, a);
  }

  void start(std::uint32_t rule, std::uint32_t table) {
    Suspended item;
    item.rule = rule;
    item.table = table;
    const std::uint32_t head = probe_.follow(&p_.clauses[rule].head, site(ResolveSite::clause));
    const CallTable call = probe_.follow(&at_.tables[table], site(ResolveSite::table));
    if (terms_.match_arguments(head, call.args, item.env)) advance(item);
  }

  void resume(std::uint32_t who, std::uint32_t premise) {
    Suspended item = probe_.follow(&at_.waiting[who], site(ResolveSite::waiting));
    const std::uint32_t goal =
        probe_.follow(&p_.clauses[item.rule].goal[item.done], site(ResolveSite::clause));
    bool is_match = false;
    if ((premise & kFactPremise) != 0) {
      const Fact fact = probe_.follow(&p_.facts[premise & ~kFactPremise], site(ResolveSite::fact));
      is_match = terms_.match_arguments(goal, fact.args, item.env);
    } else {
      const ProofStep step = probe_.follow(&at_.steps[premise], site(ResolveSite::answer));
      is_match = terms_.match_arguments(goal, step.args, item.env);
    }
    if (!is_match) return;
    item.premises[item.done++] = premise;
    advance(item);
  }

  /// The rule's head is an answer of its table, if it is new.
  void conclude(const Suspended& item, std::uint32_t head_at) {
    const Cell head = terms_.cell_at(head_at);
    Value args[kMostArguments] = {};
    build_arguments(head_at, head, item.env, args);
    for (Cell i = 0; i < arity_of(head); ++i)
      if (args[i] == 0) return;
    std::uint32_t slot = slot_of(item.table, args);
    for (;; slot = behind(slot)) {
      const std::uint32_t known =
          probe_.follow(&at_.answer_slots[slot], site(ResolveSite::answer_slot));
      if (known == 0) break;
      const ProofStep step = probe_.follow(&at_.steps[known - 1], site(ResolveSite::answer));
      if (step.table == item.table && are_same(args, step.args)) return;
    }
    if (steps_count_ == p_.most)
      is_cut_ = true;
    else
      add_answer(item, head, args, slot);
  }

  void add_answer(const Suspended& item, Cell head, const Value* args, std::uint32_t slot) {
    const std::uint32_t number = steps_count_++;
    probe_.store(&at_.answer_slots[slot], number + 1, site(ResolveSite::answer_slot));
    probe_.store(&at_.answer_slot[number], slot, site(ResolveSite::answer));
    ProofStep step{head, {}, item.rule, item.premises, item.table};
    for (std::size_t i = 0; i < kMostArguments; ++i) step.args[i] = args[i];
    probe_.store(&at_.steps[number], step, site(ResolveSite::answer));
    probe_.store(&at_.next_answer[number], kNone, site(ResolveSite::answer));
    CallTable table = probe_.follow(&at_.tables[item.table], site(ResolveSite::table));
    if (table.last_answer == kNone)
      table.first_answer = number;
    else
      probe_.store(&at_.next_answer[table.last_answer], number, site(ResolveSite::answer));
    table.last_answer = number;
    probe_.store(&at_.tables[item.table], table, site(ResolveSite::table));
    for (std::uint32_t w = table.first_waiting; w != kNone;
         w = probe_.follow(&at_.waiting[w].next_waiting, site(ResolveSite::waiting)))
      push(w, number);
  }

  /// Only what was used.
  void clean() {
    for (std::uint32_t i = 0; i < tables_count_; ++i)
      probe_.store(&at_.table_slots[probe_.load(&at_.tables[i].slot, site(ResolveSite::table))], 0U,
                   site(ResolveSite::table_slot));
    for (std::uint32_t i = 0; i < steps_count_; ++i)
      probe_.store(&at_.answer_slots[probe_.load(&at_.answer_slot[i], site(ResolveSite::answer))],
                   0U, site(ResolveSite::answer_slot));
    terms_.clean();
    tables_count_ = waiting_count_ = agenda_count_ = steps_count_ = 0;
    is_cut_ = false;
  }

  Probe& probe_;
  const Program& p_;
  ResolveRoom room_;
  ResolvePointers at_;
  GroundTerms<Probe> terms_;
  std::uint32_t tables_count_ = 0, waiting_count_ = 0, agenda_count_ = 0, steps_count_ = 0;
  bool is_cut_ = false;
};

}  // namespace pontage::unify
