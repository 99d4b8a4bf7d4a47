// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/packet_protect/packet_cipher.hpp"

namespace pontage::packet_protect {

inline constexpr std::size_t kAddressBytes = 8;  ///< of our connection ID (DCID)
inline constexpr std::size_t kNumberBytes = 2;   ///< of a truncated packet number, as we write it
inline constexpr std::size_t kHeaderBytes = 1 + kAddressBytes + kNumberBytes;
inline constexpr std::size_t kAppBytes = 12;
/// What a packet has besides payload: header, frame type, application header, tag.
inline constexpr std::size_t kOverhead = kHeaderBytes + 1 + kAppBytes + kTagBytes;
constexpr std::size_t packet_bytes(std::size_t payload) { return payload + kOverhead; }

/// What stands before the payload in each DATAGRAM frame, big-endian in this order: session 2,
/// frame 4, stripe 2, fragment 1, fragments 1, codec 1, flags 1 bytes.
struct AppHeader {
  std::uint32_t frame = 0;
  std::uint16_t session = 0, stripe = 0;
  std::uint8_t fragment = 0, fragments = 0;
  std::uint8_t codec = 0, flags = 0;
  friend bool operator==(const AppHeader&, const AppHeader&) = default;
};

/// Which bytes of the bitstream go into a packet. Survives a copy to another memory.
struct Fragment {
  std::uint64_t number = 0;  ///< of the packet, in full: below 2⁶²
  std::uint32_t from = 0;    ///< the first byte, in the bitstream
  std::uint32_t bytes = 0;
  AppHeader app;
  std::uint32_t unused = 0;  ///< so that every byte of it is written
};
static_assert(sizeof(Fragment) == 32 && sizeof(AppHeader) == kAppBytes);

/// A connection as a sender's device needs it: its keys and where its packets go.
struct Connection {
  Keys keys;
  std::array<std::uint8_t, kAddressBytes> address{};
};

/// Writes the header, not yet masked, and the beginning of the frame: what stands before the
/// payload. `to` has room for packet_bytes(fragment.bytes).
void write_head(const Connection&, const Fragment&, std::uint8_t* to);

/// Where the sample for header protection stands, whatever the number's length (RFC 9001 5.4.2).
constexpr std::size_t sample_at(std::size_t address_bytes) { return 1 + address_bytes + 4; }
/// Masks a short header, or takes the mask away where `number_bytes` is known.
void apply_mask(std::uint8_t* packet, std::size_t address_bytes, std::size_t number_bytes,
                const std::uint8_t* mask);

/// Why a packet is not one of ours.
enum class Refusal : std::uint8_t {
  none,
  too_short,  ///< no room for a sample and a tag
  not_short,  ///< a long header, or without the fixed bit
  other_address,
  not_authentic,  ///< the tag does not fit: changed on its way, or under other keys
  reserved_bits,  ///< authentic, yet not what RFC 9000 17.3.1 allows
};
std::string_view to_text(Refusal);

/// A packet that was unprotected.
struct Opened {
  Refusal refusal = Refusal::none;
  std::uint64_t number = 0;      ///< in full
  std::size_t number_bytes = 0;  ///< as it was written
  std::size_t plain_bytes = 0;   ///< of its frames
};

/// Takes off what protects a packet: any bytes at all may be given. `next` is the number that is
/// expected (RFC 9000 A.3). `plain` has room for packet.size() and holds the frames after success;
/// after a refusal what it holds says nothing.
Opened unprotect(PacketCipher&, std::span<const std::uint8_t> address, std::uint64_t next,
                 std::span<const std::uint8_t> packet, std::span<std::uint8_t> plain);

/// A DATAGRAM frame with our header, to the end of its packet.
struct AppFrame {
  bool is_ours = false;
  AppHeader app;
  std::span<const std::uint8_t> payload;
};
AppFrame parse_frame(std::span<const std::uint8_t> plain);

}  // namespace pontage::packet_protect
