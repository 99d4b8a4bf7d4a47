// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pontage::test {

/// What is tried on any bytes at all: that a parser gives a value that holds together or a
/// sentence. Each stops the program by PONTAGE_CHECK when it does not.
void fuzz_sparql(std::string_view text);
void fuzz_triples(std::string_view text);  ///< as N-Triples and as Turtle
void fuzz_packages(std::string_view text);
void fuzz_rules(
    std::string_view text);  ///< clauses; what they derive is proved, and the proof checked
/// 32-bit words as a pair of terms; those that are terms are unified in every way there is.
void fuzz_terms(std::string_view bytes);

}  // namespace pontage::test
