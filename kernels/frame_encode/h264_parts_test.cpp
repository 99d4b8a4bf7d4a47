// SPDX-License-Identifier: Apache-2.0
/// Bits, tables and headers by themselves.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "kernels/frame_encode/h264_cavlc.hpp"
#include "kernels/frame_encode/h264_headers.hpp"
#include "libbench/rng.hpp"

namespace pontage::frame_encode::h264 {
namespace {

/// The bits that `put` gives a sink, as text.
template <class Put>
std::string bits_of(Put put) {
  std::array<std::uint32_t, 64> words{};
  NullProbe probe;
  BitWriter<NullProbe> writer(probe, words.data());
  put(writer);
  const auto count = static_cast<std::size_t>(writer.bits());
  writer.finish();
  std::string text;
  const auto* bytes = reinterpret_cast<const unsigned char*>(words.data());
  for (std::size_t i = 0; i < count; ++i)
    text += (bytes[i / 8] >> (7 - i % 8) & 1) != 0 ? '1' : '0';
  return text;
}

TEST(H264Bits, exp_golomb_as_table_9_2_has_it) {
  const std::map<std::uint32_t, std::string> unsigned_codes{
      {0, "1"}, {1, "010"}, {2, "011"}, {3, "00100"}, {6, "00111"}, {7, "0001000"}};
  for (const auto& [value, code] : unsigned_codes)
    EXPECT_EQ(bits_of([v = value](auto& to) { put_ue(to, v); }), code);
  const std::map<int, std::string> signed_codes{{0, "1"}, {1, "010"}, {-1, "011"}, {2, "00100"}};
  for (const auto& [value, code] : signed_codes)
    EXPECT_EQ(bits_of([v = value](auto& to) { put_se(to, v); }), code);
}

TEST(H264Bits, exp_golomb_beyond_a_word) {
  // value + 1 in binary after as many zeros as it has digits after its first (9.1).
  for (const std::uint32_t value :
       {65533U, 65534U, 65535U, 65536U, 129119U, 129120U, 131070U, 131071U, 1U << 20}) {
    std::string digits;
    for (std::uint32_t left = value + 1; left > 0; left /= 2)
      digits.insert(digits.begin(), left % 2 != 0 ? '1' : '0');
    const std::string code = std::string(digits.size() - 1, '0') + digits;
    EXPECT_EQ(bits_of([value](auto& to) { put_ue(to, value); }), code) << value;
    for (unsigned before = 0; before < 32; ++before)
      EXPECT_EQ(bits_of([&](auto& to) {
                  to.put((1U << before) - 1, before);
                  put_ue(to, value);
                  put_ue(to, value);
                }),
                std::string(before, '1') + code + code)
          << value << " after " << before;
    NullProbe probe;
    BitCount<NullProbe> count(probe);
    put_ue(count, value);
    EXPECT_EQ(count.bits(), code.size()) << value;
  }
}

TEST(H264Bits, a_writer_and_a_count_agree_at_every_length) {
  Rng rng(7);
  std::array<std::uint32_t, 512> words{};
  NullProbe probe;
  BitWriter<NullProbe> writer(probe, words.data());
  BitCount<NullProbe> count(probe);
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    const auto length = static_cast<unsigned>(rng.below(33));
    const auto value = static_cast<std::uint32_t>(length == 0 ? 0 : rng.next() >> (64 - length));
    writer.put(value, length);
    count.put(value, length);
    for (unsigned bit = length; bit-- > 0;) expected += (value >> bit & 1) != 0 ? '1' : '0';
  }
  EXPECT_EQ(writer.bits(), count.bits());
  const std::size_t bytes = writer.finish();
  EXPECT_EQ(bytes, expected.size() / 8 + 1);
  const auto* at = reinterpret_cast<const unsigned char*>(words.data());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_EQ((at[i / 8] >> (7 - i % 8) & 1) != 0, expected[i] == '1') << i;
}

TEST(H264Bits, no_start_code_stands_in_a_unit) {
  Rng rng(3);
  std::vector<std::byte> payload(4000);
  for (auto& byte : payload)  // many zeros, ones, twos and threes
    byte = static_cast<std::byte>(rng.below(3) == 0 ? rng.below(5) : 0);
  payload.back() = std::byte{0x80};
  std::vector<std::byte> unit(most_nal_bytes(payload.size()));
  const std::byte* end = append_nal(unit.data(), Nal::slice, payload.data(), payload.size());
  ASSERT_LE(end, unit.data() + unit.size());
  const std::size_t size = static_cast<std::size_t>(end - unit.data());
  std::vector<std::byte> back;
  for (std::size_t i = 4; i < size; ++i) {
    if (i >= 6 && unit[i - 1] == std::byte{0} && unit[i - 2] == std::byte{0}) {
      ASSERT_GE(static_cast<int>(unit[i]), 3) << i;
      if (unit[i] == std::byte{3}) continue;
    }
    back.push_back(unit[i]);
  }
  EXPECT_EQ(back, payload);
}

/// No codeword is the beginning of another one.
void expect_prefix_free(const std::vector<Code>& codes, const std::string& where) {
  double kraft = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    kraft += 1.0 / static_cast<double>(1U << codes[i].length);
    for (std::size_t j = 0; j < codes.size(); ++j) {
      if (i == j || codes[i].length > codes[j].length) continue;
      EXPECT_NE(codes[i].bits, codes[j].bits >> (codes[j].length - codes[i].length))
          << where << " " << i << " " << j;
    }
  }
  EXPECT_LE(kraft, 1.0) << where;
}

