// SPDX-License-Identifier: Apache-2.0
/// Halves and quarters with vectors of their own, in decoders that are not ours: any division
/// beside any other, beside skipped ones and beside PCM.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "kernels/frame_encode/h264_expect_decodes.hpp"
#include "kernels/frame_encode/test_frames.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode::h264 {
namespace {

/// A picture of random motion without residual, after noise as PCM.
class RandomMotion {
 public:
  static constexpr PictureSize kSize{320, 160};

  explicit RandomMotion(Seed seed) : rng_(seed), session_(kSize, kLeastQp) {
    session_.show(frame_encode::test::drawn("noise", kSize.width, kSize.height, seed).pixels, {});
    const std::size_t before = session_.stream.size();
    for (int row = 0; row < kSize.rows(); ++row) append_row(row);
    session_.sizes.push_back(session_.stream.size() - before);
    session_.pictures.push_back(session_.cropped(picture_));
  }
  const CodedSession& session() const { return session_; }
  std::set<Division> divisions;

 private:
  void append_row(int row) {
    std::vector<std::uint32_t> words(static_cast<std::size_t>(most_row_words(kSize)));
    NullProbe probe;
    BitWriter sink(probe, words.data());
    put_slice_header(sink, {static_cast<std::uint32_t>(row * kSize.columns()), 1, false});
    SliceState slice;
    for (int column = 0; column < kSize.columns(); ++column) append(sink, slice, column, row);
    if (slice.skipped > 0) put_ue(sink, slice.skipped);
    const std::size_t bytes = sink.finish();
    std::vector<std::byte> unit(most_nal_bytes(bytes));
    const std::byte* end = append_nal(unit.data(), Nal::slice,
                                      reinterpret_cast<const std::byte*>(words.data()), bytes);
    session_.stream.push_back(0);
    session_.stream.insert(session_.stream.end(),
                           reinterpret_cast<const std::uint8_t*>(unit.data()),
                           reinterpret_cast<const std::uint8_t*>(end));
  }

  void append(BitWriter<NullProbe>& sink, SliceState& slice, int column, int row) {
    const std::uint64_t kind = rng_.below(8);
    LeftSide after(true);
    MacroblockBuffer shown;
    if (kind == 0) {
      predict(Motion{}, column, row, shown);
      ++slice.skipped;
    } else if (kind == 1) {
      for (auto& sample : shown.luma) sample = static_cast<Sample>(16 + rng_.below(200));
      for (auto& plane : shown.chroma) std::fill_n(plane, 64, Sample{90});
      put_pcm(sink, shown.samples(), slice, after);
      slice.skipped = 0;
    } else {
      CodedMacroblock mb;
      mb.kind = MacroblockKind::inter;
      mb.motion = random_motion();
      predict(mb.motion, column, row, shown);
      put_macroblock(sink, mb, slice, after);
      slice.skipped = 0;
    }
    slice.left = after;
    copy_macroblock(shown.samples(), {picture_.data(), kSize}, column, row);
  }

  Motion random_motion() {
    Motion motion;
    motion.division = static_cast<Division>(rng_.below(4));
    divisions.insert(motion.division);
    const auto component = [this] {
      return static_cast<std::int16_t>(static_cast<int>(rng_.below(81)) - 40);
    };
    for (int part = 0; part < motion.parts(); ++part) {
      const std::int16_t x = component(), y = component();
      motion.set_part(part, {x, y});
    }
    return motion;
  }

  /// Each quarter by itself.
  void predict(const Motion& motion, int column, int row, MacroblockBuffer& to) const {
    const std::vector<Sample> before = first_picture();
    const Picture from{before.data(), kSize};
    for (int quarter = 0; quarter < 4; ++quarter) {
      const int right = quarter % 2, down = quarter / 2;
      Sample room[64];
      const Samples luma = moved_luma<8>(from, 16 * column + 8 * right, 16 * row + 8 * down,
                                         motion.quarter[quarter], room);
      for (int line = 0; line < 8; ++line)
        std::copy_n(luma.at + line * luma.stride, 8, to.luma + 16 * (8 * down + line) + 8 * right);
      for (int plane = 0; plane < 2; ++plane)
        move_chroma<4>(from, plane, 8 * column + 4 * right, 8 * row + 4 * down,
                       motion.quarter[quarter], to.chroma[plane] + 32 * down + 4 * right);
    }
  }
  std::vector<Sample> first_picture() const { return session_.pictures[0]; }

  Rng rng_;
  CodedSession session_;
  std::vector<Sample> picture_ = std::vector<Sample>(static_cast<std::size_t>(kSize.plane_bytes()));
};

TEST(H264Decoders, every_division_is_understood) {
  for (Seed seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    const RandomMotion picture(seed);
    EXPECT_EQ(picture.divisions.size(), 4U);
    test::expect_decodes(picture.session());
  }
}

}  // namespace
}  // namespace pontage::frame_encode::h264
