// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/packet_protect/packet.hpp"
#include "libbench/units.hpp"

namespace pontage::packet_protect {

/// A bitstream cut into QUIC packets and protected: what a terminator does to every byte that it
/// sends. Packets share nothing but the keys.
///
/// Shapes   connection [1] Connection (dataset: keys and address); bitstream [bytes] u8 (request),
///          fragments [packets] Fragment (request: which bytes go into which packet, and what is
///          said of them); packets [packets, packet_bytes(payload)] u8 (response: packet i begins
///          at its own stride, as segmentation offload wants it; what stands behind the end of a
///          shorter packet says nothing). No scratch.
/// Work     steps = blocks of 16 bytes: those of the frames, and one a packet for its mask (a
///          packet is no step: a machine with one flat rate of steps would seal it in the time of
///          an addition); bytes_read = bitstream, fragments and connection; bytes_written =
///          those of the packets. An authenticated cipher passes over the bytes once; what it
///          computes is not counted as flop.
/// Judge    the client's side: every packet is unprotected by the receiver's keys, and its number,
///          its frame and its payload are compared in full.
/// Source   RFC 9000 17.3.1 (short header), RFC 9001 5 (protection), RFC 9221 4 (DATAGRAM).
struct PacketProtectShape {
  std::int64_t packets = 0;
  Bytes payload{};          ///< of a full packet
  std::int64_t stripe = 0;  ///< packets of a stripe of the picture: its fragments
  std::string lengths;      ///< "full", or "mixed": the last packet of a stripe is shorter
  std::string cipher;       ///< "aes_128_gcm" or "chacha20_poly1305"
  std::int64_t batch = 0;   ///< packets that a worker takes at once
  const class PacketCiphers* opened = nullptr;  ///< not an axis: the problem opens them
};

enum PacketProtectValue : std::size_t {
  kConnection = 0,
  kBitstream = 1,
  kFragments = 2,
  kPackets = 3
};

/// Blocks of a packet with so many bytes of payload.
constexpr std::int64_t blocks_of(std::int64_t payload) {
  return (1 + static_cast<std::int64_t>(kAppBytes) + payload + 15) / 16 + 1;
}

/// The most packets that a worker takes at once: samples and masks of so many are on its stack.
inline constexpr std::int64_t kMostBatch = 64;

}  // namespace pontage::packet_protect
