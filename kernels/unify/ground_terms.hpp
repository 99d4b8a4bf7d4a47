// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/resolve_program.hpp"
#include "kernels/unify/resolve_room.hpp"

namespace pontage::unify {

/// Ground terms by their values: those that all queries share and those that one query made, each
/// once. Patterns are matched against them and built of them. Patterns are a rule's text, and
/// nested no deeper.
template <class Probe>
class GroundTerms {
 public:
  GroundTerms(Probe& probe, const Program& program, const ResolvePointers& at,
              const ResolveRoom& room)
      : probe_(probe),
        p_(program),
        made_(at.made),
        slots_(at.term_slots),
        used_slots_(at.used_slots),
        mask_(static_cast<std::uint32_t>(room.slots - 1)),
        most_(static_cast<std::uint32_t>(room.most_made)) {}

  Cell cell_at(std::uint32_t at) { return probe_.load(&p_.cells[at], site(ResolveSite::cell)); }

  /// The pattern at `at` against a ground value; goes behind the pattern.
  bool match(std::uint32_t& at, Value value, Value* env) {
    const Cell cell = cell_at(at++);
    probe_.op(Op::branch);
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
  bool match_arguments(std::uint32_t goal, const Value* args, Value* env) {
    std::uint32_t at = goal + 1;
    const Cell arity = arity_of(cell_at(goal));
    for (Cell i = 0; i < arity; ++i) {
      if (args[i] != 0) {
        if (!match(at, args[i], env)) return false;
        continue;
      }
      for (std::uint32_t open = 1; open > 0; ++at) open += arity_of(cell_at(at)) - 1;
    }
    return true;
  }

  /// The value of a pattern, or 0 when it is not ground, or nested deeper than terms may be.
  Value build(std::uint32_t& at, const Value* env, std::uint32_t& levels) {
    const Cell cell = cell_at(at++);
    levels = 1;
    if (is_variable(cell)) {
      const Value value = env[payload_of(cell)];
      if (is_compound(value)) levels = value_at(payload_of(value) - 1);
      return value;
    }
    if (!is_functor(cell)) return cell;
    Value args[kMostTermArguments] = {};
    bool is_ground = true;
    std::uint32_t deepest = 0;
    for (Cell i = 0; i < arity_of(cell); ++i) {
      std::uint32_t inner = 0;
      const Value value = build(at, env, inner);
      is_ground = is_ground && value != 0;
      if (is_ground) args[i] = value;
      if (inner > deepest) deepest = inner;
    }
    levels = deepest + 1;
    if (!is_ground || levels > p_.depth) return 0;
    return intern(cell, args, levels);
  }

  std::uint32_t made() const { return count_; }
  bool is_full() const { return is_full_; }
  /// Only what was used.
  void clean() {
    for (std::uint32_t i = 0; i < terms_; ++i) {
      const std::uint32_t slot = probe_.load(&used_slots_[i], site(ResolveSite::made_slot));
      probe_.store(&slots_[slot], 0U, site(ResolveSite::made_slot));
    }
    count_ = terms_ = 0;
    is_full_ = false;
  }

 private:
  /// A word of the terms, shared or made.
  Value value_at(std::uint32_t at) {
    return at < p_.terms_size ? probe_.follow(&p_.terms[at], site(ResolveSite::term))
                              : probe_.follow(&made_[at - p_.terms_size], site(ResolveSite::made));
  }

  bool is_same_term(Value value, Cell head, const Value* args) {
    const std::uint32_t place = payload_of(value);
    if (value_at(place) != head) return false;
    for (Cell i = 0; i < arity_of(head); ++i)
      if (value_at(place + 1 + i) != args[i]) return false;
    return true;
  }

  Value intern(Cell head, const Value* args, std::uint32_t levels) {
    std::uint32_t hash = hash_words(0, head);
    for (Cell i = 0; i < arity_of(head); ++i) hash = hash_words(hash, args[i]);
    probe_.op(Op::multiply, arity_of(head) + 1);
    for (std::uint32_t slot = hash & p_.term_mask;; slot = (slot + 1) & p_.term_mask) {
      const Value value = probe_.follow(&p_.term_slots[slot], site(ResolveSite::term_slot));
      if (value == 0) return find_made(hash, head, args, levels);
      if (is_same_term(value, head, args)) return value;
    }
  }

  Value find_made(std::uint32_t hash, Cell head, const Value* args, std::uint32_t levels) {
    std::uint32_t slot = hash & mask_;
    for (;; slot = (slot + 1) & mask_) {
      const Value value = probe_.follow(&slots_[slot], site(ResolveSite::made_slot));
      if (value == 0) break;
      if (is_same_term(value, head, args)) return value;
    }
    if (count_ + arity_of(head) + 2 > most_) {
      is_full_ = true;
      return 0;
    }
    add(levels);
    const Value value = compound(p_.terms_size + count_);
    add(head);
    for (Cell i = 0; i < arity_of(head); ++i) add(args[i]);
    probe_.store(&slots_[slot], value, site(ResolveSite::made_slot));
    probe_.store(&used_slots_[terms_++], slot, site(ResolveSite::made_slot));
    return value;
  }
  void add(Value word) { probe_.store(&made_[count_++], word, site(ResolveSite::made)); }

  Probe& probe_;
  const Program& p_;
  Value* made_;
  std::uint32_t* slots_;
  std::uint32_t* used_slots_;
  std::uint32_t mask_, most_, count_ = 0, terms_ = 0;
  bool is_full_ = false;
};

}  // namespace pontage::unify
