// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/generate.hpp"

namespace pontage::triple_join {

Triples random_triples(std::int64_t terms, std::int64_t predicates, std::int64_t count, Seed seed) {
  Triples made;
  const auto add = [&](const std::string& name, std::int64_t number) {
    return made.terms.add_spelled("<http://r/" + name + std::to_string(number) + ">");
  };
  for (std::int64_t i = 0; i < terms; ++i) add("", i);
  const auto first_predicate = static_cast<Id>(made.terms.terms());
  for (std::int64_t i = 0; i < predicates; ++i) add("p", i);
  Rng rng(mix64(seed ^ 0x747269706cULL));
  const auto draw = [&](std::int64_t bound) {
    return static_cast<Id>(rng.below(static_cast<std::uint64_t>(bound)));
  };
  for (std::int64_t i = 0; i < count; ++i) {
    const Id s = draw(terms), p = first_predicate + draw(predicates), o = draw(terms);
    made.triples.push_back({s, p, o});
  }
  made.source = "random: " + std::to_string(count) + " triples of " + std::to_string(terms) +
                " terms and " + std::to_string(predicates) + " predicates";
  return made;
}

}  // namespace pontage::triple_join
