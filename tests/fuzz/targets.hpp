// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pontage::test {

/// What is tried on any bytes at all: that a parser gives a value that holds together or a
/// sentence. Each stops the program by PONTAGE_CHECK when it does not.
void fuzz_sparql(std::string_view text);
void fuzz_triples(std::string_view text);  ///< as N-Triples and as Turtle
void fuzz_packages(std::string_view text);
/// As a QUIC packet for a connection of either cipher. Only where the build has packet_protect.
void fuzz_protected_packets(std::string_view text);

}  // namespace pontage::test
