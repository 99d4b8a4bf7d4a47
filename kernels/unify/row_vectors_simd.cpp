// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>

#include "kernels/unify/row_vectors.hpp"
#include "kernels/unify/substitution.hpp"

// Vectors of unknown length cannot stand in structs.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/unify/row_vectors_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::unify::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// Signed: no cell of a good term has the highest bit.
using Cells = hn::CappedTag<std::int32_t, 16>;
using Vector = hn::Vec<Cells>;
using Mask = hn::Mask<Cells>;
using Bits = std::uint32_t;
constexpr unsigned kLanes = hn::MaxLanes(Cells());
constexpr bool kPays = kLanes >= 8;

HWY_INLINE Vector load(const Cell* from) {
  return hn::LoadU(Cells(), reinterpret_cast<const std::int32_t*>(from));
}
HWY_INLINE Vector all(Cell cell) { return hn::Set(Cells(), static_cast<std::int32_t>(cell)); }
HWY_INLINE Bits bits_of(Mask mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(Cells(), mask, bytes);
  std::uint16_t bits = 0;
  std::memcpy(&bits, bytes, 2);
  return bits;
}
HWY_INLINE unsigned smaller(unsigned a, unsigned b) { return a < b ? a : b; }
/// kLanes when there is none.
HWY_INLINE unsigned first_of(Bits bits) {
  return static_cast<unsigned>(__builtin_ctz(bits | Bits{1} << kLanes));
}
HWY_INLINE Mask variables_of(Vector cells) { return hn::Lt(cells, all(kConstant << kTagShift)); }
HWY_INLINE Mask functors_of(Vector cells) {
  return hn::Gt(cells, all((kFunctor << kTagShift) - 1));
}

/// Arities from here on are not added up by vectors.
constexpr std::int32_t kLarge = 15;

/// The arities of a vector's cells, each added to those before it: bytes, so that 8 of them are
/// added up by one multiplication. None is above 15, so no byte overflows.
struct ArityRow {
  std::uint64_t words[2] = {};

  HWY_INLINE explicit ArityRow(Vector arities) {
    if (hn::AllTrue(Cells(), hn::Eq(arities, hn::Zero(Cells())))) return;
    const hn::Rebind<std::uint8_t, Cells> bytes;
    words_of(bytes, hn::DemoteTo(bytes, hn::Min(arities, hn::Set(Cells(), kLarge))));
    for (std::uint64_t& word : words) word *= kOnes;
  }
  /// How many cells are read until `open` terms are; more than kLanes: not in this vector.
  HWY_INLINE unsigned end(std::uint32_t open) const {
    const std::int32_t few = open < 64 ? static_cast<std::int32_t>(open) : 64;
    const unsigned first = end_in(words[0], few);
    if constexpr (kLanes <= 8) return first;
    const std::int32_t rest = few + static_cast<std::int32_t>(words[0] >> 56) - 8;
    const unsigned second = 8 + end_in(words[1], rest < 0 ? 0 : rest);
    return first <= 8 ? first : second;
  }
  /// The sum of the first `count` ones.
  HWY_INLINE std::uint32_t sum(unsigned count) const {
    if (kLanes <= 8 || count <= 8) return sum_in(words[0], count);
    return sum_in(words[0], 8) + sum_in(words[1], count - 8);
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;

  template <class D>
  HWY_INLINE void words_of(D d, hn::Vec<D> bytes) {
    if constexpr (hn::MaxLanes(D()) == 16) {  // not through memory
      const hn::Repartition<std::uint64_t, D> pairs;
      words[0] = hn::GetLane(hn::BitCast(pairs, bytes));
      words[1] = hn::ExtractLane(hn::BitCast(pairs, bytes), 1);
    } else {
      alignas(16) std::uint8_t each[16] = {};
      hn::StoreU(bytes, d, each);
      std::memcpy(words, each, sizeof words);
    }
  }

  /// How many of 8 cells are read until `open` terms are; 9 when that is not in these.
  HWY_INLINE static unsigned end_in(std::uint64_t word, std::int32_t open) {
    const auto most = static_cast<std::uint64_t>(open < 9 ? open : 9);
    // In byte i: 127 − (i + 1) + open + arities. Its highest bit says that more terms are asked
    // for by then than the i + 1 that have been read.
    const std::uint64_t asked = word + 0x7778797a7b7c7d7e + most * kOnes;
    const std::uint64_t ended = (~asked >> 7 & kOnes) | std::uint64_t{1} << 63;
    return (static_cast<unsigned>(__builtin_ctzll(ended) + 1) >> 3) + 1;
  }
  HWY_INLINE static std::uint32_t sum_in(std::uint64_t word, unsigned count) {
    const std::uint64_t sum = count < 8 ? (word << 8) >> (8 * count) & 0xff : word >> 56;
    return static_cast<std::uint32_t>(sum);
  }
};

/// A vector's cells of one term.
struct TermBatch {
  Bits large;  ///< functors whose arities are not added up
  ArityRow arities;

