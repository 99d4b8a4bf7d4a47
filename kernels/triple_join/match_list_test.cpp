// SPDX-License-Identifier: Apache-2.0
/// A pattern's triples by number against the walk along them.
#include "kernels/triple_join/match_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kernels/triple_join/generate.hpp"

namespace pontage::triple_join {
namespace {

std::vector<Triple> walked(const ProbedGraph<NullProbe>& graph, const PlanPattern& pattern) {
  std::vector<Triple> all;
  Closure none;
  each_match(graph, pattern, known_terms(pattern, 0, nullptr), none, [&](const Triple& triple) {
    all.push_back(triple);
    return true;
  });
  return all;
}

std::vector<Triple> listed(const ProbedGraph<NullProbe>& graph, const PlanPattern& pattern) {
  const MatchList<NullProbe> list(graph, pattern);
  std::vector<Triple> all;
  for (std::size_t i = 0; i < list.size(); ++i) all.push_back(list.at(i));
  std::ranges::sort(all);
  return all;
}

TEST(MatchList, HasWhatAWalkHasForEveryPairOfPlaces) {
  Triples made = random_triples(12, 3, 60, 4);
  const std::size_t terms = made.terms.terms();
  const auto tries = make_tries(made.triples, terms);
  GraphView view;
  for (std::size_t i = 0; i < kOrders; ++i)
    view.tries[i] = trie_at(tries[i].words.data(), tries[i].sizes);
  view.terms = made.terms.view();
  view.triples = made.triples.size();
  NullProbe probe;
  const ProbedGraph<NullProbe> graph(view, probe);
  std::size_t triples = 0;
  for (unsigned known = 0; known < 8; ++known)
    for (Id s = 0; s < terms; ++s)
      for (Id p = 0; p < terms; ++p)
        for (Id o = 0; o < terms; ++o) {
          PlanPattern pattern;
          const Id ids[3] = {s, p, o};
          for (std::int32_t place = 0; place < 3; ++place)
            if ((known >> place & 1U) != 0)
              pattern.at[place].id = ids[place];
            else
              pattern.at[place].variable = place;
          auto right = walked(graph, pattern);
          std::ranges::sort(right);
          ASSERT_EQ(listed(graph, pattern), right) << known << " " << s << " " << p << " " << o;
          triples += right.size();
        }
  EXPECT_GT(triples, 1000U);
}

}  // namespace
}  // namespace pontage::triple_join
