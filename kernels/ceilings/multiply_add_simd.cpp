// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "kernels/ceilings/multiply_add_shape.hpp"
#include "kernels/ceilings/multiply_add_variants.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/ceilings/multiply_add_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::ceilings::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most 32 numbers, so that twelve vectors divide an item on scalable ones too.
using Wide = hn::CappedTag<float, 32>;
using Vector = hn::Vec<Wide>;
inline constexpr Wide kWide;

// Three vectors at a time, named one by one: scalable vectors know no arrays.

HWY_INLINE void load(const float* from, Vector& a, Vector& b, Vector& c) {
  const std::size_t lanes = hn::Lanes(kWide);
  a = hn::LoadU(kWide, from);
  b = hn::LoadU(kWide, from + lanes);
  c = hn::LoadU(kWide, from + 2 * lanes);
}
HWY_INLINE void step(Vector factor, Vector addend, Vector& a, Vector& b, Vector& c) {
  a = hn::MulAdd(a, factor, addend);
  b = hn::MulAdd(b, factor, addend);
  c = hn::MulAdd(c, factor, addend);
}
HWY_INLINE void store(float* to, Vector a, Vector b, Vector c) {
  const std::size_t lanes = hn::Lanes(kWide);
  hn::StoreU(a, kWide, to);
  hn::StoreU(b, kWide, to + lanes);
  hn::StoreU(c, kWide, to + 2 * lanes);
}

/// Twelve vectors: enough to keep two units of four or five cycles busy, few enough for 16
/// registers.
HWY_INLINE void do_twelve(const MultiplyAddItem& item, std::int64_t at) {
  const auto three = static_cast<std::int64_t>(3 * hn::Lanes(kWide));
  const Vector factor = hn::Set(kWide, item.factor), addend = hn::Set(kWide, item.addend);
  const float* from = item.start + at;
  Vector a = factor, b = a, c = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a, m = a;
  load(from, a, b, c);
  load(from + three, e, f, g);
  load(from + 2 * three, h, i, j);
  load(from + 3 * three, k, l, m);
  for (std::int64_t left = item.steps; left > 0; --left) {
    step(factor, addend, a, b, c);
    step(factor, addend, e, f, g);
    step(factor, addend, h, i, j);
    step(factor, addend, k, l, m);
  }
  float* to = item.out + at;
  store(to, a, b, c);
  store(to + three, e, f, g);
  store(to + 2 * three, h, i, j);
  store(to + 3 * three, k, l, m);
}

}  // namespace

void do_item_here(const MultiplyAddItem& item) {
  const auto twelve = static_cast<std::int64_t>(12 * hn::Lanes(kWide));
  for (std::int64_t at = 0; at < kNumbersInItem; at += twelve) do_twelve(item, at);
}

const char* fused_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::ceilings::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::ceilings {
namespace {

HWY_EXPORT(do_item_here);
HWY_EXPORT(fused_target_here);

void do_item(const MultiplyAddItem& item) { HWY_DYNAMIC_DISPATCH(do_item_here)(item); }

}  // namespace

void multiply_add_fused(HostTeam& team, const Args& args) { do_items(team, args, do_item); }
const char* fused_target() { return HWY_DYNAMIC_DISPATCH(fused_target_here)(); }

}  // namespace pontage::ceilings
#endif
