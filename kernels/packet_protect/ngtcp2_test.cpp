// SPDX-License-Identifier: Apache-2.0
/// A packet of ours against ngtcp2's own derivation, sealing and masking (over GnuTLS, not
/// OpenSSL).
#include <gnutls/crypto.h>
#include <gtest/gtest.h>
#include <ngtcp2/ngtcp2_crypto.h>

#include <algorithm>
#include <vector>

#include "kernels/packet_protect/packet_protect.hpp"
#include "kernels/packet_protect/packet_protect_shape.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::packet_protect {
namespace {

/// The keys that ngtcp2 derives from the same traffic secret, and what it does with them.
class Ngtcp2Sender {
 public:
  explicit Ngtcp2Sender(CipherSuite suite) {
    const bool is_aes = suite == CipherSuite::aes_128_gcm;
    aead_.native_handle =
        as_handle(is_aes ? GNUTLS_CIPHER_AES_128_GCM : GNUTLS_CIPHER_CHACHA20_POLY1305);
    aead_.max_overhead = kTagBytes;
    // ngtcp2 masks one block by CBC under a nonce of zeros.
    const auto header = is_aes ? GNUTLS_CIPHER_AES_128_CBC : GNUTLS_CIPHER_CHACHA20_32;
    hp_.native_handle = as_handle(header);
    const auto size = static_cast<unsigned>(is_aes ? 16 : 32);
    std::uint8_t key[32], header_key[32], zeros[16] = {};
    derive("quic key", key, size);
    derive("quic iv", iv_, kNonceBytes);
    derive("quic hp", header_key, size);
    EXPECT_EQ(ngtcp2_crypto_aead_ctx_encrypt_init(&seal_, &aead_, key, kNonceBytes), 0);
    const gnutls_datum_t hp_key{header_key, size}, nonce{zeros, sizeof zeros};
    EXPECT_EQ(gnutls_cipher_init(&header_, header, &hp_key, &nonce), 0);
    mask_.native_handle = header_;
  }
  Ngtcp2Sender(const Ngtcp2Sender&) = delete;
  Ngtcp2Sender& operator=(const Ngtcp2Sender&) = delete;
  ~Ngtcp2Sender() {
    ngtcp2_crypto_aead_ctx_free(&seal_);
    gnutls_cipher_deinit(header_);
  }

  std::vector<std::uint8_t> packet(std::vector<std::uint8_t> header, std::uint64_t number,
                                   const std::vector<std::uint8_t>& plain) {
    std::uint8_t nonce[kNonceBytes];
    std::copy_n(iv_, kNonceBytes, nonce);
    for (std::size_t i = 0; i < 8; ++i)
      nonce[4 + i] ^= static_cast<std::uint8_t>(number >> (56 - 8 * i));
    std::vector<std::uint8_t> sealed(plain.size() + kTagBytes);
    EXPECT_EQ(ngtcp2_crypto_encrypt(sealed.data(), &aead_, &seal_, plain.data(), plain.size(),
                                    nonce, kNonceBytes, header.data(), header.size()),
              0);
    std::uint8_t mask[kSampleBytes];
    EXPECT_EQ(ngtcp2_crypto_hp_mask_cb(mask, &hp_, &mask_, sealed.data() + 2), 0);
    header[0] ^= mask[0] & 0x1f;
    header[9] ^= mask[1];
    header[10] ^= mask[2];
    header.insert(header.end(), sealed.begin(), sealed.end());
    return header;
  }

 private:
  static void* as_handle(int number) { return reinterpret_cast<void*>(std::intptr_t{number}); }
  static void derive(std::string_view label, std::uint8_t* to, std::size_t bytes) {
    std::uint8_t secret[kSecretBytes];
    for (std::size_t i = 0; i < kSecretBytes; ++i) secret[i] = static_cast<std::uint8_t>(i);
    ngtcp2_crypto_md sha256;
    ngtcp2_crypto_md_init(&sha256, as_handle(GNUTLS_MAC_SHA256));
    EXPECT_EQ(ngtcp2_crypto_hkdf_expand_label(to, bytes, &sha256, secret, kSecretBytes,
                                              reinterpret_cast<const std::uint8_t*>(label.data()),
                                              label.size()),
              0);
  }

  ngtcp2_crypto_aead aead_{};
  ngtcp2_crypto_cipher hp_{};
  ngtcp2_crypto_aead_ctx seal_{};
  ngtcp2_crypto_cipher_ctx mask_{};
  gnutls_cipher_hd_t header_ = nullptr;
  std::uint8_t iv_[kNonceBytes] = {};
};

TEST(Ngtcp2, protects_our_packets_to_the_same_bytes) {
  test::SerialTeam team;
  for (const std::string_view suite : kSuiteNames) {
    Ngtcp2Sender sender(suite_named(suite));
    const auto problem = test::make(packet_protect(), {{"packets", 12},
                                                       {"stripe", 4},
                                                       {"lengths", std::string("mixed")},
                                                       {"cipher", std::string(suite)}});
    test::Bench bench(**problem);
    bench.run(test::variant_named(packet_protect(), "batches"), team);
    for (std::size_t i = 0; i < 12; ++i) {
      const Fragment& fragment = bench.as<Fragment>(kFragments)[i];
      // Written down here once more, so that it is not write_head against itself.
      std::vector<std::uint8_t> header{0x41};
      for (const std::uint8_t byte : bench.as<Connection>(kConnection)->address)
        header.push_back(byte);
      header.push_back(static_cast<std::uint8_t>(fragment.number >> 8));
      header.push_back(static_cast<std::uint8_t>(fragment.number));
      std::vector<std::uint8_t> plain{0x30, 0, 1};
      for (const int shift : {24, 16, 8, 0})
        plain.push_back(static_cast<std::uint8_t>(fragment.app.frame >> shift));
      for (const int byte : {0, int{fragment.app.stripe}, int{fragment.app.fragment},
                             int{fragment.app.fragments}, int{fragment.app.codec}, 0})
        plain.push_back(static_cast<std::uint8_t>(byte));
      const auto* payload = bench.as<std::uint8_t>(kBitstream) + fragment.from;
      plain.insert(plain.end(), payload, payload + fragment.bytes);
      const auto expected = sender.packet(header, fragment.number, plain);
      const auto* ours = bench.as<std::uint8_t>(kPackets) + i * packet_bytes(1160);
      ASSERT_EQ(std::vector(ours, ours + packet_bytes(fragment.bytes)), expected)
          << suite << ", packet " << i;
    }
  }
}

}  // namespace
}  // namespace pontage::packet_protect
