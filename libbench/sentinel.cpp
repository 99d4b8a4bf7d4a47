// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>

#include "libbench/check.hpp"
#include "libbench/selftest.hpp"

namespace pontage {
namespace {

constexpr std::size_t kWordsPerLine = 64 / sizeof(std::uint64_t);
constexpr int kBatches = 15;
constexpr int kAddBlocks = 60'000,
              kAddsPerBlock = 16;  // a batch: 0.3 ms at one addition a cycle of 3 GHz
constexpr int kCacheSteps = 6'000,
              kMemorySteps = 4'000;  // a batch: 0.1 ms at 14 ns, 0.6 ms at 150 ns
constexpr double kAddMayMove = 0.03, kChaseMayMove = 0.10;

/// Mixes the low `bits` of a number into a number of as many bits, one to one: odd factors and
/// right shifts are invertible.
std::uint64_t mixed(std::uint64_t x, int bits) {
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  for (const std::uint64_t odd :
       {0x9e3779b97f4a7c15ULL, 0xbf58476d1ce4e5b9ULL, 0x94d049bb133111ebULL}) {
    x = (x * odd) & mask;
    x ^= x >> (bits / 2);
  }
  return x;
}

/// Writes one cycle over all lines in mixed order: the word at a line's start is the index of the
/// next line's first word. The writes do not wait for each other, so 64 MiB take some 30 ms; a
/// shuffle would need ten times that.
void make_cycle(const HugePages& memory) {
  const std::span<std::uint64_t> words = memory.words();
  const std::uint64_t lines = words.size() / kWordsPerLine;
  if (lines == 0) return;
  PONTAGE_CHECK(std::has_single_bit(lines), lines);
  const int bits = std::countr_zero(lines);
  for (std::uint64_t i = 0; i < lines; ++i)
    words[mixed(i, bits) * kWordsPerLine] = mixed((i + 1) % lines, bits) * kWordsPerLine;
}

/// `blocks` × 16 additions, each needing the one before. The empty asm makes every sum opaque, so
/// that none is folded; unrolled, because a jump an addition would measure the front end, which a
/// sibling thread shares.
void add_dependently(int blocks) {
  std::uint64_t sum = 0, step = 1;
  asm volatile("" : "+r"(step));
  const auto add = [&] {
    sum += step;
    asm volatile("" : "+r"(sum));
  };
  for (int i = 0; i < blocks; ++i) {
#pragma GCC unroll 16
    for (int k = 0; k < kAddsPerBlock; ++k) add();
  }
}

std::uint64_t chase(std::span<const std::uint64_t> words, std::uint64_t at, int steps) {
  for (int i = 0; i < steps; ++i) at = words[at];
  asm volatile("" : "+r"(at));
  return at;
}

/// Brings every line into the cache, in order: whatever ran since the last reading has thrown them
/// out.
void warm(const HugePages& memory) {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < memory.words().size(); i += kWordsPerLine) seen ^= memory.words()[i];
  asm volatile("" : "+r"(seen));
}

template <class Work>
double timed_ns(const ClockMap& clock, const Work& work) {
  const Ticks begin = start_stamp();
  work();
  const Ticks end = end_stamp();
  return static_cast<double>((clock.at(end) - clock.at(begin)).count());
}

/// Median over batches, so that a preempted batch does not pass for a slow memory.
double chase_ns(const ClockMap& clock, const HugePages& memory, std::uint64_t& at, int steps) {
  if (memory.address() == nullptr) return 0;
  std::array<double, kBatches> batches{};
  for (double& batch : batches)
    batch = timed_ns(clock, [&] { at = chase(memory.words(), at, steps); }) / steps;
  std::nth_element(batches.begin(), batches.begin() + kBatches / 2, batches.end());
  return batches[kBatches / 2];
}

struct Moved {
  const char* what;
  double before, after, may_move;
  const char* suspect;
};

std::string sentence(const Moved& moved) {
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(), "%s moved by %+.1f %% (%.3g to %.3g ns): %s", moved.what,
                100 * (moved.after / moved.before - 1), moved.before, moved.after, moved.suspect);
  return text.data();
}

}  // namespace

SentinelProbe::SentinelProbe() : cache_cycle_(4_MiB), memory_cycle_(64_MiB) {
  make_cycle(cache_cycle_);
  make_cycle(memory_cycle_);
}

Sentinel SentinelProbe::read(const ClockMap& clock) {
  Sentinel reading;
  // The mean, not the median: stolen time shows as a few long batches, which is what this one is
  // for.
  reading.add_ns = timed_ns(clock, [] { add_dependently(kBatches * kAddBlocks); }) /
                   (static_cast<double>(kBatches) * kAddBlocks * kAddsPerBlock);
  warm(cache_cycle_);
  reading.cache_chase_ns = chase_ns(clock, cache_cycle_, cache_at_, kCacheSteps);
  reading.memory_chase_ns = chase_ns(clock, memory_cycle_, memory_at_, kMemorySteps);
  return reading;
}

std::string disturbance(const Sentinel& before, const Sentinel& after) {
  const std::array figures{
      Moved{"a dependent addition", before.add_ns, after.add_ns, kAddMayMove,
            "the clock frequency changed or another thread took the processor"},
      Moved{"a dependent load in 4 MiB", before.cache_chase_ns, after.cache_chase_ns, kChaseMayMove,
            "a neighbour uses the last-level cache"},
      Moved{"a dependent load in 64 MiB", before.memory_chase_ns, after.memory_chase_ns,
            kChaseMayMove, "a neighbour uses the memory bus"}};
  std::string text;
  for (const Moved& moved : figures) {
    if (moved.before <= 0 || moved.after <= 0) continue;
    if (std::abs(moved.after / moved.before - 1) <= moved.may_move) continue;
    text += (text.empty() ? "" : "; ") + sentence(moved);
  }
  return text;
}

}  // namespace pontage
