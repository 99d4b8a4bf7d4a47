// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/packet.hpp"

#include <gtest/gtest.h>

#include "kernels/packet_protect/hex_test.hpp"
#include "libbench/rng.hpp"

namespace pontage::packet_protect {
namespace {

using Packet = std::vector<std::uint8_t>;
constexpr std::uint64_t kNumber = 0x2345'6789;

Keys keys_of(CipherSuite suite, std::uint8_t salt = 0) {
  std::array<std::uint8_t, kSecretBytes> secret{salt};
  return *derive_keys(suite, secret);
}
Connection connection_of(CipherSuite suite) {
  return {.keys = keys_of(suite), .address = {1, 2, 3, 4, 5, 6, 7, 8}};
}

/// A packet made step by step, with any first byte and plaintext.
Packet protect(PacketCipher& cipher, const Connection& connection, std::uint64_t number,
               std::span<const std::uint8_t> plain, std::uint8_t first = 0x41) {
  Packet packet(kHeaderBytes + plain.size() + kTagBytes);
  Fragment fragment;
  fragment.number = number;
  Packet head(packet_bytes(0));
  write_head(connection, fragment, head.data());
  std::copy_n(head.begin(), kHeaderBytes, packet.begin());
  packet[0] = first;
  std::ranges::copy(plain, packet.begin() + kHeaderBytes);
  std::uint8_t mask[kSampleBytes];
  EXPECT_TRUE(cipher.seal(number, {packet.data(), kHeaderBytes}, packet.data() + kHeaderBytes,
                          plain.size(), {}));
  EXPECT_TRUE(cipher.make_masks(packet.data() + sample_at(kAddressBytes), 1, mask));
  apply_mask(packet.data(), kAddressBytes, kNumberBytes, mask);
  return packet;
}

Refusal refusal_of(PacketCipher& cipher, const Connection& connection, const Packet& packet,
                   std::uint64_t next = kNumber) {
  std::vector<std::uint8_t> plain(packet.size());
  return unprotect(cipher, connection.address, next, packet, plain).refusal;
}

TEST(Packet, rfc_9001_a5_chacha_short_header) {
  const auto keys =
      derive_keys(CipherSuite::chacha20_poly1305,
                  array_from_hex<kSecretBytes>(
                      "9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"));
  auto cipher = PacketCipher::make(*keys);
  ASSERT_TRUE(cipher) << cipher.error().what;
  Packet packet = from_hex("4200bff401");
  packet.resize(packet.size() + kTagBytes);
  ASSERT_TRUE(cipher->seal(654360564, {packet.data(), 4}, packet.data() + 4, 1, {}));
  std::uint8_t mask[kSampleBytes];
  ASSERT_TRUE(cipher->make_masks(packet.data() + sample_at(0), 1, mask));
  apply_mask(packet.data(), 0, 3, mask);
  EXPECT_EQ(packet, from_hex("4cfe4189655e5cd55c41f69080575d7999c25a5bfb"));
  std::vector<std::uint8_t> plain(packet.size());
  const Opened opened = unprotect(*cipher, {}, 654360564, packet, plain);
  EXPECT_EQ(opened.refusal, Refusal::none);
  EXPECT_EQ(opened.number, 654360564U);
  EXPECT_EQ(opened.number_bytes, 3U);
  ASSERT_EQ(opened.plain_bytes, 1U);
  EXPECT_EQ(plain[0], 1);
  EXPECT_FALSE(parse_frame({plain.data(), 1}).is_ours) << "a PING";
}

TEST(Packet, the_head_is_laid_out_as_documented) {
  const Connection connection = connection_of(CipherSuite::aes_128_gcm);
  const Fragment fragment{.number = 0x1234'5678,
                          .app = {.frame = 0x0a0b0c0d,
                                  .session = 0x0102,
                                  .stripe = 0x0304,
                                  .fragment = 5,
                                  .fragments = 6,
                                  .codec = 7,
                                  .flags = 8}};
  Packet head(kHeaderBytes + 1 + kAppBytes);
  write_head(connection, fragment, head.data());
  EXPECT_EQ(head, from_hex("41"
                           "0102030405060708"
                           "5678"
                           "30"
                           "0102"
                           "0a0b0c0d"
                           "0304"
                           "05060708"));
  const AppFrame frame = parse_frame(std::span(head).subspan(kHeaderBytes));
  EXPECT_TRUE(frame.is_ours);
  EXPECT_EQ(frame.app, fragment.app);
  EXPECT_TRUE(frame.payload.empty());
  EXPECT_EQ(packet_bytes(1160), 1200U);
}

TEST(Packet, every_flipped_bit_is_refused) {
  for (const auto suite : {CipherSuite::aes_128_gcm, CipherSuite::chacha20_poly1305}) {
    const Connection connection = connection_of(suite);
    auto cipher = PacketCipher::make(connection.keys);
    ASSERT_TRUE(cipher);
    for (const std::size_t bytes : {std::size_t{13}, std::size_t{400}}) {
      const std::vector<std::uint8_t> plain(bytes, 0x30);
      Packet packet = protect(*cipher, connection, kNumber, plain);
      ASSERT_EQ(refusal_of(*cipher, connection, packet), Refusal::none);
      for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
        packet[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        ASSERT_NE(refusal_of(*cipher, connection, packet), Refusal::none) << "bit " << bit;
        packet[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      }
      ASSERT_EQ(refusal_of(*cipher, connection, packet), Refusal::none);
    }
  }
}

TEST(Packet, what_is_cut_or_longer_is_refused) {
  const Connection connection = connection_of(CipherSuite::aes_128_gcm);
  auto cipher = PacketCipher::make(connection.keys);
  const std::vector<std::uint8_t> plain(100, 7);
  const Packet packet = protect(*cipher, connection, kNumber, plain);
  for (std::size_t size = 0; size < packet.size(); ++size) {
    const Packet cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
    const Refusal refusal = refusal_of(*cipher, connection, cut);
    ASSERT_EQ(refusal, size < 29 ? Refusal::too_short : Refusal::not_authentic) << size;
  }
  Packet longer(packet);
  longer.push_back(0);
  EXPECT_EQ(refusal_of(*cipher, connection, longer), Refusal::not_authentic);
}

TEST(Packet, other_keys_and_other_headers_are_refused_by_name) {
  for (const auto suite : {CipherSuite::aes_128_gcm, CipherSuite::chacha20_poly1305}) {
    const Connection connection = connection_of(suite);
    auto cipher = PacketCipher::make(connection.keys),
         other = PacketCipher::make(keys_of(suite, 1));
    const std::vector<std::uint8_t> plain(100, 7);
    const Packet packet = protect(*cipher, connection, kNumber, plain);
    EXPECT_EQ(refusal_of(*other, connection, packet), Refusal::not_authentic);
    Connection elsewhere(connection);
    elsewhere.address[7] = 0;
    EXPECT_EQ(refusal_of(*cipher, elsewhere, packet), Refusal::other_address);
    EXPECT_EQ(refusal_of(*cipher, connection, protect(*cipher, connection, kNumber, plain, 0xc1)),
              Refusal::not_short);
    EXPECT_EQ(refusal_of(*cipher, connection, protect(*cipher, connection, kNumber, plain, 0x01)),
              Refusal::not_short);
    EXPECT_EQ(refusal_of(*cipher, connection, protect(*cipher, connection, kNumber, plain, 0x49)),
              Refusal::reserved_bits);
    EXPECT_EQ(refusal_of(*cipher, connection, protect(*cipher, connection, kNumber, plain, 0x51)),
              Refusal::reserved_bits);
  }
}

TEST(Packet, numbers_are_found_near_the_one_expected) {
  const Connection connection = connection_of(CipherSuite::aes_128_gcm);
  auto cipher = PacketCipher::make(connection.keys);
  const std::vector<std::uint8_t> plain(20, 7);
  for (const std::uint64_t number :
       {std::uint64_t{0}, std::uint64_t{40'000}, std::uint64_t{65'535}, std::uint64_t{65'536},
        std::uint64_t{0xa82f9b32}, (std::uint64_t{1} << 62) - 1}) {
    const Packet packet = protect(*cipher, connection, number, plain);
    for (const std::int64_t off : {-32'768, -1, 0, 1, 32'767}) {
      const std::int64_t next = static_cast<std::int64_t>(number) + off;
      if (next < 0 || next >= std::int64_t{1} << 62) continue;
      EXPECT_EQ(refusal_of(*cipher, connection, packet, static_cast<std::uint64_t>(next)),
                Refusal::none)
          << number << " off by " << off;
    }
    // Nearer to zero there is no other number that it could be.
    if (number > 65'536) {
      EXPECT_EQ(refusal_of(*cipher, connection, packet, number - 40'000), Refusal::not_authentic);
    }
  }
}

TEST(Packet, any_bytes_at_all_are_refused) {
  const Connection connection = connection_of(CipherSuite::chacha20_poly1305);
  auto cipher = PacketCipher::make(connection.keys);
  Rng rng(1);
  for (int i = 0; i < 3'000; ++i) {
    Packet packet(rng.below(120));
    for (auto& byte : packet) byte = static_cast<std::uint8_t>(rng.next());
    if (packet.size() > 9 && i % 2 == 0) {
      packet[0] = 0x41;
      std::ranges::copy(connection.address, packet.begin() + 1);
    }
    EXPECT_NE(refusal_of(*cipher, connection, packet, rng.next() >> 2), Refusal::none);
  }
}

}  // namespace
}  // namespace pontage::packet_protect
