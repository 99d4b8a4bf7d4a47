// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "kernels/shared/data/packages_file.hpp"
#include "kernels/triple_join/debian_triples.hpp"
#include "kernels/triple_join/parse_sparql.hpp"
#include "kernels/triple_join/sparql_text.hpp"
#include "kernels/triple_join/triple_file.hpp"
#include "libbench/check.hpp"
#include "tests/fuzz/check_sentence.hpp"
#include "tests/fuzz/targets.hpp"

namespace pontage::test {
namespace {

/// Every number of a triple is a term's, and every spelling is that of the term it stands for.
void check_graph(const triple_join::Triples& graph) {
  const auto view = graph.terms.view();
  for (const triple_join::Triple& triple : graph.triples)
    PONTAGE_CHECK(std::max({triple.s, triple.p, triple.o}) < view.terms(), view.terms());
  for (triple_join::Id term = 0; term < view.terms(); ++term) {
    const std::string_view spelling = view.spelling(term);
    PONTAGE_CHECK(view.find(spelling) == term, term);
    PONTAGE_CHECK(triple_join::spelled(triple_join::parse_spelling(spelling)) == spelling,
                  spelling);
  }
}

}  // namespace

void fuzz_sparql(std::string_view text) {
  const auto query = triple_join::parse_sparql(text);
  if (!query) return check_sentence(query.error());
  const auto good = triple_join::check_query(*query);
  PONTAGE_CHECK(good.has_value(), text);
  const bool has_blank = std::ranges::any_of(
      query->variables, [](const std::string& name) { return name.starts_with("_:"); });
  if (has_blank) return;
  const std::string again = triple_join::to_sparql(*query);
  const auto same = triple_join::parse_sparql(again);
  PONTAGE_CHECK(same.has_value(), text, again, same.error().what);
  PONTAGE_CHECK(same->patterns.size() == query->patterns.size() &&
                    same->filters.size() == query->filters.size() &&
                    same->projected.size() == query->projected.size() &&
                    same->is_count == query->is_count && same->distinct == query->distinct &&
                    same->limit == query->limit,
                text, again);
  PONTAGE_CHECK(triple_join::to_sparql(*same) == again, text, again);
}

void fuzz_triples(std::string_view text) {
  for (const auto syntax :
       {triple_join::TripleSyntax::ntriples, triple_join::TripleSyntax::turtle}) {
    std::string_view rest = text;
    const auto more = [&](std::span<char> to) {
      const auto size = std::min(to.size(), rest.size());
      std::copy_n(rest.data(), size, to.data());
      rest.remove_prefix(size);
      return size;
    };
    const auto graph = triple_join::read_triples(more, syntax, "x", 64_MiB);
    if (graph)
      check_graph(*graph);
    else
      check_sentence(graph.error());
  }
}

void fuzz_packages(std::string_view text) {
  const auto is_within = [&](std::string_view part) {
    return part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size();
  };
  std::vector<std::string_view> names;
  const auto read = data::read_packages(
      text, [&](std::string_view package, std::span<const data::PackageField> fields) {
        PONTAGE_CHECK(!package.empty() && is_within(package), package);
        for (const auto& [name, value] : fields) {
          PONTAGE_CHECK(is_within(name) && (value.empty() || is_within(value)), name);
          data::add_related_names(value, names);
        }
      });
  for (const auto name : names) PONTAGE_CHECK(!name.empty() && is_within(name), name);
  const auto graph =
      triple_join::make_debian_triples(std::vector<std::string>{std::string(text)}, "");
  PONTAGE_CHECK(read.has_value() == graph.has_value(), text);
  if (graph)
    check_graph(*graph);
  else
    check_sentence(graph.error());
}

}  // namespace pontage::test
