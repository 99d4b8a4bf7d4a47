// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace pontage::unify {

/// Datalog with one recursive predicate, to its fixpoint: t(X,Y) ← e(X,Y), and one of
///   right   t(X,Z) ← t(X,Y), e(Y,Z)
///   left    t(X,Z) ← e(X,Y), t(Y,Z)
///   double  t(X,Z) ← t(X,Y), t(Y,Z)
/// All three have the same least model, the transitive closure of e; they differ in what a round
/// joins.
///
/// Shapes   offsets [nodes + 1] u32, targets [facts] u32: e by its first argument, each fact once
///          (dataset); counts [nodes] u32 and sums [nodes] u64: of each X how many Y there are with
///          t(X,Y), and the sum of member_mix(Y) modulo 2⁶⁴ (response); the rest is scratch: t
///          itself lies there in full (relation.hpp).
/// Work     steps = facts of e that a fact of t is joined with, as `rows` does it; dependent loads
/// = as many,
///          each looks up whether the row has what it gives, and one for each row of e that is
///          joined; bytes_read = e once, bytes_written = t and the response. `rounds` does more and
///          is priced as if it did the same.
/// Judge    exact, each row.
struct SaturateShape {
  std::string facts;        ///< where e comes from
  std::string program;      ///< right, left or double
  std::int64_t nodes = 0;   ///< of generated facts
  std::int64_t degree = 0;  ///< of generated facts: facts a node
};

using Node = std::uint32_t;

enum SaturateValue : std::size_t {
  kFactOffsets = 0,
  kFactTargets = 1,
  kRowCounts = 2,
  kRowSums = 3,
  kMembers = 4,
  kRowRecords = 5,
  kRowMarks = 6,
  kStamps = 7,
  kTaken = 8
};

/// What stands for a member in a row's sum: a bijection, so that rows of the same size and other
/// members practically never agree.
constexpr std::uint64_t member_mix(Node node) {
  std::uint64_t x = node + 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  return x ^ (x >> 31);
}

}  // namespace pontage::unify