  HWY_INLINE explicit TermBatch(const Cell* at) : TermBatch(load(at)) {}
  HWY_INLINE explicit TermBatch(Vector cells)
      : large(bits_of(hn::Gt(arities_of(cells), hn::Set(Cells(), kLarge - 1)))),
        arities(arities_of(cells)) {}
  HWY_INLINE static Vector arities_of(Vector v) {
    return hn::And(hn::IfThenElseZero(functors_of(v), v), all(kMostArity));
  }
};

/// A variable's, by its cell.
HWY_INLINE std::uint32_t& bound_of(std::uint32_t* bound, Cell cell) {
  return bound[std::int64_t{cell} - std::int64_t{kVariable << kTagShift}];
}
/// Calls `body` with every lane, until it returns false; that lane, or `otherwise`.
template <class Body>
HWY_INLINE unsigned each_lane(std::uint64_t bits, unsigned otherwise, Body body) {
  for (; bits != 0; bits &= bits - 1) {
    const auto lane = static_cast<std::uint64_t>(__builtin_ctzll(bits));
    if (HWY_UNLIKELY(!body(lane))) return static_cast<unsigned>(lane);
  }
  return otherwise;
}

/// On by a batch, or to the term's end, or past the first large functor.
HWY_INLINE void step(TermCursor& at, const TermBatch& batch) {
  const unsigned end = batch.arities.end(at.open), large = first_of(batch.large);
  // A branch of its own: where the next vector is does not wait for this one.
  if (HWY_LIKELY(end > kLanes && large == kLanes)) {
    at = {at.at + kLanes, at.open + batch.arities.sum(kLanes) - kLanes};
  } else if (end <= large) {
    at = {at.at + end, 0};
  } else {
    const std::uint32_t open = at.open + batch.arities.sum(large) - large;
    at = {at.at + large + 1, open + arity_of(at.at[large]) - 1};
  }
}

/// A vector's cells of each of two rows of constants and variables.
struct RowBatch {
  Vector x, y;
  Mask left, right;  ///< variables
  Mask same;
  bool is_flat;      ///< no functors
  bool is_possible;  ///< no two constants differ