TEST(H264Tables, codewords_are_prefix_free) {
  for (int table = 0; table < 3; ++table) {
    std::vector<Code> codes;
    for (int total = 0; total <= 16; ++total)
      for (int ones = 0; ones <= std::min(total, 3); ++ones)
        codes.push_back(kCoeffToken[table][ones][total]);
    expect_prefix_free(codes, "coeff_token " + std::to_string(table));
  }
  std::vector<Code> chroma;
  for (int total = 0; total <= 4; ++total)
    for (int ones = 0; ones <= std::min(total, 3); ++ones)
      chroma.push_back(kCoeffTokenChroma[ones][total]);
  expect_prefix_free(chroma, "coeff_token of chroma DC");
  for (int total = 1; total <= 15; ++total)
    expect_prefix_free({kTotalZeros[total - 1], kTotalZeros[total - 1] + 17 - total},
                       "total_zeros " + std::to_string(total));
  for (int total = 1; total <= 3; ++total)
    expect_prefix_free({kTotalZerosChroma[total - 1], kTotalZerosChroma[total - 1] + 5 - total},
                       "total_zeros of chroma DC");
  for (int left = 1; left <= 7; ++left)
    expect_prefix_free({kRunBefore[left - 1], kRunBefore[left - 1] + (left < 7 ? left + 1 : 15)},
                       "run_before " + std::to_string(left));
}

TEST(H264Tables, patterns_are_permutations) {
  EXPECT_EQ(std::set<int>(kPatternIntra, kPatternIntra + 48).size(), 48U);
  EXPECT_EQ(std::set<int>(kPatternInter, kPatternInter + 48).size(), 48U);
}

TEST(H264Cavlc, a_block_that_was_coded_by_hand) {
  // 0 3 0 1 -1 -1 0 1 0 …: five levels, three of them ones, and three zeros.
  const std::int16_t levels[16] = {0, 3, 0, 1, -1, -1, 0, 1};
  int total = 0;
  const std::string bits = bits_of([&](auto& to) { total = put_block(to, {levels, 1, 16}, 0); });
  EXPECT_EQ(total, 5);
  // coeff_token 0000100, signs 0 1 1, +1 with suffix length 0: 1, +3 with suffix length 1: 0010,
  // total_zeros 111, run_before 10, 1, 1, 01.
  EXPECT_EQ(bits,
            "0000100"
            "011"
            "1"
            "0010"
            "111"
            "10"
            "1"
            "1"
            "01");
}

TEST(H264Headers, levels_and_refusals) {
  EXPECT_EQ(h264_level({1, 1}), 31);
  EXPECT_EQ(h264_level({1920, 1080}), 42);
  EXPECT_EQ(h264_level({3840, 2160}), 52);
  EXPECT_EQ(h264_level({7680, 4320}), 61);
  EXPECT_EQ(h264_level({16384, 16384}), 0);
  EXPECT_NE(h264_refusal({16384, 16384}), "");
  EXPECT_EQ(h264_refusal({16384, 16}), "");
}

}  // namespace
}  // namespace pontage::frame_encode::h264
