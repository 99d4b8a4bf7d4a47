// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "kernels/packet_protect/packet.hpp"
#include "libbench/check.hpp"
#include "tests/fuzz/targets.hpp"

namespace pontage::test {
namespace {

using namespace packet_protect;

/// The client of the connection that the corpus was made for: the traffic secret 0, 1, … 31 and the
/// address "fuzzing!".
struct Client {
  PacketCipher cipher;
  explicit Client(CipherSuite suite) : cipher(*PacketCipher::make(keys_of(suite))) {}
  static Keys keys_of(CipherSuite suite) {
    std::array<std::uint8_t, kSecretBytes> secret{};
    for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i);
    return *derive_keys(suite, secret);
  }
};
constexpr std::array<std::uint8_t, kAddressBytes> kAddress{'f', 'u', 'z', 'z', 'i', 'n', 'g', '!'};
constexpr std::uint64_t kNext = 1'000'000;

/// What was opened, sealed and masked again, is the packet that came.
void check_again(PacketCipher& cipher, std::span<const std::uint8_t> packet, const Opened& opened,
                 std::span<const std::uint8_t> plain) {
  const std::size_t header_bytes = 1 + kAddressBytes + opened.number_bytes;
  PONTAGE_CHECK(header_bytes + opened.plain_bytes + kTagBytes == packet.size(), packet.size());
  std::vector<std::uint8_t> again(packet.begin(), packet.end());
  std::uint8_t mask[kSampleBytes];
  PONTAGE_CHECK(cipher.make_masks(packet.data() + sample_at(kAddressBytes), 1, mask));
  apply_mask(again.data(), kAddressBytes, opened.number_bytes, mask);
  std::ranges::copy(plain, again.begin() + static_cast<std::ptrdiff_t>(header_bytes));
  PONTAGE_CHECK(cipher.seal(opened.number, {again.data(), header_bytes},
                            again.data() + header_bytes, plain.size(), {}));
  apply_mask(again.data(), kAddressBytes, opened.number_bytes, mask);
  PONTAGE_CHECK(std::ranges::equal(again, packet), packet.size());
}

}  // namespace

void fuzz_protected_packets(std::string_view text) {
  static Client clients[] = {Client(CipherSuite::aes_128_gcm),
                             Client(CipherSuite::chacha20_poly1305)};
  const std::span packet(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  std::vector<std::uint8_t> plain(packet.size());
  for (Client& client : clients) {
    const Opened opened = unprotect(client.cipher, kAddress, kNext, packet, plain);
    PONTAGE_CHECK(!to_text(opened.refusal).empty());
    if (opened.refusal != Refusal::none) continue;
    const auto frames = std::span(plain).first(opened.plain_bytes);
    check_again(client.cipher, packet, opened, frames);
    const AppFrame frame = parse_frame(frames);
    PONTAGE_CHECK(!frame.is_ours || frame.payload.size() + 1 + kAppBytes == frames.size());
  }
  // What is not sealed at all is a frame too.
  const AppFrame frame = parse_frame(packet);
  PONTAGE_CHECK(!frame.is_ours || frame.payload.size() <= packet.size());
}

}  // namespace pontage::test
