// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/frame_encode/h264_bits.hpp"
#include "kernels/frame_encode/h264_tables.hpp"

namespace pontage::frame_encode::h264 {

/// The levels of one block in scan order and where the next one stands: `levels[i * stride]`.
struct BlockLevels {
  const std::int16_t* levels = nullptr;
  int stride = 1;
  int count = 16;  ///< 16, 15 (AC alone) or 4 (chroma DC)
};

namespace cavlc {

/// The nonzero levels from the last to the first, and the zeros before each.
struct Runs {
  std::int16_t level[16];
  std::uint8_t zeros_before[16];
  int total = 0, total_zeros = 0, ones = 0;
};

template <class Probe>
Runs find_runs(Probe& probe, const BlockLevels& block) {
  Runs runs;
  int last = -1;
  for (int i = block.count - 1; i >= 0; --i) {
    const std::int16_t level = probe.load(block.levels + i * block.stride, site(H264Site::level));
    probe.op(Op::branch, 1);
    if (level == 0) continue;
    if (runs.total > 0)
      runs.zeros_before[runs.total - 1] = static_cast<std::uint8_t>(last - i - 1);
    else
      runs.total_zeros = i + 1;
    runs.level[runs.total++] = level;
    last = i;
  }
  if (runs.total > 0) runs.zeros_before[runs.total - 1] = static_cast<std::uint8_t>(last);
  runs.total_zeros -= runs.total;
  while (runs.ones < runs.total && runs.ones < 3 && std::abs(runs.level[runs.ones]) == 1)
    ++runs.ones;
  return runs;
}

template <class Sink>
void put_code(Sink& sink, const Code* code) {
  const Code c = sink.probe().follow(code, site(H264Site::code));
  sink.put(c.bits, c.length);
}

template <class Sink>
void put_token(Sink& sink, const Runs& runs, int context) {
  if (context < 0) return put_code(sink, &kCoeffTokenChroma[runs.ones][runs.total]);
  if (context >= 8)
    return sink.put(runs.total == 0 ? 3U : static_cast<unsigned>((runs.total - 1) << 2 | runs.ones),
                    6);
  const int table = context < 2 ? 0 : context < 4 ? 1 : 2;
  put_code(sink, &kCoeffToken[table][runs.ones][runs.total]);
}

/// level_prefix and level_suffix of one level (9.2.2.1).
template <class Sink>
void put_level(Sink& sink, unsigned code, unsigned suffix_length) {
  if (suffix_length == 0) {
    if (code < 14) return sink.put(1, code + 1);
    if (code < 30) return sink.put(1U << 4 | (code - 14), 19);
    return sink.put(1U << 12 | (code - 30), 28);
  }
  const unsigned prefix = code >> suffix_length;
  if (prefix < 15)
    return sink.put(1U << suffix_length | (code & ((1U << suffix_length) - 1)),
                    prefix + 1 + suffix_length);
  sink.put(1U << 12 | (code - (15U << suffix_length)), 28);
}

template <class Sink>
void put_levels(Sink& sink, const Runs& runs) {
  for (int i = 0; i < runs.ones; ++i) sink.put(runs.level[i] < 0, 1);
  unsigned suffix_length = runs.total > 10 && runs.ones < 3 ? 1 : 0;
  for (int i = runs.ones; i < runs.total; ++i) {
    const int level = runs.level[i];
    const auto size = static_cast<unsigned>(std::abs(level));
    unsigned code = 2 * size - (level > 0 ? 2 : 1);
    if (i == runs.ones && runs.ones < 3) code -= 2;
    put_level(sink, code, suffix_length);
    sink.probe().op(Op::branch, 2);
    if (suffix_length == 0) suffix_length = 1;
    if (size > (3U << (suffix_length - 1)) && suffix_length < 6) ++suffix_length;
  }
}

template <class Sink>
void put_zeros(Sink& sink, const Runs& runs, int count) {
  if (runs.total == count) return;
  put_code(sink, count == 4 ? &kTotalZerosChroma[runs.total - 1][runs.total_zeros]
                            : &kTotalZeros[runs.total - 1][runs.total_zeros]);
  int left = runs.total_zeros;
  for (int i = 0; i + 1 < runs.total && left > 0; ++i) {
    const int zeros = runs.zeros_before[i];
    put_code(sink, &kRunBefore[left < 7 ? left - 1 : 6][zeros]);
    left -= zeros;
  }
}

}  // namespace cavlc

/// residual_block_cavlc (7.3.5.3.2); returns the nonzero levels. `context` is nC (9.2.1), -1 for
/// chroma DC. No level is beyond kMostLevel.
template <class Sink>
int put_block(Sink& sink, const BlockLevels& block, int context) {
  const cavlc::Runs runs = cavlc::find_runs(sink.probe(), block);
  cavlc::put_token(sink, runs, context);
  if (runs.total > 0) {
    cavlc::put_levels(sink, runs);
    cavlc::put_zeros(sink, runs, block.count);
  }
  return runs.total;
}

/// The same of a block without levels, which nobody has to look at.
template <class Sink>
void put_empty_block(Sink& sink, int context) {
  cavlc::put_token(sink, cavlc::Runs{}, context);
}

}  // namespace pontage::frame_encode::h264
