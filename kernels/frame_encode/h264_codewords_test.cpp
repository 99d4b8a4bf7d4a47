// SPDX-License-Identifier: Apache-2.0
/// Every codeword of every table, in decoders that are not ours.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "kernels/frame_encode/h264_expect_decodes.hpp"
#include "kernels/frame_encode/test_frames.hpp"

namespace pontage::frame_encode::h264 {
namespace {

using frame_encode::test::blank;
using test::expect_decodes;

/// Which codewords were read from the tables.
struct CoverProbe : NullProbe {
  std::set<const void*>* seen;
  template <class T>
  T follow(const T* from, Site) {
    seen->insert(from);
    return *from;
  }
};

/// Levels that meet every total, every run and every kind of level.
class RandomLevels {
 public:
  explicit RandomLevels(Seed seed) : rng_(seed) {}
  void fill(std::int16_t* at, int stride, int count) {
    may_be_large_ = true;
    if (rng_.below(30) == 0) {  // the longest run
      for (int i = 0; i < count; ++i) at[i * stride] = 0;
      at[0] = at[(count - 1) * stride] = level(false);
      return;
    }
    const auto total = static_cast<int>(rng_.below(static_cast<std::uint64_t>(count) + 1));
    const int end =
        total + static_cast<int>(rng_.below(static_cast<std::uint64_t>(count - total) + 1));
    const std::uint64_t ones = rng_.below(4);
    int left = total;
    for (int i = 0; i < count; ++i) {
      const bool is_there =
          i < end && left > 0 &&
          rng_.below(static_cast<std::uint64_t>(end - i)) < static_cast<std::uint64_t>(left);
      at[i * stride] = 0;
      if (!is_there) continue;
      --left;
      at[i * stride] = level(static_cast<std::uint64_t>(left) < ones);
    }
  }

 private:
  std::int16_t level(bool one) {
    const bool is_large = !one && may_be_large_ && rng_.below(40) == 0;
    if (is_large) may_be_large_ = false;  // or sums leave the 16 bits that decoders may count on
    const int size = one ? 1 : 1 + static_cast<int>(rng_.below(is_large ? 200 : 4));
    return static_cast<std::int16_t>(rng_.below(2) == 0 ? size : -size);
  }
  Rng rng_;
  bool may_be_large_ = true;
};

/// A picture of inter macroblocks without motion and with random levels, after a grey IDR picture.
class RandomPicture {
 public:
  static constexpr PictureSize kSize{320, 160};
  static constexpr int kQp = kLeastQp;

  RandomPicture(Seed seed, std::set<const void*>& seen) : levels_(seed), session_(kSize, kQp) {
    session_.show(blank(kSize.width, kSize.height, 0xff808080).pixels, {});
    picture_.assign(static_cast<std::size_t>(kSize.plane_bytes()), 0);
    std::vector<std::byte> unit(1 << 20);
    std::vector<std::uint32_t> words(1 << 16);
    for (int row = 0; row < kSize.rows(); ++row) {
      const std::size_t bytes = code_row(row, words.data(), seen);
      const std::byte* end = append_nal(unit.data(), Nal::slice,
                                        reinterpret_cast<const std::byte*>(words.data()), bytes);
      session_.stream.insert(session_.stream.end(),
                             reinterpret_cast<const std::uint8_t*>(unit.data()),
                             reinterpret_cast<const std::uint8_t*>(end));
    }
    session_.sizes.push_back(session_.stream.size() - session_.sizes[0]);
    session_.pictures.push_back(session_.cropped(picture_));
  }
  const CodedSession& session() const { return session_; }

 private:
  std::size_t code_row(int row, std::uint32_t* words, std::set<const void*>& seen) {
    CoverProbe probe;
    probe.seen = &seen;
    BitWriter<CoverProbe> sink(probe, words);
    put_slice_header(sink, {static_cast<std::uint32_t>(row * kSize.columns()), 1, false});
    SliceState slice;
    for (int column = 0; column < kSize.columns(); ++column) {
      CodedMacroblock mb;
      mb.kind = MacroblockKind::inter;
      random_luma(mb);
      random_chroma(mb);
      LeftSide after;
      put_macroblock(sink, mb, slice, after);
      slice.left = after;
      restore(mb, column, row);
    }
    return sink.finish();
  }

  void random_luma(CodedMacroblock& mb) {
    for (int block = 0; block < 16; ++block) {
      levels_.fill(&mb.luma[0][block], 16, 16);
      for (const auto& at : mb.luma)
        if (at[block] != 0) mb.luma_any |= 1U << block;
    }
  }
  void random_chroma(CodedMacroblock& mb) {
    for (auto& dc : mb.chroma_dc) levels_.fill(dc, 1, 4);
    mb.has_chroma_dc = true;
    for (int block = 0; block < 8; ++block) {
      mb.chroma[0][block] = 0;
      levels_.fill(&mb.chroma[1][block], 8, 15);
      for (const auto& at : mb.chroma)
        if (at[block] != 0) mb.chroma_any |= 1U << block;
    }
  }

  void restore(const CodedMacroblock& mb, int column, int row) {
    const Quantiser q(kQp), chroma(chroma_qp(kQp));
    const WritablePicture to{picture_.data(), kSize};
    Sample grey[256];
    std::fill_n(grey, 256, session_.pictures[0][0]);
    PlainArithmetic::restore<16>(mb.luma, nullptr, q, {grey, 16}, to.luma(column, row),
                                 kSize.luma_stride());
    std::int16_t dc[8];
    for (int plane = 0; plane < 2; ++plane) {
      int sums[4];
      std::copy_n(mb.chroma_dc[plane], 4, sums);
      hadamard_2x2(sums);
      for (int i = 0; i < 4; ++i)
        dc[4 * plane + i] = static_cast<std::int16_t>(chroma.chroma_dc(sums[i]));
    }
    std::fill_n(grey, 256, Sample{128});
    Sample restored[2][64];
    PlainArithmetic::restore_chroma(mb.chroma, dc, chroma, {{grey, 8}, {grey, 8}}, restored);
    for (int plane = 0; plane < 2; ++plane)
      for (int y = 0; y < 8; ++y)
        std::copy_n(restored[plane] + 8 * y, 8,
                    to.chroma(plane, column, row) + y * kSize.chroma_stride());
  }

  RandomLevels levels_;
  CodedSession session_;
  std::vector<Sample> picture_;
};

/// The codewords of a table that exist and were never written.
template <class Table>
void expect_seen(const Table& table, const std::set<const void*>& seen, const char* name) {
  const auto* at = reinterpret_cast<const Code*>(&table);
  for (std::size_t i = 0; i < sizeof table / sizeof(Code); ++i)
    EXPECT_TRUE(at[i].length == 0 || seen.contains(at + i)) << name << " " << i;
}

TEST(H264Decoders, every_codeword_is_understood) {
  std::set<const void*> seen;
  for (Seed seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    const RandomPicture picture(seed, seen);
    expect_decodes(picture.session());
  }
  expect_seen(kCoeffToken, seen, "coeff_token");
  expect_seen(kCoeffTokenChroma, seen, "coeff_token of chroma DC");
  expect_seen(kTotalZeros, seen, "total_zeros");
  expect_seen(kTotalZerosChroma, seen, "total_zeros of chroma DC");
  expect_seen(kRunBefore, seen, "run_before");
}

}  // namespace
}  // namespace pontage::frame_encode::h264
