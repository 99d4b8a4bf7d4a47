// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "kernels/triple_join/triple_source.hpp"
#include "libbench/units.hpp"

namespace pontage::triple_join {

/// A query over a graph of triples: basic graph patterns with filters, DISTINCT, COUNT, LIMIT and
/// the paths p+ and p* (SPARQL 1.1's algebra, rows as a bag).
///
/// Shapes   sizes (dataset): GraphSizes; offsets [terms + 1] u64, text, slots u32, numbers [terms]
///          f64 (dataset): the dictionary, see DictionaryView; spo, pos, osp, pso u32 (dataset):
///          the sorted orders, see Trie; nodes u32 (dataset): every subject and object; query
///          (request): SPARQL text, parsed and planned inside the window, or a Plan; answer
///          (response): Answer; rows [limit, columns] u32 (response): of a query with LIMIT the
///          rows themselves, else nothing; scratch [budget] bytes.
/// Work     a variant's own, of one worker; steps = accesses: each load or store of a list's term,
///          of where a list begins and ends, of a slot, a link or a row of a table, of a row kept,
///          of a mark of a path, of a number or eight bytes of a text that a filter asks for; of
///          the query, each byte of its text, each eight of a plan. Counted by running the variant
///          once over a counting probe; a sort of n is n · ⌈log₂ n⌉ read and n written. Of the
///          store, a seek is ⌈log₂⌉ of all its keys read, one after the other, and the keys that
///          follow. dependent_loads: a list's first term, its ends, each halving of a search, the
///          first of a chain and each row of it. Not in it: arithmetic, parsing beyond the bytes,
///          weighing of plans, RocksDB's own blocks. answers = rows, of a COUNT its number.
/// Judge    the count of rows and the order-free 128-bit sum of their hashes, exact, as nested
///          loops over a list of triples find them at setup, with no index, plan or code in common.
///          With LIMIT: as many rows as there must be, each a row of the whole answer and none
///          oftener than there.
struct TripleJoinShape : DataShape {
  std::string query;      ///< a name (W3, triangle), SPARQL text, or @ and a file with it
  std::int64_t draw = 0;  ///< the seed of a named query's constants; 0: its own
  std::string ask;        ///< text or plan
  Bytes budget{};         ///< of scratch
  std::string store;      ///< of triple_store: the store's folder
  const class TripleStore* opened = nullptr;  ///< of triple_store: the problem opens it
};

enum JoinValue : std::size_t {
  kSizes = 0,
  kOffsets = 1,
  kText = 2,
  kSlots = 3,
  kNumbers = 4,
  kSpo = 5,  // and pos, osp, pso
  kNodes = 9,
  kQuery = 10,
  kAnswer = 11,
  kRows = 12,
  kScratch = 13
};

}  // namespace pontage::triple_join
