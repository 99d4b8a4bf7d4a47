// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/chacha_masks.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/packet_protect/packet_cipher.hpp"

// Vectors of unknown length cannot stand in arrays: there, shorter ones do.
#define HWY_DISABLED_TARGETS (HWY_RVV | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packet_protect/chacha_masks.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pontage::packet_protect::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Words = hn::ScalableTag<std::uint32_t>;
using Vector = hn::Vec<Words>;

constexpr std::size_t kMostLanes = HWY_MAX_BYTES / sizeof(std::uint32_t);

std::uint32_t little_endian(const std::uint8_t* from) {
  return from[0] | std::uint32_t{from[1]} << 8 | std::uint32_t{from[2]} << 16 |
         std::uint32_t{from[3]} << 24;
}

template <int kBits>
HWY_INLINE Vector rotate_left(Vector v) {
  return hn::Or(hn::ShiftLeft<kBits>(v), hn::ShiftRight<32 - kBits>(v));
}

HWY_INLINE void quarter_round(Vector& a, Vector& b, Vector& c, Vector& d) {
  a = hn::Add(a, b), d = rotate_left<16>(hn::Xor(d, a));
  c = hn::Add(c, d), b = rotate_left<12>(hn::Xor(b, c));
  a = hn::Add(a, b), d = rotate_left<8>(hn::Xor(d, a));
  c = hn::Add(c, d), b = rotate_left<7>(hn::Xor(b, c));
}

HWY_INLINE void double_round(Vector (&x)[16]) {
  for (int i = 0; i < 4; ++i) quarter_round(x[i], x[4 + i], x[8 + i], x[12 + i]);
  for (int i = 0; i < 4; ++i)
    quarter_round(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
}

/// At most as many samples as there are lanes.
void masks_of_lanes(const std::uint8_t* key, const std::uint8_t* samples, std::size_t count,
                    std::uint8_t* masks) {
  static constexpr std::uint32_t kConstants[] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  const Words d;
  Vector x[16];
  for (int i = 0; i < 4; ++i) x[i] = hn::Set(d, kConstants[i]);
  for (int i = 0; i < 8; ++i) x[4 + i] = hn::Set(d, little_endian(key + 4 * i));
  for (std::size_t i = 0; i < 4; ++i) {  // the counter, and the nonce's three words
    HWY_ALIGN std::uint32_t words[kMostLanes] = {};
    for (std::size_t lane = 0; lane < count; ++lane)
      words[lane] = little_endian(samples + lane * kSampleBytes + 4 * i);
    x[12 + i] = hn::Load(d, words);
  }
  for (int i = 0; i < 10; ++i) double_round(x);
  HWY_ALIGN std::uint32_t first[kMostLanes], second[kMostLanes];
  hn::Store(hn::Add(x[0], hn::Set(d, kConstants[0])), d, first);
  hn::Store(hn::Add(x[1], hn::Set(d, kConstants[1])), d, second);
  for (std::size_t lane = 0; lane < count; ++lane)
    for (std::size_t i = 0; i < kMaskBytes; ++i)
      masks[lane * kSampleBytes + i] =
          static_cast<std::uint8_t>((i < 4 ? first[lane] : second[lane]) >> 8 * (i % 4));
}

}  // namespace

void chacha_masks_here(const std::uint8_t* key, const std::uint8_t* samples, std::size_t count,
                       std::uint8_t* masks) {
  const std::size_t lanes = hn::Lanes(Words());
  for (std::size_t at = 0; at < count; at += lanes)
    masks_of_lanes(key, samples + at * kSampleBytes, std::min(lanes, count - at),
                   masks + at * kSampleBytes);
}

const char* chacha_target_here() { return hwy::TargetName(HWY_TARGET); }

}  // namespace pontage::packet_protect::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pontage::packet_protect {
namespace {

HWY_EXPORT(chacha_masks_here);
HWY_EXPORT(chacha_target_here);

}  // namespace

void make_chacha_masks(const std::uint8_t* key, const std::uint8_t* samples, std::size_t count,
                       std::uint8_t* masks) {
  HWY_DYNAMIC_DISPATCH(chacha_masks_here)(key, samples, count, masks);
}
const char* chacha_masks_target() { return HWY_DYNAMIC_DISPATCH(chacha_target_here)(); }

}  // namespace pontage::packet_protect
#endif
