// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/packet_cipher.hpp"

#include <gtest/gtest.h>

#ifdef PONTAGE_HAS_HIGHWAY
#include "tests/support/every_target.hpp"
#endif

#include "kernels/packet_protect/chacha_masks.hpp"
#include "kernels/packet_protect/hex_test.hpp"

namespace pontage::packet_protect {
namespace {

using Bytes16 = std::array<std::uint8_t, 16>;

TEST(PacketCipher, rfc_9001_a1_client_initial_keys) {
  const auto initial = array_from_hex<kSecretBytes>(
      "7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44");
  std::array<std::uint8_t, kSecretBytes> client{};
  ASSERT_TRUE(expand_label(initial, "client in", client));
  EXPECT_EQ(client, (array_from_hex<kSecretBytes>(
                        "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea")));
  const auto keys = derive_keys(CipherSuite::aes_128_gcm, client);
  ASSERT_TRUE(keys) << keys.error().what;
  EXPECT_EQ(keys->key, (array_from_hex<32>("1f369613dd76d5467730efcbe3b1a22d")));
  EXPECT_EQ(keys->iv, (array_from_hex<kNonceBytes>("fa044b2f42a3fd3b46fb255c")));
  EXPECT_EQ(keys->header_key, (array_from_hex<32>("9f50449e04a0e810283a1e9933adedd2")));
}

TEST(PacketCipher, rfc_9001_a5_chacha_keys_and_nonce) {
  const auto keys =
      derive_keys(CipherSuite::chacha20_poly1305,
                  array_from_hex<kSecretBytes>(
                      "9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"));
  ASSERT_TRUE(keys) << keys.error().what;
  EXPECT_EQ(
      keys->key,
      (array_from_hex<32>("c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8")));
  EXPECT_EQ(keys->iv, (array_from_hex<kNonceBytes>("e0459b3474bdd0e44a41c144")));
  EXPECT_EQ(
      keys->header_key,
      (array_from_hex<32>("25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4")));
  EXPECT_EQ(nonce_of(*keys, 654360564), (array_from_hex<kNonceBytes>("e0459b3474bdd0e46d417eb0")));
}

TEST(PacketCipher, rfc_9001_masks_of_a2_and_a5) {
  Keys aes{.header_key = array_from_hex<32>("9f50449e04a0e810283a1e9933adedd2")};
  Keys chacha{.suite = CipherSuite::chacha20_poly1305,
              .header_key = array_from_hex<32>(
                  "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4")};
  const struct {
    Keys keys;
    std::string_view sample, mask;
  } vectors[] = {{aes, "d1b1c98dd7689fb8ec11d242b123dc9b", "437b9aec36"},
                 {chacha, "5e5cd55c41f69080575d7999c25a5bfb", "aefefe7d03"}};
  for (const auto& vector : vectors) {
    auto cipher = PacketCipher::make(vector.keys);
    ASSERT_TRUE(cipher) << cipher.error().what;
    Bytes16 mask{};
    ASSERT_TRUE(cipher->make_masks(from_hex(vector.sample).data(), 1, mask.data()));
    EXPECT_EQ(std::vector(mask.begin(), mask.begin() + kMaskBytes), from_hex(vector.mask));
  }
}

TEST(PacketCipher, masks_of_a_batch_are_those_of_its_samples) {
  for (const auto suite : {CipherSuite::aes_128_gcm, CipherSuite::chacha20_poly1305}) {
    auto cipher = PacketCipher::make({.suite = suite, .header_key = {7, 8, 9}});
    ASSERT_TRUE(cipher);
    for (std::size_t count = 1; count <= 64; ++count) {
      std::vector<std::uint8_t> samples(count * kSampleBytes), masks(samples.size());
      for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<std::uint8_t>(i * 37 + count);
      ASSERT_TRUE(cipher->make_masks(samples.data(), count, masks.data()));
      for (std::size_t i = 0; i < count; ++i) {
        Bytes16 one{};
        ASSERT_TRUE(cipher->make_masks(samples.data() + i * kSampleBytes, 1, one.data()));
        EXPECT_TRUE(std::equal(one.begin(), one.begin() + kMaskBytes,
                               masks.begin() + static_cast<std::ptrdiff_t>(i * kSampleBytes)))
            << "sample " << i << " of " << count;
      }
    }
  }
}

#ifdef PONTAGE_HAS_HIGHWAY
TEST(PacketCipher, every_instruction_set_of_this_machine_makes_the_masks_of_evp) {
  auto cipher =
      PacketCipher::make({.suite = CipherSuite::chacha20_poly1305, .header_key = {200, 8, 9, 255}});
  ASSERT_TRUE(cipher);
  std::vector<std::uint8_t> samples(37 * kSampleBytes);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<std::uint8_t>(i * 101 + 77);
  test::on_every_target(chacha_masks_target, [&] {
    std::vector<std::uint8_t> masks(samples.size(), 3);
    make_chacha_masks(cipher->keys().header_key.data(), samples.data(), 37, masks.data());
    for (std::size_t at = 0; at < samples.size(); at += kSampleBytes) {
      Bytes16 one{};
      ASSERT_TRUE(cipher->make_masks(samples.data() + at, 1, one.data()));
      EXPECT_TRUE(std::equal(one.begin(), one.begin() + kMaskBytes,
                             masks.begin() + static_cast<std::ptrdiff_t>(at)))
          << "sample " << at / kSampleBytes;
      EXPECT_EQ(masks[at + kMaskBytes], 3) << "no more than a mask is written";
    }
  });
}
#endif

TEST(PacketCipher, composed_and_rest_are_one_text) {
  for (const auto suite : {CipherSuite::aes_128_gcm, CipherSuite::chacha20_poly1305}) {
    auto cipher = PacketCipher::make({.suite = suite, .key = {1, 2, 3}, .iv = {4, 5}});
    ASSERT_TRUE(cipher);
    const std::vector<std::uint8_t> header{9, 9, 9};
    std::vector<std::uint8_t> text(200);
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::uint8_t>(i);
    std::vector<std::uint8_t> whole(text);
    whole.resize(text.size() + kTagBytes);
    ASSERT_TRUE(cipher->seal(5, header, whole.data(), text.size(), {}));
    for (std::size_t composed = 1; composed < text.size(); ++composed) {
      std::vector<std::uint8_t> parts(text.begin(),
                                      text.begin() + static_cast<std::ptrdiff_t>(composed));
      parts.resize(text.size() + kTagBytes);
      ASSERT_TRUE(
          cipher->seal(5, header, parts.data(), composed, std::span(text).subspan(composed)));
      ASSERT_EQ(parts, whole) << composed;
    }
    std::vector<std::uint8_t> opened(text.size());
    ASSERT_TRUE(cipher->open(5, header, whole, opened.data()));
    EXPECT_EQ(opened, text);
    EXPECT_FALSE(cipher->open(6, header, whole, opened.data())) << "another nonce";
    EXPECT_FALSE(cipher->open(5, std::span(header).first(2), whole, opened.data()));
    EXPECT_TRUE(cipher->open(5, header, whole, opened.data())) << "a refusal leaves no trace";
  }
}

TEST(PacketCipher, every_worker_has_its_own) {
  const auto ciphers = PacketCiphers::make({});
  ASSERT_TRUE(ciphers) << ciphers.error().what;
  EXPECT_NE(ciphers->of(0), nullptr);
  EXPECT_NE(ciphers->of(0), ciphers->of(1000)) << "beyond the processors of the machine";
  EXPECT_EQ(ciphers->of(1000), ciphers->of(1000));
  EXPECT_EQ(ciphers->of(1 << 20), nullptr);
}

}  // namespace
}  // namespace pontage::packet_protect
