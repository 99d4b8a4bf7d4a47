// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/triple_source.hpp"
namespace pontage::triple_join {
Result<Triples> make_sourced_triples(const DataShape& s, Seed seed) {
  if (s.data == "lubm") return generate_lubm(s.universities, seed);
  if (s.data == "wordnet") return load_wordnet_triples(kUsualWordnetFolder);
  return random_triples(s.terms, s.predicates, s.triples, seed);
}
AxisValue identified_data(AxisValue v) { return v; }
std::span<const NamedQuery> named_queries() { return {}; }
}  // namespace pontage::triple_join
