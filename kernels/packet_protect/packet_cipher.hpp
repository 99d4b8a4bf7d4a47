// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/result.hpp"

struct evp_cipher_ctx_st;  // OpenSSL's EVP_CIPHER_CTX

namespace pontage::packet_protect {

enum class CipherSuite : std::uint8_t { aes_128_gcm, chacha20_poly1305 };
inline constexpr std::string_view kSuiteNames[] = {"aes_128_gcm", "chacha20_poly1305"};
CipherSuite suite_named(std::string_view);  ///< one of kSuiteNames

inline constexpr std::size_t kSecretBytes = 32;
inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kSampleBytes = 16;
inline constexpr std::size_t kMaskBytes = 5;  ///< of a mask that are used; it has kSampleBytes room

/// What protects the packets of one direction. Of a shorter key the first bytes count.
struct Keys {
  CipherSuite suite = CipherSuite::aes_128_gcm;
  std::array<std::uint8_t, 32> key{}, header_key{};
  std::array<std::uint8_t, kNonceBytes> iv{};
};
constexpr std::size_t key_bytes(CipherSuite suite) {
  return suite == CipherSuite::aes_128_gcm ? 16 : 32;
}

/// HKDF-Expand-Label over SHA-256 (RFC 8446 7.1, empty context): fills `to`.
Result<void> expand_label(std::span<const std::uint8_t> secret, std::string_view label,
                          std::span<std::uint8_t> to);
/// "quic key", "quic iv" and "quic hp" of a traffic secret (RFC 9001 5.1).
Result<Keys> derive_keys(CipherSuite, std::span<const std::uint8_t, kSecretBytes> secret);

/// The nonce of a packet: the iv, its last eight bytes XOR the number (RFC 9001 5.3).
std::array<std::uint8_t, kNonceBytes> nonce_of(const Keys&, std::uint64_t number);

/// One thread's contexts of OpenSSL's EVP for one set of keys, made once: a packet costs a new
/// nonce and no allocation. What returns bool is false when OpenSSL refuses, or a tag does not fit.
class PacketCipher {
 public:
  /// Refused when OpenSSL does not have the cipher (a provider that was configured away).
  static Result<PacketCipher> make(const Keys&);

  /// Seals under the nonce of `number`: the `composed` bytes that stand at `at` already, in place,
  /// then `rest` behind them, then the tag. `header` is authenticated, not changed.
  [[nodiscard]] bool seal(std::uint64_t number, std::span<const std::uint8_t> header,
                          std::uint8_t* at, std::size_t composed,
                          std::span<const std::uint8_t> rest);
  /// Opens `sealed` (with its tag) into `to`, which has room for all but the tag.
  [[nodiscard]] bool open(std::uint64_t number, std::span<const std::uint8_t> header,
                          std::span<const std::uint8_t> sealed, std::uint8_t* to);
  /// The masks for header protection (RFC 9001 5.4.3 and 5.4.4) of `count` samples, kSampleBytes
  /// apart on both sides.
  [[nodiscard]] bool make_masks(const std::uint8_t* samples, std::size_t count,
                                std::uint8_t* masks);
  const Keys& keys() const { return keys_; }

 private:
  struct Free {
    void operator()(evp_cipher_ctx_st*) const;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, Free>;
  explicit PacketCipher(const Keys& keys) : keys_(keys) {}
  static Context make_context(const char* name, const std::uint8_t* key, bool is_to_seal);

  Keys keys_;
  Context seal_, open_, mask_;
};

/// A PacketCipher for each worker of a team, made in set-up. Workers beyond the machine's
/// processors get theirs with their first packet.
class PacketCiphers {
 public:
  static Result<PacketCiphers> make(const Keys&);
  /// Of one worker, who alone may use it; null where OpenSSL refuses.
  PacketCipher* of(int worker) const;

 private:
  explicit PacketCiphers(const Keys& keys) : keys_(keys) {}
  Keys keys_;
  mutable std::vector<std::unique_ptr<PacketCipher>> ciphers_;
};

/// "OpenSSL 3.0.22 …": what ran, for the record.
std::string library_version();

}  // namespace pontage::packet_protect