  HWY_INLINE explicit RowBatch(const RowCursor& at)
      : x(load(at.left)),
        y(load(at.right)),
        left(variables_of(x)),
        right(variables_of(y)),
        same(hn::Eq(x, y)) {
    is_flat = hn::AllFalse(Cells(), functors_of(hn::Max(x, y)));
    is_possible = hn::AllTrue(Cells(), hn::Or(same, hn::Or(left, right)));
  }
  HWY_INLINE Mask both() const { return hn::And(left, right); }
};
/// Whether that many cells can be read in both rows before they end.
HWY_INLINE bool has_room(const RowCursor& at, const Cell* limit) {
  return at.open > kLanes && limit - at.left >= kLanes && limit - at.right >= kLanes;
}
HWY_INLINE void step(RowCursor& at, unsigned lanes) {
  at = {at.left + lanes, at.right + lanes, at.open - lanes};
}

/// Binds a variable to a constant; false where it is bound to something else.
HWY_INLINE bool bind_one(std::uint32_t* bound, Cell var, Cell other) {
  Cell& old = bound_of(bound, var);
  if (HWY_UNLIKELY(old != 0)) return old == other;
  old = other;
  return true;
}
/// Binds one of two free variables to the other.
HWY_INLINE bool link_both(std::uint32_t* bound, Cell a, Cell b) {
  if ((bound_of(bound, a) | bound_of(bound, b)) != 0) return false;
  // No branch: which of two numbers stays cannot be foreseen.
  const bool is_right = link_order(payload_of(a)) > link_order(payload_of(b));
  const Cell swap = (a ^ b) & (Cell{0} - Cell{is_right});
  bound_of(bound, a ^ swap) = b ^ swap;
  return true;
}
/// How many cells are made equal. Those behind may be, too: they are met again.
HWY_INLINE unsigned meet_lanes(const Cell* x, const Cell* y, const RowBatch& batch,
                               std::uint32_t* bound) {
  const Mask both = batch.both();
  const unsigned left =
      each_lane(bits_of(hn::AndNot(both, batch.left)), kLanes,
                [&](std::uint64_t i) HWY_ATTR { return bind_one(bound, x[i], y[i]); });
  const unsigned right =
      each_lane(bits_of(hn::AndNot(both, batch.right)), left,
                [&](std::uint64_t i) HWY_ATTR { return bind_one(bound, y[i], x[i]); });
  const unsigned linked =
      each_lane(bits_of(hn::AndNot(batch.same, both)), right,
                [&](std::uint64_t i) HWY_ATTR { return link_both(bound, x[i], y[i]); });
  return smaller(smaller(left, right), linked);
}

/// What cells come to: of variables that are bound what they are bound to, else the cells. The
/// numbers of variables must lie close together, as those do that are numbered as they stand; sets
/// `far` where they do not.
HWY_INLINE Vector values_of(const Cell* at, Vector cells, Mask& bound_ones, bool& far,
                            const std::uint32_t* bound) {
  const hn::RebindToUnsigned<Cells> numbers;
  const Mask variables = variables_of(cells);
  const Bits bits = bits_of(variables);
  const Cell first = bits != 0 ? at[__builtin_ctz(bits)] : variable(0);
  const Vector offsets = hn::Sub(cells, all(first));
  const Mask is_far =
      hn::RebindMask(Cells(), hn::Gt(hn::BitCast(numbers, offsets), hn::Set(numbers, kLanes - 1)));
  far |= !hn::AllFalse(Cells(), hn::And(is_far, variables));
  const Vector near = hn::And(offsets, hn::Set(Cells(), kLanes - 1));
  const Vector values =
      hn::TableLookupLanes(load(bound + payload_of(first)), hn::IndicesFromVec(Cells(), near));
  bound_ones = hn::And(variables, hn::Ne(values, hn::Zero(Cells())));
  return hn::IfThenElse(bound_ones, values, cells);
}
/// Whether all cells are equal under the bindings, and nothing behind them is still to be read;
/// false also where that is not known.
HWY_INLINE bool are_equal(const RowCursor& at, const std::uint32_t* bound) {
  bool far = false;
  Mask left, right;
  const Vector x = values_of(at.left, load(at.left), left, far, bound);
  const Vector y = values_of(at.right, load(at.right), right, far, bound);
  // Neither functors nor places, and no variable that both are bound to: it could be bound, too.
  const Mask single = hn::RebindMask(
      Cells(), hn::Lt(hn::BitCast(hn::RebindToUnsigned<Cells>(), x),
                      hn::Set(hn::RebindToUnsigned<Cells>(), kFunctor << kTagShift)));
  return !far &&
         hn::AllTrue(Cells(), hn::AndNot(hn::And(left, right), hn::And(hn::Eq(x, y), single)));
}

}  // namespace

bool meet_here(RowCursor& row, const Cell* limit, std::uint32_t* bound) {
  if constexpr (!kPays) return true;
  RowCursor at = row;
  bool is_possible = true;
  for (unsigned done = kLanes; done == kLanes && has_room(at, limit); step(at, done)) {
    const RowBatch batch(at);
    if (!batch.is_flat) break;
    is_possible = batch.is_possible;
    if (!is_possible) break;
    done = meet_lanes(at.left, at.right, batch, bound);
  }
  row = at;
  return is_possible;
}

void compare_here(RowCursor& row, const Cell* limit, const std::uint32_t* bound) {
  if constexpr (!kPays) return;
  RowCursor at = row;
  while (has_room(at, limit) && are_equal(at, bound)) step(at, kLanes);
  row = at;
}

void skip_here(TermCursor& at, const Cell* limit) {
  if constexpr (!kPays) return;
  TermCursor now = at;
  while (now.open > 0 && limit - now.at >= kLanes) step(now, TermBatch(now.at));
  at = now;
}

RowFunctions row_functions_here() { return {meet_here, compare_here, skip_here}; }
const char* row_vectors_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::unify::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::unify {
namespace {

HWY_EXPORT(row_functions_here);
HWY_EXPORT(row_vectors_target_here);

}  // namespace

RowFunctions row_functions() { return HWY_DYNAMIC_DISPATCH(row_functions_here)(); }
std::string row_vectors_target() { return HWY_DYNAMIC_DISPATCH(row_vectors_target_here)(); }

}  // namespace pontage::unify
#endif
