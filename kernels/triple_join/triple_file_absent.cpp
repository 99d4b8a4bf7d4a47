// SPDX-License-Identifier: Apache-2.0
/// In place of triple_file.cpp where this build has no serd.
#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/triple_file.hpp"

namespace pontage::triple_join {
namespace {

auto absent(const std::string& name) {
  return fail(ErrorKind::unavailable,
              name +
                  ": this build reads neither N-Triples nor Turtle; build it with serd (Debian: "
                  "libserd-dev)");
}

}  // namespace

Result<Triples> read_triples(TripleBytes, TripleSyntax, const std::string& name, Bytes) {
  return absent(name);
}
Result<Triples> load_triple_file(const std::string& path) { return absent(path); }

}  // namespace pontage::triple_join
