// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/triple_join/intersect.hpp"
#include "libbench/device_code.hpp"
#include "libbench/rng.hpp"

namespace pontage::triple_join {

/// Rows of ids in a flat array and the columns that they are joined by.
struct KeyedRows {
  const Id* at = nullptr;  ///< [rows, width]
  std::uint32_t width = 0;
  std::uint32_t parts = 0;
  std::uint32_t column[3] = {0, 0, 0};
};

/// A partition's hash table: rows of it stand in `order`, chains go by their places in it.
struct PartitionTable {
  std::uint32_t* heads = nullptr;  ///< [mask + 1]
  std::uint32_t mask = 0;
};

template <class Probe>
PONTAGE_ITEM std::uint64_t key_hash(Probe& probe, const KeyedRows& rows, std::uint32_t row) {
  std::uint64_t hash = 0;
  for (std::uint32_t i = 0; i < rows.parts; ++i)
    hash = mix64(hash ^ probe.load(rows.at + std::uint64_t{row} * rows.width + rows.column[i],
                                   site(JoinSite::kept)));
  return hash;
}
/// The low bits of a hash are its partition, the high ones its slot there.
PONTAGE_ITEM inline std::uint32_t slot_of(std::uint64_t hash, std::uint32_t mask) {
  return static_cast<std::uint32_t>(hash >> 32) & mask;
}

/// How many of the rows [from, to) fall into each partition.
template <class Probe>
PONTAGE_ITEM void count_item(Probe& probe, const KeyedRows& rows, std::uint32_t from,
                             std::uint32_t to, std::uint32_t partitions, std::uint32_t* counts) {
  for (std::uint32_t i = 0; i < partitions; ++i)
    probe.store(counts + i, std::uint32_t{0}, site(JoinSite::slot));
  for (std::uint32_t row = from; row < to; ++row) {
    std::uint32_t* count = counts + (key_hash(probe, rows, row) & (partitions - 1));
    probe.store(count, probe.follow(count, site(JoinSite::slot)) + 1, site(JoinSite::slot));
  }
}

/// Puts the numbers of the rows [from, to) where `places` has the next of their partition.
template <class Probe>
PONTAGE_ITEM void scatter_item(Probe& probe, const KeyedRows& rows, std::uint32_t from,
                               std::uint32_t to, std::uint32_t partitions, std::uint32_t* places,
                               std::uint32_t* order) {
  for (std::uint32_t row = from; row < to; ++row) {
    std::uint32_t* place = places + (key_hash(probe, rows, row) & (partitions - 1));
    const std::uint32_t at = probe.follow(place, site(JoinSite::slot));
    probe.store(order + at, row, site(JoinSite::kept));
    probe.store(place, at + 1, site(JoinSite::slot));
  }
}

/// Hangs the rows at the places [from, to) of `order` up in their partition's table.
template <class Probe>
PONTAGE_ITEM void build_item(Probe& probe, const KeyedRows& rows, const std::uint32_t* order,
                             std::uint32_t from, std::uint32_t to, const PartitionTable& table,
                             std::uint32_t* next) {
  for (std::uint32_t slot = 0; slot <= table.mask; ++slot)
    probe.store(table.heads + slot, kNoTerm, site(JoinSite::slot));
  for (std::uint32_t at = from; at < to; ++at) {
    const std::uint32_t row = probe.load(order + at, site(JoinSite::kept));
    std::uint32_t* head = table.heads + slot_of(key_hash(probe, rows, row), table.mask);
    probe.store(next + at, probe.follow(head, site(JoinSite::slot)), site(JoinSite::link));
    probe.store(head, at, site(JoinSite::slot));
  }
}

/// Calls `f(row)` for every row of a chain; stops when it says false.
template <class Probe, class F>
PONTAGE_ITEM bool chain_item(Probe& probe, const PartitionTable& table, std::uint64_t hash,
                             const std::uint32_t* order, const std::uint32_t* next, F f) {
  std::uint32_t at = probe.follow(table.heads + slot_of(hash, table.mask), site(JoinSite::slot));
  while (at != kNoTerm) {
    if (!f(probe.follow(order + at, site(JoinSite::kept)))) return false;
    at = probe.load(next + at, site(JoinSite::link));
  }
  return true;
}

}  // namespace pontage::triple_join
