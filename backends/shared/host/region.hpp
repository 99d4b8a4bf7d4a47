// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libbench/dialect.hpp"
#include "libbench/planted_delay.hpp"
#include "libbench/region_track.hpp"

namespace pontage::host {

/// Two cache lines: processors fetch the neighbour of a line they miss, so half of that would still
/// be shared.
inline constexpr std::size_t kApart = 128;
/// Regions that a team can stamp between two drains; each costs 32 bytes a worker. More are counted
/// as dropped.
inline constexpr std::size_t kMostRegions = 1 << 14;

inline constexpr auto kNoBody = [](Index, Index, int) {};

/// One call of for_chunks with n ≥ 1, as all its workers see it. Chunk c is [c·grain,
/// min((c+1)·grain, n)).
struct RegionCall {
  Index n = 0, grain = 1, chunks = 0;
  function_ref<void(Index, Index, int)> body{kNoBody};
  bool is_dynamic =
      false;  ///< chunks come from a shared counter; else worker w has w, w + workers, …
  bool is_stamped = false;
  std::uint32_t number = 0;  ///< of the region; from 1
};

/// What every team does alike inside a region: hands out chunks, stamps, and notes who took part.
/// Which threads call it, and how they meet, is the team's own business. Only the caller calls
/// `open`, `close`, `collect`, `took_part` and `track`.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): what threads write is apart on purpose
class Region {
 public:
  /// `delays` is null except in self-tests and must outlive this.
  Region(int workers, const PlantedDelays* delays);

  /// Before anybody is woken: prepares the call (1 ≤ n ≤ 2⁵³) and opens its stamps. Chunks are
  /// counted out beforehand where each worker has at most one: then nobody touches the shared
  /// counter, and every worker that has a chunk runs it.
  RegionCall open(Index n, Index grain, function_ref<void(Index, Index, int)> body) noexcept;
  /// The share of `worker` of the `present` workers that came.
  void work(const RegionCall&, int worker, int present) noexcept;
  /// In place of `work`, where a runtime hands out the chunks itself: one chunk, on the worker that
  /// got it. The caller collects the workers' stamps after the region, as no worker knows its last
  /// chunk.
  void work_chunk(const RegionCall&, Index chunk, int worker) noexcept;
  void collect(const RegionCall&) noexcept;
  /// After all workers have arrived.
  void close(const RegionCall&) noexcept;

  int workers() const { return static_cast<int>(rows_.size()); }
  int took_part();
  RegionTrack& track() { return track_; }

 private:
  /// What one worker leaves; written by that worker alone.
  struct alignas(kApart) Row {
    bool took_part = false;
    std::uint32_t number = 0;  // of the region that the stamps of work_chunk belong to
    Ticks begin = 0, end = 0;
  };
  Row& row(int worker) { return rows_[static_cast<std::size_t>(worker)]; }

  const PlantedDelays* delays_;  // with rows_ on a line that nobody writes to while regions run
  std::vector<Row> rows_;
  alignas(kApart) std::uint32_t number_ = 0;
  RegionTrack track_;
  alignas(kApart) std::atomic<Index> next_{0};
};

}  // namespace pontage::host
