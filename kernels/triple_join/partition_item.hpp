// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>

#include "kernels/triple_join/intersect.hpp"
#include "kernels/triple_join/tell.hpp"
#include "libbench/device_code.hpp"
#include "libbench/mix64.hpp"

/// The steps of a partitioned join over flat arrays, for workers of a host and threads of a device.
namespace pontage::triple_join {

/// Rows of ids in a flat array and the columns that they are joined by.
struct KeyedRows {
  const Id* at = nullptr;  ///< [rows, width]
  std::uint32_t width = 0;
  std::uint32_t parts = 0;
  std::uint32_t column[3] = {0, 0, 0};

  PONTAGE_ITEM const Id* row(std::uint32_t number) const {
    return at + std::uint64_t{number} * width;
  }
};

/// A partition's hash table: rows of it stand in `order`, chains go by their places in it.
struct PartitionTable {
  std::uint32_t* heads = nullptr;  ///< [mask + 1]
  std::uint32_t mask = 0;
};

/// Both sides of a join and the tables of the right one, whose rows are triples.
struct PartitionedSides {
  KeyedRows left, right;
  std::uint32_t partitions = 1;          ///< a power of two
  std::uint32_t* order = nullptr;        ///< [right rows] their numbers, by partition
  std::uint32_t* begins = nullptr;       ///< [partitions + 1] in `order`
  std::uint32_t* heads_begin = nullptr;  ///< [partitions + 1] in `heads`
  std::uint32_t* heads = nullptr;
  std::uint32_t* next = nullptr;  ///< [right rows]

