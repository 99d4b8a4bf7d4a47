// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernels/triple_join/triples.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

inline constexpr const char* kUsualWordnetFolder = "/usr/share/wordnet";

/// WordNet 3.0 of a folder: pointers, senses, glosses and lexicographers' files.
Result<Triples> load_wordnet_triples(const std::string& folder);
/// The Debian package graph of a folder of apt's lists or of one Packages file.
Result<Triples> load_debian_triples(const std::string& place);
/// A file of N-Triples (.nt) or Turtle (.ttl). Unreadable ones name the file, line and column.
Result<Triples> load_triple_file(const std::string& path);

}  // namespace pontage::triple_join
