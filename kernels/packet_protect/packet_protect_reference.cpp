// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "kernels/packet_protect/packet_protect_shape.hpp"
#include "kernels/packet_protect/packet_protect_variants.hpp"

namespace pontage::packet_protect {

void packet_protect_reference(const Args& args) {
  const auto& shape = args.shape_as<PacketProtectShape>();
  const auto& connection = *args.value<const Connection>(kConnection);
  const auto* bitstream = args.value<const std::uint8_t>(kBitstream);
  const auto* fragments = args.value<const Fragment>(kFragments);
  const std::size_t stride = packet_bytes(static_cast<std::size_t>(shape.payload.count()));
  PacketCipher* const cipher = shape.opened->of(0);
  for (std::int64_t i = 0; i < shape.packets; ++i) {
    std::uint8_t* const packet = args.value<std::uint8_t>(kPackets) + i * stride;
    const Fragment& fragment = fragments[i];
    write_head(connection, fragment, packet);
    std::memcpy(packet + kHeaderBytes + 1 + kAppBytes, bitstream + fragment.from, fragment.bytes);
    std::uint8_t mask[kSampleBytes];
    if (cipher == nullptr ||
        !cipher->seal(fragment.number, {packet, kHeaderBytes}, packet + kHeaderBytes,
                      1 + kAppBytes + fragment.bytes, {}) ||
        !cipher->make_masks(packet + sample_at(kAddressBytes), 1, mask))
      return;  // the judge sees what is missing
    apply_mask(packet, kAddressBytes, kNumberBytes, mask);
  }
}

}  // namespace pontage::packet_protect
