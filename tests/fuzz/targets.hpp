// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pontage::test {

/// What is tried on any bytes at all: that a parser gives a value that holds together or a
/// sentence. Each stops the program by PONTAGE_CHECK when it does not.
void fuzz_sparql(std::string_view text);
void fuzz_triples(std::string_view text);  ///< as N-Triples and as Turtle
void fuzz_packages(std::string_view text);
void fuzz_traces(std::string_view bytes);    ///< of a desktop: whole, and as an unpacked update
void fuzz_pictures(std::string_view bytes);  ///< PPM, one after the other

void fuzz_updates(std::string_view bytes);  ///< of a screen, as tiles and as JPEGs
/// Whether a client shows an update of fuzz_updates' screen, as far as this build can decode it.
bool is_shown(std::string_view update);
/// As a QUIC packet for a connection of either cipher. Only where the build has packet_protect.
void fuzz_protected_packets(std::string_view text);
void fuzz_rules(
    std::string_view text);  ///< clauses; what they derive is proved, and the proof checked
/// 32-bit words as a pair of terms; those that are terms are unified in every way there is.
void fuzz_terms(std::string_view bytes);

}  // namespace pontage::test
