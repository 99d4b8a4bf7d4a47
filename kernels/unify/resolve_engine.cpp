// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/resolve_engine.hpp"

#include <algorithm>
#include <iterator>

namespace pontage::unify {

Program program_of(const Args& args) {
  const auto count = [&](std::size_t value, std::size_t size) {
    return static_cast<std::uint32_t>(static_cast<std::size_t>(args.size[value].count()) / size);
  };
  const auto& shape = args.shape_as<ResolveShape>();
  return {args.value<const Value>(kTerms),
          args.value<const std::uint32_t>(kTermSlots),
          args.value<const Fact>(kFacts),
          args.value<const FactSlot>(kFactSlots),
          args.value<const std::uint32_t>(kFactOrder),
          args.value<const Cell>(kClauseCells),
          args.value<const ClauseRecord>(kClauses),
          args.value<const PredicateRecord>(kPredicates),
          count(kTerms, sizeof(Value)),
          count(kTermSlots, 4) - 1,
          count(kFactSlots, sizeof(FactSlot)) - 1,
          count(kPredicates, sizeof(PredicateRecord)),
          static_cast<std::uint32_t>(shape.depth),
          static_cast<std::uint32_t>(shape.most)};
}

ResolveEngine::ResolveEngine(const Program& p, std::byte* room)
    : p_(p), room_(ResolveRoom::of(p.most)) {
  tables_ = reinterpret_cast<CallTable*>(room);
  waiting_ = reinterpret_cast<Suspended*>(room + room_.waiting);
  agenda_ = reinterpret_cast<Agendum*>(room + room_.agenda);
  next_answer_ = reinterpret_cast<std::uint32_t*>(room + room_.next_answer);
  answer_slot_ = next_answer_ + p.most;
  answer_slots_ = reinterpret_cast<std::uint32_t*>(room + room_.answer_slots);
  table_slots_ = reinterpret_cast<std::uint32_t*>(room + room_.table_slots);
  term_slots_ = reinterpret_cast<std::uint32_t*>(room + room_.term_slots);
  steps_ = reinterpret_cast<ProofStep*>(room + room_.steps);
  made_ = reinterpret_cast<Value*>(room + room_.made);
}

void ResolveEngine::clean_room() {
  std::fill_n(answer_slots_, room_.slots, 0U);
  std::fill_n(table_slots_, room_.slots, 0U);
  std::fill_n(term_slots_, room_.slots, 0U);
}

/// A word of the terms, shared or made.
Value ResolveEngine::value_at(std::uint32_t at) const {
  return at < p_.terms_size ? p_.terms[at] : made_[at - p_.terms_size];
}

/// The pattern at `at` against a ground value; goes behind the pattern. Nested patterns are as deep
/// as a rule's text.
bool ResolveEngine::match(std::uint32_t& at, Value value, Value* env) {
  const Cell cell = p_.cells[at++];
  if (is_variable(cell)) {
    Value& known = env[payload_of(cell)];
    if (known == 0) known = value;
    return known == value;
  }
  if (!is_functor(cell)) return cell == value;
  if (!is_compound(value)) return false;
  const std::uint32_t place = payload_of(value);
  if (value_at(place) != cell) return false;
  for (Cell i = 1; i <= arity_of(cell); ++i)
    if (!match(at, value_at(place + i), env)) return false;
  return true;
}

/// The arguments of a goal or head against those of a call or answer; 0 matches anything.
bool ResolveEngine::match_arguments(std::uint32_t goal, const Value* args, Value* env) {
  std::uint32_t at = goal + 1;
  for (Cell i = 0; i < arity_of(p_.cells[goal]); ++i) {
    if (args[i] != 0) {
      if (!match(at, args[i], env)) return false;
      continue;
    }
    for (std::uint32_t open = 1; open > 0; ++at) open += arity_of(p_.cells[at]) - 1;
  }
  return true;
}

/// The value of a pattern, or 0 when it is not ground, or nested deeper than terms may be.
Value ResolveEngine::build(std::uint32_t& at, const Value* env, std::uint32_t& levels) {
  const Cell cell = p_.cells[at++];
  levels = 1;
  if (is_variable(cell)) {
    const Value value = env[payload_of(cell)];
    if (is_compound(value)) levels = value_at(payload_of(value) - 1);
    return value;
  }
  if (!is_functor(cell)) return cell;
  Value args[8] = {};  // rules have no more
  bool is_ground = true;
  std::uint32_t deepest = 0;
  for (Cell i = 0; i < arity_of(cell); ++i) {
    std::uint32_t inner = 0;
    const Value value = build(at, env, inner);
    is_ground = is_ground && value != 0;
    if (is_ground) args[i] = value;
    deepest = std::max(deepest, inner);
  }
  levels = deepest + 1;
  if (!is_ground || levels > p_.depth) return 0;
  return intern(cell, args, levels);
}

bool ResolveEngine::is_same_term(Value value, Cell head, const Value* args) const {
  const std::uint32_t place = payload_of(value);
  if (value_at(place) != head) return false;
  for (Cell i = 0; i < arity_of(head); ++i)
    if (value_at(place + 1 + i) != args[i]) return false;
  return true;
}

Value ResolveEngine::intern(Cell head, const Value* args, std::uint32_t levels) {
  std::uint32_t hash = hash_words(0, head);
  for (Cell i = 0; i < arity_of(head); ++i) hash = hash_words(hash, args[i]);
  for (std::uint32_t slot = hash & p_.term_mask; p_.term_slots[slot] != 0;
       slot = (slot + 1) & p_.term_mask)
    if (is_same_term(p_.term_slots[slot], head, args)) return p_.term_slots[slot];
  return find_made(hash, head, args, levels);
}

Value ResolveEngine::find_made(std::uint32_t hash, Cell head, const Value* args,
                               std::uint32_t levels) {
  const auto mask = static_cast<std::uint32_t>(room_.slots - 1);
  std::uint32_t slot = hash & mask;
  for (; term_slots_[slot] != 0; slot = (slot + 1) & mask)
    if (is_same_term(term_slots_[slot], head, args)) return term_slots_[slot];
  if (made_count_ + arity_of(head) + 2 > room_.most_made) {
    is_cut_ = true;
    return 0;
  }
  made_[made_count_++] = levels;
  const Value value = compound(p_.terms_size + made_count_);
  made_[made_count_++] = head;
  for (Cell i = 0; i < arity_of(head); ++i) made_[made_count_++] = args[i];
  return term_slots_[slot] = value;
}

/// The shortest stretch of facts that has all that match.
ResolveEngine::Stretch ResolveEngine::facts_like(Cell head, const Value* args) const {
  Stretch best;
  bool is_first = true;
  const auto look = [&](std::uint32_t place, Value value) {
    std::uint32_t slot = hash_words(hash_words(hash_words(0, head), place), value) & p_.fact_mask;
    for (; p_.fact_slots[slot].head != 0; slot = (slot + 1) & p_.fact_mask) {
      const FactSlot& s = p_.fact_slots[slot];
      if (s.head != head || s.place != place || s.value != value) continue;
      if (is_first || s.count < best.count) best = {p_.fact_order + s.first, s.count};
      is_first = false;
      return true;
    }
    best = {};
    return false;
  };
  bool is_any = false;
  for (Cell place = 0; place < arity_of(head); ++place) {
    if (args[place] == 0) continue;
    is_any = true;
    if (!look(place, args[place])) return {};
  }
  if (!is_any) look(3, 0);
  return best;
}

const PredicateRecord* ResolveEngine::rules_of(Cell head) const {
  const PredicateRecord* const end = p_.predicates + p_.predicate_count;
  const PredicateRecord* const found = std::lower_bound(
      p_.predicates, end, head, [](const PredicateRecord& p, Cell h) { return p.head < h; });
  return found != end && found->head == head ? found : nullptr;
}

void ResolveEngine::push(std::uint32_t who, std::uint32_t with) {
  if (agenda_count_ == room_.most_agenda)
    is_cut_ = true;
  else
    agenda_[agenda_count_++] = {who, with};
}

std::uint32_t ResolveEngine::suspend(const Suspended& item) {
  if (waiting_count_ == room_.most_waiting) {
    is_cut_ = true;
    return kNone;
  }
  waiting_[waiting_count_] = item;
  return waiting_count_++;
}

/// Goes on until the rule waits or has been proved.
void ResolveEngine::advance(Suspended& item) {
  const ClauseRecord& rule = p_.clauses[item.rule];
  while (item.done < rule.goals) {
    const std::uint32_t goal = rule.goal[item.done];
    const Cell head = p_.cells[goal];
    Value args[3] = {};
    std::uint32_t at = goal + 1;
    for (Cell i = 0; i < arity_of(head); ++i) {
      std::uint32_t levels = 0;
      args[i] = build(at, item.env, levels);
    }
    if (rules_of(head) != nullptr) return call_table(item, head, args);
    const Stretch stretch = facts_like(head, args);
    if (stretch.count == 0) return;
    if (stretch.count > 1) {
      const std::uint32_t who = suspend(item);
      for (std::uint32_t i = 0; i < stretch.count && who != kNone; ++i)
        push(who, stretch.facts[i] | kFactPremise);
      return;
    }
    if (!match_arguments(goal, p_.facts[*stretch.facts].args, item.env)) return;
    item.premises[item.done++] = *stretch.facts | kFactPremise;
  }
  conclude(item);
}

std::uint32_t ResolveEngine::table_for(Cell head, const Value* args) {
  const auto mask = static_cast<std::uint32_t>(room_.slots - 1);
  std::uint32_t slot =
      hash_words(hash_words(hash_words(hash_words(0, head), args[0]), args[1]), args[2]) & mask;
  for (; table_slots_[slot] != 0; slot = (slot + 1) & mask) {
    const CallTable& table = tables_[table_slots_[slot] - 1];
    if (table.head == head && std::equal(args, args + 3, table.args)) return table_slots_[slot] - 1;
  }
  if (tables_count_ == p_.most) {
    is_cut_ = true;
    return kNone;
  }
  const std::uint32_t number = tables_count_++;
  tables_[number] = {head, {args[0], args[1], args[2]}, kNone, kNone, kNone, slot};
  table_slots_[slot] = number + 1;
  if (const PredicateRecord* rules = rules_of(head))
    for (std::uint32_t i = rules->count; i-- > 0;) push(kStart | (rules->first + i), number);
  return number;
}

void ResolveEngine::call_table(const Suspended& item, Cell head, const Value* args) {
  const std::uint32_t number = table_for(head, args);
  const std::uint32_t who = suspend(item);
  if (number == kNone || who == kNone) return;
  CallTable& table = tables_[number];
  waiting_[who].next_waiting = table.first_waiting;
  table.first_waiting = who;
  for (std::uint32_t a = table.first_answer; a != kNone; a = next_answer_[a]) push(who, a);
}

void ResolveEngine::start(std::uint32_t rule, std::uint32_t table) {
  Suspended item;
  item.rule = rule;
  item.table = table;
  std::fill(std::begin(item.premises), std::end(item.premises), kNoPremise);
  if (match_arguments(p_.clauses[rule].head, tables_[table].args, item.env)) advance(item);
}

void ResolveEngine::resume(const Suspended& waiting, std::uint32_t premise) {
  Suspended item = waiting;
  const bool is_fact = (premise & kFactPremise) != 0;
  const Value* args = is_fact ? p_.facts[premise & ~kFactPremise].args : steps_[premise].args;
  if (!match_arguments(p_.clauses[item.rule].goal[item.done], args, item.env)) return;
  item.premises[item.done++] = premise;
  advance(item);
}

/// The rule's head is an answer of its table, if it is new.
void ResolveEngine::conclude(const Suspended& item) {
  const std::uint32_t head_at = p_.clauses[item.rule].head;
  const Cell head = p_.cells[head_at];
  Value args[3] = {};
  std::uint32_t at = head_at + 1;
  for (Cell i = 0; i < arity_of(head); ++i) {
    std::uint32_t levels = 0;
    args[i] = build(at, item.env, levels);
    if (args[i] == 0) return;
  }
  const auto mask = static_cast<std::uint32_t>(room_.slots - 1);
  std::uint32_t slot =
      hash_words(hash_words(hash_words(hash_words(0, item.table), args[0]), args[1]), args[2]) &
      mask;
  for (; answer_slots_[slot] != 0; slot = (slot + 1) & mask) {
    const ProofStep& known = steps_[answer_slots_[slot] - 1];
    if (known.table == item.table && std::equal(args, args + 3, known.args)) return;
  }
  if (steps_count_ == p_.most) {
    is_cut_ = true;
    return;
  }
  const std::uint32_t number = steps_count_++;
  answer_slots_[slot] = number + 1;
  answer_slot_[number] = slot;
  ProofStep& step = steps_[number];
  step = {head, {args[0], args[1], args[2]}, item.rule, {}, item.table};
  std::copy(std::begin(item.premises), std::end(item.premises), step.premises);
  next_answer_[number] = kNone;
  CallTable& table = tables_[item.table];
  (table.last_answer == kNone ? table.first_answer : next_answer_[table.last_answer]) = number;
  table.last_answer = number;
  for (std::uint32_t w = table.first_waiting; w != kNone; w = waiting_[w].next_waiting)
    push(w, number);
}

/// Only what was used.
void ResolveEngine::clean() {
  for (std::uint32_t i = 0; i < tables_count_; ++i) table_slots_[tables_[i].slot] = 0;
  for (std::uint32_t i = 0; i < steps_count_; ++i) answer_slots_[answer_slot_[i]] = 0;
  if (made_count_ > 0) std::fill_n(term_slots_, room_.slots, 0U);
  tables_count_ = waiting_count_ = agenda_count_ = steps_count_ = made_count_ = 0;
  is_cut_ = false;
}

QueryResult ResolveEngine::run(const QueryRecord& query) {
  const std::uint32_t root = table_for(query.head, query.args);
  while (agenda_count_ > 0 && !is_cut_) {
    const Agendum next = agenda_[--agenda_count_];
    if ((next.who & kStart) != 0)
      start(next.who & ~kStart, next.with);
    else
      resume(waiting_[next.who], next.with);
  }
  QueryResult result{0, 0, steps_count_, 0, made_count_, is_cut_ ? 1U : 0U};
  for (std::uint32_t a = tables_[root].first_answer; a != kNone; a = next_answer_[a])
    ++result.answers;
  clean();
  return result;
}

}  // namespace pontage::unify
