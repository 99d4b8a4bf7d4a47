// SPDX-License-Identifier: Apache-2.0
/// OpenSSL's EVP by itself on the problem that `pontage problem packet_protect` wrote: each frame,
/// composed before, is sealed by a call for the nonce, the header, the text, the end and the tag.
/// With `masked` a mask is made and laid over each header too. Usage: evp_packets bare|masked
/// aes_128_gcm|chacha20_poly1305 FOLDER REPETITIONS
#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "files.hpp"

namespace {

/// As kernels/packet_protect has them in memory.
struct Connection {
  std::uint8_t suite, key[32], header_key[32], iv[12], address[8];
};
struct Fragment {
  std::uint64_t number;
  std::uint32_t from, bytes;
  std::uint32_t frame;
  std::uint16_t session, stripe;
  std::uint8_t fragment, fragments, codec, flags;
  std::uint32_t unused;
};
static_assert(sizeof(Connection) == 85 && sizeof(Fragment) == 32);
constexpr int kHeader = 11, kTag = 16;

struct Packet {
  std::array<std::uint8_t, kHeader> header;
  std::array<std::uint8_t, 12> nonce;
  std::vector<std::uint8_t> plain, sealed;
};

void put(std::vector<std::uint8_t>& to, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::vector<Packet> compose(const std::string& folder, const Connection& connection) {
  const auto bitstream = read_values<std::uint8_t>(folder, "bitstream");
  std::vector<Packet> packets;
  for (const Fragment& f : read_values<Fragment>(folder, "fragments")) {
    Packet& packet = packets.emplace_back();
    packet.header[0] = 0x41;
    std::memcpy(packet.header.data() + 1, connection.address, 8);
    packet.header[9] = static_cast<std::uint8_t>(f.number >> 8);
    packet.header[10] = static_cast<std::uint8_t>(f.number);
    std::memcpy(packet.nonce.data(), connection.iv, 12);
    for (int i = 0; i < 8; ++i)
      packet.nonce[11 - i] ^= static_cast<std::uint8_t>(f.number >> (8 * i));
    put(packet.plain, 0x30, 1);
    put(packet.plain, f.session, 2);
    put(packet.plain, f.frame, 4);
    put(packet.plain, f.stripe, 2);
    for (const std::uint8_t byte : {f.fragment, f.fragments, f.codec, f.flags})
      packet.plain.push_back(byte);
    const auto first = bitstream.begin() + f.from;
    packet.plain.insert(packet.plain.end(), first, first + f.bytes);
    packet.sealed.resize(kHeader + packet.plain.size() + kTag);
  }
  return packets;
}

EVP_CIPHER_CTX* context_of(const char* name, const std::uint8_t* key) {
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  const std::uint8_t nonce[16] = {};
  if (cipher == nullptr || EVP_EncryptInit_ex(context, cipher, nullptr, key, nonce) != 1)
    std::exit(69);
  EVP_CIPHER_CTX_set_padding(context, 0);
  return context;
}

void seal(EVP_CIPHER_CTX* context, Packet& packet) {
  int bytes = 0;
  std::uint8_t* const to = packet.sealed.data() + kHeader;
  const int size = static_cast<int>(packet.plain.size());
  EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, packet.nonce.data());
  EVP_EncryptUpdate(context, nullptr, &bytes, packet.header.data(), kHeader);
  EVP_EncryptUpdate(context, to, &bytes, packet.plain.data(), size);
  EVP_EncryptFinal_ex(context, to + size, &bytes);
  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTag, to + size);
}

void mask(EVP_CIPHER_CTX* context, bool is_aes, Packet& packet) {
  int bytes = 0;
  std::uint8_t mask[16] = {}, zeros[5] = {};
  std::uint8_t* const to = packet.sealed.data();
  if (is_aes) {
    EVP_EncryptUpdate(context, mask, &bytes, to + 13, 16);
  } else {
    EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, to + 13);
    EVP_EncryptUpdate(context, mask, &bytes, zeros, 5);
  }
  std::memcpy(to, packet.header.data(), kHeader);
  to[0] ^= mask[0] & 0x1f;
  to[9] ^= mask[1];
  to[10] ^= mask[2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const bool is_masked = std::string_view(argv[1]) == "masked",
             is_aes = std::string_view(argv[2]) == "aes_128_gcm";
  const std::string folder = argv[3];
  const Connection connection = read_values<Connection>(folder, "connection").at(0);
  auto packets = compose(folder, connection);
  EVP_CIPHER_CTX* const sealing =
      context_of(is_aes ? "AES-128-GCM" : "ChaCha20-Poly1305", connection.key);
  EVP_CIPHER_CTX* const masking =
      context_of(is_aes ? "AES-128-ECB" : "ChaCha20", connection.header_key);
  print_seconds(std::atoi(argv[4]), [&] {
    for (Packet& packet : packets) {
      seal(sealing, packet);
      if (is_masked) mask(masking, is_aes, packet);
    }
  });
  return 0;
}