  template <class Probe>
  PONTAGE_ITEM PartitionTable table_of(Probe& probe, std::uint64_t number) const {
    const std::uint32_t begin = probe.follow(heads_begin + number, site(JoinSite::slot));
    return {heads + begin, probe.load(heads_begin + number + 1, site(JoinSite::slot)) - begin - 1};
  }
};

/// Rows of a partition, about, and partitions at the most.
inline constexpr std::uint32_t kPartitionRows = 1024, kMostPartitions = 1024;
PONTAGE_ITEM inline std::uint32_t partitions_for(std::uint32_t rows, std::uint32_t key_parts) {
  const std::uint32_t wanted = key_parts == 0 ? 1 : rows / kPartitionRows;
  return wanted <= 1 ? 1 : wanted > kMostPartitions ? kMostPartitions : std::bit_ceil(wanted);
}
/// A partition's heads are twice as many as its rows.
PONTAGE_ITEM inline std::uint32_t heads_for(std::uint32_t rows) {
  return std::bit_ceil(rows == 0 ? 1U : 2 * rows);
}

/// Words that one worker has for itself.
struct Alone {
  /// Adds one and says what was there.
  template <class Probe>
  PONTAGE_ITEM static std::uint32_t add_one(Probe& probe, std::uint32_t* at) {
    const std::uint32_t was = probe.follow(at, site(JoinSite::slot));
    probe.store(at, was + 1, site(JoinSite::slot));
    return was;
  }
  template <class Probe>
  PONTAGE_ITEM static std::uint32_t exchange(Probe& probe, std::uint32_t* at, std::uint32_t value) {
    const std::uint32_t was = probe.follow(at, site(JoinSite::slot));
    probe.store(at, value, site(JoinSite::slot));
    return was;
  }
};
/// Words that many change at once. What one wrote the others read after a barrier.
struct Together {
  template <class Probe>
  PONTAGE_ITEM static std::uint32_t add_one(Probe& probe, std::uint32_t* at) {
    tell(probe, {.loads = 1, .dependent = 1, .stores = 1});
#ifdef __CUDA_ARCH__
    return atomicAdd(at, 1U);
#else
    return std::atomic_ref(*at).fetch_add(1, std::memory_order_relaxed);
#endif
  }
  template <class Probe>
  PONTAGE_ITEM static std::uint32_t exchange(Probe& probe, std::uint32_t* at, std::uint32_t value) {
    tell(probe, {.loads = 1, .dependent = 1, .stores = 1});
#ifdef __CUDA_ARCH__
    return atomicExch(at, value);
#else
    return std::atomic_ref(*at).exchange(value, std::memory_order_relaxed);
#endif
  }
};

template <class Probe>
PONTAGE_ITEM std::uint64_t key_hash(Probe& probe, const KeyedRows& rows, std::uint32_t row) {
  std::uint64_t hash = 0;
  for (std::uint32_t i = 0; i < rows.parts; ++i)
    hash = mix64(hash ^ probe.load(rows.row(row) + rows.column[i], site(JoinSite::kept)));
  return hash;
}
/// The low bits of a hash are its partition, the high ones its slot there.
PONTAGE_ITEM inline std::uint32_t slot_of(std::uint64_t hash, std::uint32_t mask) {
  return static_cast<std::uint32_t>(hash >> 32) & mask;
}

/// Histogram: counts a row in its partition.
template <class Sharing, class Probe>
PONTAGE_ITEM void count_row(Probe& probe, const KeyedRows& rows, std::uint32_t row,
                            std::uint32_t partitions, std::uint32_t* counts) {
  Sharing::add_one(probe, counts + (key_hash(probe, rows, row) & (partitions - 1)));
}

/// Prefix: of one partition the counts of all blocks ([blocks][partitions]) become where their rows
/// go, from `from` on. Where the next partition begins.
template <class Probe>
PONTAGE_ITEM std::uint32_t place_blocks(Probe& probe, std::uint32_t* counts, std::size_t blocks,
                                        std::uint32_t partitions, std::uint32_t number,
                                        std::uint32_t from) {
  for (std::size_t i = 0; i < blocks; ++i) {
    std::uint32_t* const at = counts + i * partitions + number;
    const std::uint32_t own = probe.load(at, site(JoinSite::slot));
    probe.store(at, from, site(JoinSite::slot));
    from += own;
  }
  return from;
}

/// Scatter: puts the number of a row where `places` has the next of its partition.
template <class Sharing, class Probe>
PONTAGE_ITEM void scatter_row(Probe& probe, const KeyedRows& rows, std::uint32_t row,
                              std::uint32_t partitions, std::uint32_t* places,
                              std::uint32_t* order) {
  const std::uint64_t partition = key_hash(probe, rows, row) & (partitions - 1);
  probe.store(order + Sharing::add_one(probe, places + partition), row, site(JoinSite::kept));
}

/// Where each partition's heads begin; how many there are in all.
template <class Probe>
PONTAGE_ITEM std::uint32_t place_heads(Probe& probe, const PartitionedSides& sides) {
  std::uint32_t heads = 0;
  for (std::uint32_t number = 0; number < sides.partitions; ++number) {
    probe.store(sides.heads_begin + number, heads, site(JoinSite::slot));
    heads += heads_for(sides.begins[number + 1] - sides.begins[number]);
  }
  tell(probe, {.loads = sides.partitions + std::size_t{1}});
  probe.store(sides.heads_begin + sides.partitions, heads, site(JoinSite::slot));
  return heads;
}

/// Build: hangs the right row at a place of `order` up in its partition's table.
template <class Sharing, class Probe>
PONTAGE_ITEM void hang_up(Probe& probe, const PartitionedSides& sides, std::uint32_t at) {
  const std::uint32_t row = probe.load(sides.order + at, site(JoinSite::kept));
  const std::uint64_t hash = key_hash(probe, sides.right, row);
  const PartitionTable table = sides.table_of(probe, hash & (sides.partitions - 1));
  probe.store(sides.next + at,
              Sharing::exchange(probe, table.heads + slot_of(hash, table.mask), at),
              site(JoinSite::link));
}

PONTAGE_ITEM inline bool has_same_key(const PartitionedSides& sides, const Id* left,
                                      const Id* right) {
  for (std::uint32_t i = 0; i < sides.left.parts; ++i)
    if (left[sides.left.column[i]] != right[sides.right.column[i]]) return false;
  return true;
}

/// Probe: calls `f(triple)` for each right row that has the left row's key; stops when it says
/// false.
template <class Probe, class F>
PONTAGE_ITEM bool each_partner(Probe& probe, const PartitionedSides& sides, std::uint32_t number,
                               F f) {
  const auto* triples = reinterpret_cast<const Triple*>(sides.right.at);
  const Id* const left = sides.left.row(number);
  const std::uint64_t hash = key_hash(probe, sides.left, number);
  const PartitionTable table = sides.table_of(probe, hash & (sides.partitions - 1));
  std::uint32_t at = probe.follow(table.heads + slot_of(hash, table.mask), site(JoinSite::slot));
  while (at != kNoTerm) {
    const std::uint32_t found = probe.follow(sides.order + at, site(JoinSite::kept));
    const Triple triple = probe.follow(triples + found, site(JoinSite::kept));
    if (has_same_key(sides, left, sides.right.row(found)) && !f(triple)) return false;
    at = probe.load(sides.next + at, site(JoinSite::link));
  }
  return true;
}

}  // namespace pontage::triple_join
