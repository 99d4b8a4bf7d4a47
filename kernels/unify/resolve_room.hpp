// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/unify/resolve_shape.hpp"

namespace pontage::unify {

/// A call, with its answers and with who waits for more.
struct CallTable {
  Cell head = 0;
  Value args[kMostArguments] = {};                  ///< 0: not ground in the call
  std::uint32_t first_answer = 0, last_answer = 0;  ///< kNone: none yet
  std::uint32_t first_waiting = 0;                  ///< kNone: nobody
  std::uint32_t slot = 0;
};
/// A rule whose first `done` goals have been proved, waiting for the answers of the next.
struct Suspended {
  Value env[kMostClauseVariables] = {};
  Premises premises = no_premises();
  std::uint32_t rule = 0, table = 0;
  std::uint32_t done = 0;
  std::uint32_t next_waiting = 0;
};
/// To be taken up: a waiting rule and a premise of its next goal; or, with kStart, a rule of a
/// table.
struct Agendum {
  std::uint32_t who = 0, with = 0;
};
inline constexpr std::uint32_t kNone = 0xffffffff;
inline constexpr std::uint32_t kStart = 0x80000000;

/// How far steps and made are full, for all workers. At the beginning of the room.
struct ResponsesTaken {
  std::uint64_t steps = 0, made = 0;
};
inline constexpr std::uint64_t kTakenBytes = 64;

/// Where the parts of a query's room are.
struct ResolvePointers {
  CallTable* tables = nullptr;
  Suspended* waiting = nullptr;
  Agendum* agenda = nullptr;
  std::uint32_t* next_answer = nullptr;
  std::uint32_t* answer_slot = nullptr;
  std::uint32_t* answer_slots = nullptr;
  std::uint32_t* table_slots = nullptr;
  std::uint32_t* term_slots = nullptr;
  std::uint32_t* used_slots = nullptr;  ///< of term_slots, in the order that terms were made
  ProofStep* steps = nullptr;
  Value* made = nullptr;
};

/// The room of one query under way, in bytes from its beginning; `most` answers.
struct ResolveRoom {
  std::uint64_t tables = 0, waiting = 0, agenda = 0, next_answer = 0, answer_slots = 0,
                table_slots = 0, term_slots = 0, used_slots = 0, steps = 0, made = 0;
  std::uint64_t slots = 0;  ///< of each hash table
  std::uint64_t most_waiting = 0, most_agenda = 0, most_made = 0;
  std::uint64_t size = 0;

  static constexpr ResolveRoom of(std::uint64_t most) {
    ResolveRoom r;
    r.slots = std::bit_ceil(2 * most + 2);
    r.most_waiting = 4 * most;
    r.most_agenda = 8 * most;
    r.most_made = 8 * most;
    r.waiting = most * sizeof(CallTable);
    r.agenda = r.waiting + r.most_waiting * sizeof(Suspended);
    r.next_answer = r.agenda + r.most_agenda * sizeof(Agendum);
    r.answer_slots = r.next_answer + most * 8;
    r.table_slots = r.answer_slots + r.slots * 4;
    r.term_slots = r.table_slots + r.slots * 4;
    r.used_slots = r.term_slots + r.slots * 4;
    r.steps = r.used_slots + r.most_made / 3 * 4;  // a term takes three words at the least
    r.made = r.steps + most * sizeof(ProofStep);
    r.size = (r.made + r.most_made * 4 + 63) / 64 * 64;
    return r;
  }
  ResolvePointers pointers(std::byte* room, std::uint64_t most) const {
    auto* const next = reinterpret_cast<std::uint32_t*>(room + next_answer);
    return {reinterpret_cast<CallTable*>(room),
            reinterpret_cast<Suspended*>(room + waiting),
            reinterpret_cast<Agendum*>(room + agenda),
            next,
            next + most,
            reinterpret_cast<std::uint32_t*>(room + answer_slots),
            reinterpret_cast<std::uint32_t*>(room + table_slots),
            reinterpret_cast<std::uint32_t*>(room + term_slots),
            reinterpret_cast<std::uint32_t*>(room + used_slots),
            reinterpret_cast<ProofStep*>(room + steps),
            reinterpret_cast<Value*>(room + made)};
  }
};

}  // namespace pontage::unify
