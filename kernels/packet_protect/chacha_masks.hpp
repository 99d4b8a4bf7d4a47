// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace pontage::packet_protect {

/// The masks of many samples under one ChaCha20 key (RFC 9001 5.4.4, RFC 8439 2.3): the first five
/// bytes of a block for each, a sample a lane. EVP takes one nonce a call, which costs a seventh of
/// sealing a packet. Samples and masks are 16 bytes apart; of a mask only five bytes are written.
void make_chacha_masks(const std::uint8_t* key, const std::uint8_t* samples, std::size_t count,
                       std::uint8_t* masks);
/// From how many samples on it is used; fewer are left to EVP.
inline constexpr std::size_t kFewestInLanes = 4;
/// The instruction set that it runs on here, as Highway names it.
const char* chacha_masks_target();

}  // namespace pontage::packet_protect
