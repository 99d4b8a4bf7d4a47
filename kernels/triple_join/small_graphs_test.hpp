// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/query.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "kernels/triple_join/triple_join.hpp"

namespace pontage::triple_join::test {

/// For tests: a query made without a parser over a graph made by hand; 1 MiB unless `more` says so.
inline std::unique_ptr<Problem> problem_of(Triples graph, const Query& query, Settings more = {}) {
  more.emplace("ask", "plan");
  more.emplace("budget", 1 << 20);
  const auto shape = triple_join().shape_schema().make(more);
  auto problem = make_join_problem(std::move(graph), query, to_sparql(query), *shape);
  EXPECT_TRUE(problem) << problem.error().what;
  return problem ? std::move(*problem) : nullptr;
}

/// A graph whose every subject has the one predicate and the one object.
inline Triples one_object(Id subjects) {
  Triples graph;
  const Id p = graph.terms.add_spelled("<http://r/p0>"),
           o = graph.terms.add_spelled("<http://r/0>");
  for (Id i = 1; i <= subjects; ++i)
    graph.triples.push_back(
        {graph.terms.add_spelled("<http://r/" + std::to_string(i) + ">"), p, o});
  return graph;
}

}  // namespace pontage::triple_join::test
