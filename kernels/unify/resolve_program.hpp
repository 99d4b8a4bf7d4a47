// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/resolve_shape.hpp"
#include "libbench/dialect.hpp"
#include "libbench/probe.hpp"

namespace pontage::unify {

enum class ResolveSite : Site {
  term,
  term_slot,
  fact,
  fact_slot,
  fact_order,
  clause,
  cell,
  predicate,
  query,  // dataset and request
  table,
  table_slot,
  waiting,
  agenda,
  answer,
  answer_slot,
  made,
  made_slot,  // scratch
};
PONTAGE_ITEM constexpr Site site(ResolveSite s) { return static_cast<Site>(s); }

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
inline Program program_of(const Args& args) {
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

}  // namespace pontage::unify
