// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/triple_join/match.hpp"
#include "kernels/triple_join/scratch.hpp"
#include "libbench/mix64.hpp"

namespace pontage::triple_join {

/// The triples of one pattern, found by the terms at some of its places: chains from a power of two
/// of heads. Built by one worker, read by all.
class HashTable {
 public:
  static std::size_t heads_for(std::size_t rows) {
    std::size_t heads = 2;
    while (heads < 2 * rows) heads *= 2;
    return heads;
  }
  /// Of the terms at these places.
  static std::uint64_t hash_of(const Triple& t, unsigned places) {
    std::uint64_t hash = 0;
    if ((places & kS) != 0) hash = mix64(hash ^ t.s);
    if ((places & kP) != 0) hash = mix64(hash ^ t.p);
    if ((places & kO) != 0) hash = mix64(hash ^ t.o);
    return hash;
  }
  static std::size_t bytes_for(std::size_t rows) {
    return heads_for(rows) * sizeof(std::uint32_t) +
           rows * (sizeof(Triple) + sizeof(std::uint32_t)) + 3 * 64;
  }
  /// Room for `rows` triples found by their terms at `places`; false when there is none.
  bool open(Scratch& scratch, std::size_t rows, unsigned places) {
    const std::size_t heads = heads_for(rows);
    heads_ = scratch.take<std::uint32_t>(heads);
    next_ = scratch.take<std::uint32_t>(rows);
    rows_ = scratch.take<Triple>(rows);
    mask_ = heads - 1;
    places_ = places;
    return heads_ != nullptr && next_ != nullptr && rows_ != nullptr;
  }
  template <class Probe>
  void clear(Probe& probe) {
    std::memset(heads_, 0xff, (mask_ + 1) * sizeof *heads_);
    tell(probe, {.stores = mask_ + 1, .bytes = sizeof *heads_});
    used_ = 0;
  }
  template <class Probe>
  void add(Probe& probe, const Triple& triple) {
    std::uint32_t* const head = heads_ + slot_of(triple);
    probe.store(rows_ + used_, triple, site(JoinSite::kept));
    probe.store(next_ + used_, probe.follow(head, site(JoinSite::slot)), site(JoinSite::link));
    probe.store(head, used_++, site(JoinSite::slot));
  }
  /// Calls `f(triple)` for each that has `key`'s terms at the places; stops when it says false.
  template <class Probe, class F>
  bool each(Probe& probe, const Triple& key, F f) const {
    std::uint32_t at = probe.follow(heads_ + slot_of(key), site(JoinSite::slot));
    while (at != kNoTerm) {
      const Triple triple = probe.follow(rows_ + at, site(JoinSite::kept));
      if (agrees(triple, key) && !f(triple)) return false;
      at = probe.load(next_ + at, site(JoinSite::link));
    }
    return true;
  }

 private:
  std::uint64_t slot_of(const Triple& t) const { return hash_of(t, places_) & mask_; }
  bool agrees(const Triple& a, const Triple& b) const {
    return ((places_ & kS) == 0 || a.s == b.s) && ((places_ & kP) == 0 || a.p == b.p) &&
           ((places_ & kO) == 0 || a.o == b.o);
  }

  std::uint32_t* heads_ = nullptr;
  std::uint32_t* next_ = nullptr;
  Triple* rows_ = nullptr;
  std::uint64_t mask_ = 0;
  std::uint32_t used_ = 0;
  unsigned places_ = 0;
};

}  // namespace pontage::triple_join
