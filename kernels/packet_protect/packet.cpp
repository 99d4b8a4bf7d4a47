// SPDX-License-Identifier: Apache-2.0
#include "kernels/packet_protect/packet.hpp"

#include <algorithm>
#include <cstring>

#include "libbench/check.hpp"

namespace pontage::packet_protect {
namespace {

constexpr std::uint8_t kFixedBit = 0x40, kLongBit = 0x80, kReservedBits = 0x18, kLengthBits = 0x03;
constexpr std::uint8_t kMaskedBits = 0x1f;  // of a short header's first byte
constexpr std::uint8_t kDatagram = 0x30;    // without a length: to the end of the packet
constexpr std::uint64_t kMostNumber = (std::uint64_t{1} << 62) - 1;
constexpr std::size_t kMostHeader = 1 + 20 + 4;  // RFC 9000 17.2: an address has 20 bytes at most

template <class T>
std::uint8_t* put(std::uint8_t* to, T value) {
  for (std::size_t i = sizeof value; i > 0; --i)
    *to++ = static_cast<std::uint8_t>(value >> (8 * (i - 1)));
  return to;
}

template <class T>
const std::uint8_t* take(const std::uint8_t* from, T& value) {
  value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) value = static_cast<T>((value << 8) | *from++);
  return from;
}

/// The number in full that is nearest to the one expected (RFC 9000 A.3).
std::uint64_t full_number(std::uint64_t next, std::uint64_t truncated, std::size_t bytes) {
  const std::uint64_t window = std::uint64_t{1} << (8 * bytes), half = window / 2;
  const std::uint64_t candidate = (next & ~(window - 1)) | truncated;
  if (candidate + half <= next && candidate + window <= kMostNumber) return candidate + window;
  if (candidate > next + half && candidate >= window) return candidate - window;
  return candidate;
}

void write_app_header(const AppHeader& app, std::uint8_t* to) {
  to = put(to, app.session);
  to = put(to, app.frame);
  to = put(to, app.stripe);
  to = put(to, app.fragment);
  to = put(to, app.fragments);
  to = put(to, app.codec);
  put(to, app.flags);
}

}  // namespace

void write_head(const Connection& connection, const Fragment& fragment, std::uint8_t* to) {
  to[0] = kFixedBit | (kNumberBytes - 1);
  std::memcpy(to + 1, connection.address.data(), kAddressBytes);
  put(to + 1 + kAddressBytes, static_cast<std::uint16_t>(fragment.number));
  to[kHeaderBytes] = kDatagram;
  write_app_header(fragment.app, to + kHeaderBytes + 1);
}

void apply_mask(std::uint8_t* packet, std::size_t address_bytes, std::size_t number_bytes,
                const std::uint8_t* mask) {
  packet[0] ^= mask[0] & kMaskedBits;
  for (std::size_t i = 0; i < number_bytes; ++i) packet[1 + address_bytes + i] ^= mask[1 + i];
}

std::string_view to_text(Refusal refusal) {
  static constexpr std::string_view kTexts[] = {"it is good",
                                                "it is too short",
                                                "it has no short header",
                                                "it is for another connection",
                                                "its tag does not fit",
                                                "its reserved bits are set"};
  return kTexts[static_cast<std::size_t>(refusal)];
}

Opened unprotect(PacketCipher& cipher, std::span<const std::uint8_t> address, std::uint64_t next,
                 std::span<const std::uint8_t> packet, std::span<std::uint8_t> plain) {
  PONTAGE_CHECK(plain.size() >= packet.size() && address.size() <= 20, plain.size());
  const std::size_t sample = sample_at(address.size());
  if (packet.size() < sample + kSampleBytes) return {.refusal = Refusal::too_short};
  if ((packet[0] & (kLongBit | kFixedBit)) != kFixedBit) return {.refusal = Refusal::not_short};
  if (!std::ranges::equal(packet.subspan(1, address.size()), address))
    return {.refusal = Refusal::other_address};
  std::uint8_t mask[kSampleBytes], header[kMostHeader];
  if (!cipher.make_masks(packet.data() + sample, 1, mask))
    return {.refusal = Refusal::not_authentic};
  std::memcpy(header, packet.data(), 1 + address.size() + 4);
  Opened opened{.number_bytes = ((packet[0] ^ mask[0]) & kLengthBits) + std::size_t{1}};
  apply_mask(header, address.size(), opened.number_bytes, mask);
  const std::size_t header_bytes = 1 + address.size() + opened.number_bytes;
  std::uint64_t truncated = 0;
  for (std::size_t i = 1 + address.size(); i < header_bytes; ++i)
    truncated = truncated << 8 | header[i];
  opened.number = full_number(next, truncated, opened.number_bytes);
  // The sample ends where a tag may begin: what is behind the header has room for one.
  const auto sealed = packet.subspan(header_bytes);
  opened.plain_bytes = sealed.size() - kTagBytes;
  if (!cipher.open(opened.number, {header, header_bytes}, sealed, plain.data()))
    return {.refusal = Refusal::not_authentic};
  // Looked at last, so that nobody learns from the answer what the mask was (RFC 9001 9.5).
  if ((header[0] & kReservedBits) != 0) return {.refusal = Refusal::reserved_bits};
  return opened;
}

AppFrame parse_frame(std::span<const std::uint8_t> plain) {
  if (plain.size() < 1 + kAppBytes || plain[0] != kDatagram) return {};
  AppFrame frame;
  frame.is_ours = true;
  const std::uint8_t* at = plain.data() + 1;
  at = take(at, frame.app.session);
  at = take(at, frame.app.frame);
  at = take(at, frame.app.stripe);
  at = take(at, frame.app.fragment);
  at = take(at, frame.app.fragments);
  at = take(at, frame.app.codec);
  take(at, frame.app.flags);
  frame.payload = plain.subspan(1 + kAppBytes);
  return frame;
}

}  // namespace pontage::packet_protect
