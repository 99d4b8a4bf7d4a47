// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "kernels/ceilings/stream_read_shape.hpp"
#include "kernels/ceilings/stream_read_variants.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/ceilings/stream_read_simd.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::ceilings::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
// At most a line, so that a line is a whole number of vectors on scalable ones too.
using Words = hn::CappedTag<std::uint64_t, kWordsInLine>;
using Vector = hn::Vec<Words>;

constexpr std::int64_t kStreams = 4;
constexpr std::int64_t kWordsAhead = 16 * kWordsInLine;

HWY_INLINE void add_line(Vector& sum, const std::uint64_t* line) {
  const Words d;
  // Prefetches never fault, so the last lines may ask for what lies behind the array.
  hwy::Prefetch(line + kWordsAhead);
  for (std::size_t i = 0; i < kWordsInLine; i += hn::Lanes(d))
    sum = hn::Add(sum, hn::LoadU(d, line + i));
}

}  // namespace

std::uint64_t sum_lines_here(const std::uint64_t* words, std::int64_t lines) {
  const Words d;
  const std::int64_t each = lines / kStreams, stride = each * kWordsInLine;
  Vector a = hn::Zero(d), b = a, c = a, e = a;
  const std::uint64_t* at = words;
  for (std::int64_t line = 0; line < each; ++line, at += kWordsInLine) {
    add_line(a, at);
    add_line(b, at + stride);
    add_line(c, at + 2 * stride);
    add_line(e, at + 3 * stride);
  }
  for (std::int64_t line = each * kStreams; line < lines; ++line)
    add_line(a, words + line * kWordsInLine);
  // Not SumOfLanes: gcc's AVX-512 reduction adds signed numbers, and these sums wrap.
  HWY_ALIGN std::uint64_t lanes[HWY_MAX_BYTES / sizeof(std::uint64_t)];
  hn::Store(hn::Add(hn::Add(a, b), hn::Add(c, e)), d, lanes);
  std::uint64_t sum = 0;
  for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) sum += lanes[lane];
  return sum;
}

const char* streams_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::ceilings::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::ceilings {
namespace {

HWY_EXPORT(sum_lines_here);
HWY_EXPORT(streams_target_here);

std::uint64_t sum_lines(const std::uint64_t* words, std::int64_t lines) {
  return HWY_DYNAMIC_DISPATCH(sum_lines_here)(words, lines);
}

}  // namespace

void stream_read_streams(HostTeam& team, const Args& args) { sum_pieces(team, args, sum_lines); }
const char* streams_target() { return HWY_DYNAMIC_DISPATCH(streams_target_here)(); }

}  // namespace pontage::ceilings
#endif
