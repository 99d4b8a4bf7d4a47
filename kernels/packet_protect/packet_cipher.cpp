// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/packet_cipher.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

#include "kernels/packet_protect/chacha_masks.hpp"

namespace pontage::packet_protect {
namespace {

/// Workers a team may have here at the most: what backends allow is far less.
constexpr std::size_t kMostWorkers = 4096;

struct FreeCipher {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
struct FreeKdf {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

Error refused(std::string_view what) {
  return {ErrorKind::unavailable,
          "OpenSSL refuses " + std::string(what) + "; is its default provider configured away?"};
}

/// OpenSSL counts in int; a packet is far shorter.
int length_of(std::size_t bytes) { return static_cast<int>(bytes); }

OSSL_PARAM tag_at(std::uint8_t* tag) {
  return OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, kTagBytes);
}

}  // namespace

CipherSuite suite_named(std::string_view name) {
  return name == kSuiteNames[0] ? CipherSuite::aes_128_gcm : CipherSuite::chacha20_poly1305;
}

Result<void> expand_label(std::span<const std::uint8_t> secret, std::string_view label,
                          std::span<std::uint8_t> to) {
  // struct HkdfLabel { uint16 length; opaque label<7..255> = "tls13 " + label; opaque
  // context<0..255>; }
  std::string info{static_cast<char>(to.size() >> 8), static_cast<char>(to.size())};
  info += static_cast<char>(6 + label.size());
  info += "tls13 ";
  info += label;
  info += '\0';
  const std::unique_ptr<EVP_KDF, FreeKdf> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return pass_on(refused("HKDF"));
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  char digest[] = "SHA256";
  std::vector<std::uint8_t> key(secret.begin(), secret.end());
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  if (EVP_KDF_derive(context.get(), to.data(), to.size(), parameters) != 1)
    return pass_on(refused("HKDF with SHA-256"));
  return {};
}

Result<Keys> derive_keys(CipherSuite suite, std::span<const std::uint8_t, kSecretBytes> secret) {
  Keys keys{.suite = suite};
  const std::size_t bytes = key_bytes(suite);
  for (const auto& [label, to] : {std::pair{"quic key", std::span(keys.key).first(bytes)},
                                  std::pair{"quic iv", std::span<std::uint8_t>(keys.iv)},
                                  std::pair{"quic hp", std::span(keys.header_key).first(bytes)}})
    if (auto good = expand_label(secret, label, to); !good) return pass_on(good.error());
  return keys;
}

std::array<std::uint8_t, kNonceBytes> nonce_of(const Keys& keys, std::uint64_t number) {
  auto nonce = keys.iv;
  for (std::size_t i = 0; i < sizeof number; ++i)
    nonce[kNonceBytes - 1 - i] ^= static_cast<std::uint8_t>(number >> (8 * i));
  return nonce;
}

void PacketCipher::Free::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

PacketCipher::Context PacketCipher::make_context(const char* name, const std::uint8_t* key,
                                                 bool is_to_seal) {
  const std::unique_ptr<EVP_CIPHER, FreeCipher> cipher(EVP_CIPHER_fetch(nullptr, name, nullptr));
  Context context(cipher ? EVP_CIPHER_CTX_new() : nullptr);
  // A nonce is given with each packet; ChaCha20 wants one with its key.
  const std::uint8_t nonce[16] = {};
  if (!context ||
      EVP_CipherInit_ex2(context.get(), cipher.get(), key, nonce, is_to_seal ? 1 : 0, nullptr) != 1)
    return nullptr;
  return context;
}

Result<PacketCipher> PacketCipher::make(const Keys& keys) {
  PacketCipher made(keys);
  const bool is_aes = keys.suite == CipherSuite::aes_128_gcm;
  const char* const name = is_aes ? "AES-128-GCM" : "ChaCha20-Poly1305";
  made.seal_ = make_context(name, keys.key.data(), true);
  made.open_ = make_context(name, keys.key.data(), false);
  made.mask_ = make_context(is_aes ? "AES-128-ECB" : "ChaCha20", keys.header_key.data(), true);
  if (!made.seal_ || !made.open_ || !made.mask_) return pass_on(refused(name));
  EVP_CIPHER_CTX_set_padding(made.mask_.get(), 0);
  return made;
}

bool PacketCipher::seal(std::uint64_t number, std::span<const std::uint8_t> header,
                        std::uint8_t* at, std::size_t composed,
                        std::span<const std::uint8_t> rest) {
  EVP_CIPHER_CTX* const context = seal_.get();
  const auto nonce = nonce_of(keys_, number);
  int bytes = 0;
  std::uint8_t* const tag = at + composed + rest.size();
  OSSL_PARAM wanted[] = {tag_at(tag), OSSL_PARAM_construct_end()};
  return EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1 &&
         EVP_EncryptUpdate(context, nullptr, &bytes, header.data(), length_of(header.size())) ==
             1 &&
         EVP_EncryptUpdate(context, at, &bytes, at, length_of(composed)) == 1 &&
         (rest.empty() || EVP_EncryptUpdate(context, at + composed, &bytes, rest.data(),
                                            length_of(rest.size())) == 1) &&
         EVP_EncryptFinal_ex(context, tag, &bytes) == 1 &&
         EVP_CIPHER_CTX_get_params(context, wanted) == 1;
}

bool PacketCipher::open(std::uint64_t number, std::span<const std::uint8_t> header,
                        std::span<const std::uint8_t> sealed, std::uint8_t* to) {
  if (sealed.size() < kTagBytes) return false;
  EVP_CIPHER_CTX* const context = open_.get();
  const auto nonce = nonce_of(keys_, number);
  const std::size_t body = sealed.size() - kTagBytes;
  std::uint8_t tag[kTagBytes];
  std::memcpy(tag, sealed.data() + body, kTagBytes);
  const OSSL_PARAM expected[] = {tag_at(tag), OSSL_PARAM_construct_end()};
  int bytes = 0;
  return EVP_DecryptInit_ex2(context, nullptr, nullptr, nonce.data(), expected) == 1 &&
         EVP_DecryptUpdate(context, nullptr, &bytes, header.data(), length_of(header.size())) ==
             1 &&
         (body == 0 ||
          EVP_DecryptUpdate(context, to, &bytes, sealed.data(), length_of(body)) == 1) &&
         EVP_DecryptFinal_ex(context, to + body, &bytes) == 1;
}

bool PacketCipher::make_masks(const std::uint8_t* samples, std::size_t count, std::uint8_t* masks) {
  EVP_CIPHER_CTX* const context = mask_.get();
  int bytes = 0;
  if (keys_.suite == CipherSuite::aes_128_gcm)
    return EVP_EncryptUpdate(context, masks, &bytes, samples, length_of(count * kSampleBytes)) == 1;
#ifdef PONTAGE_HAS_HIGHWAY
  if (count >= kFewestInLanes) {
    make_chacha_masks(keys_.header_key.data(), samples, count, masks);
    return true;
  }
#endif
  // A sample is a counter and a nonce, as OpenSSL's ChaCha20 takes them.
  static constexpr std::uint8_t kZeros[kMaskBytes] = {};
  for (std::size_t i = 0; i < count; ++i)
    if (EVP_EncryptInit_ex2(context, nullptr, nullptr, samples + i * kSampleBytes, nullptr) != 1 ||
        EVP_EncryptUpdate(context, masks + i * kSampleBytes, &bytes, kZeros, kMaskBytes) != 1)
      return false;
  return true;
}

Result<PacketCiphers> PacketCiphers::make(const Keys& keys) {
  PacketCiphers made(keys);
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  made.ciphers_.resize(std::max(processors, kMostWorkers));
  for (std::size_t worker = 0; worker < processors; ++worker) {
    auto cipher = PacketCipher::make(keys);
    if (!cipher) return pass_on(cipher.error());
    made.ciphers_[worker] = std::make_unique<PacketCipher>(std::move(*cipher));
  }
  return made;
}

PacketCipher* PacketCiphers::of(int worker) const {
  if (static_cast<std::size_t>(worker) >= ciphers_.size()) return nullptr;
  auto& cipher = ciphers_[static_cast<std::size_t>(worker)];
  if (cipher == nullptr)
    if (auto made = PacketCipher::make(keys_))
      cipher = std::make_unique<PacketCipher>(std::move(*made));
  return cipher.get();
}

std::string library_version() {
  const std::string all = OpenSSL_version(OPENSSL_VERSION);
  return all.substr(0, all.find(' ', all.find(' ') + 1));
}

}  // namespace pontage::packet_protect
