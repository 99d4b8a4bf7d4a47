// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/triple_source.hpp"
#include "kernels/triple_join/turtle_nesting.hpp"

namespace pontage::triple_join {
namespace {

Result<Triples> read(std::string_view text, TripleSyntax syntax, Bytes budget = 1_GiB) {
  const auto more = [&](std::span<char> to) {
    const auto size = std::min<std::size_t>({to.size(), text.size(), 7});  // in small pieces
    std::copy_n(text.data(), size, to.data());
    text.remove_prefix(size);
    return size;
  };
  return read_triples(more, syntax, "x", budget);
}

std::string lines(const Result<Triples>& graph) {
  if (!graph) return std::string(to_text(graph.error().kind)) + ": " + graph.error().what;
  std::string all;
  const auto view = graph->terms.view();
  for (const auto& [s, p, o] : graph->triples)
    all.append(view.spelling(s))
        .append(" ")
        .append(view.spelling(p))
        .append(" ")
        .append(view.spelling(o)) += '\n';
  return all;
}
std::string ntriples(std::string_view text) { return lines(read(text, TripleSyntax::ntriples)); }
std::string turtle(std::string_view text) { return lines(read(text, TripleSyntax::turtle)); }

TEST(TripleFile, ntriples) {
  EXPECT_EQ(ntriples("<http://a> <http://p> <http://b> .\n# a comment\n"
                     "<http://a> <http://p> \"a \\\"b\\\" \\u00e9\\n\" .\n"
                     "<http://a> <http://p> \"x\"@en-GB .\n"
                     "<http://a> <http://p> \"x\"^^<http://www.w3.org/2001/XMLSchema#string> .\n"
                     "<http://a> <http://p> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"),
            "<http://a> <http://p> <http://b>\n"
            "<http://a> <http://p> \"a \"b\" \u00e9\n\"\n"
            "<http://a> <http://p> \"x\"@en-gb\n"
            "<http://a> <http://p> \"x\"\n"
            "<http://a> <http://p> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer>\n");
  EXPECT_EQ(ntriples(""), "");
}

TEST(TripleFile, blank_nodes_are_one_within_a_text) {
  const auto graph = read("_:x <http://p> _:y .\n_:y <http://p> _:x .\n", TripleSyntax::ntriples);
  ASSERT_TRUE(graph) << graph.error().what;
  ASSERT_EQ(graph->triples.size(), 2U);
  EXPECT_EQ(graph->triples[0].s, graph->triples[1].o);
  EXPECT_EQ(graph->triples[0].o, graph->triples[1].s);
  EXPECT_NE(graph->triples[0].s, graph->triples[0].o);
}

TEST(TripleFile, turtle) {
  EXPECT_EQ(turtle("@prefix x: <http://x/> .\n@base <http://b/c> .\n"
                   "<> x:p <d>, 5, 1.5, 1e3, true ; a x:C .\n"
                   "x:s x:q \"\"\"long \"text\" \"\"\"^^x:t .\n"),
            "<http://b/c> <http://x/p> <http://b/d>\n"
            "<http://b/c> <http://x/p> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer>\n"
            "<http://b/c> <http://x/p> \"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>\n"
            "<http://b/c> <http://x/p> \"1e3\"^^<http://www.w3.org/2001/XMLSchema#double>\n"
            "<http://b/c> <http://x/p> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>\n"
            "<http://b/c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/C>\n"
            "<http://x/s> <http://x/q> \"long \"text\" \"^^<http://x/t>\n");
}

TEST(TripleFile, errors_name_line_and_column) {
  EXPECT_TRUE(ntriples("<http://a> <http://p> <http://b> .\n<http://a> <http://p> .\n")
                  .starts_with("unreadable: x: line 2, column "))
      << ntriples("<http://a> <http://p> <http://b> .\n<http://a> <http://p> .\n");
  EXPECT_TRUE(ntriples("a b c\n").starts_with("unreadable: x: line 1, column ")) << ntriples("a b");
  EXPECT_TRUE(ntriples("<http://a> <http://p> \"x").starts_with("unreadable: x: line 1, column "));
  EXPECT_TRUE(turtle("<http://a> x:p 5 .").starts_with("unreadable: x: "))
      << turtle("<http://a> x:p 5 .");
  EXPECT_EQ(turtle("<a> <http://p> 5 ."),
            "unreadable: x: the IRI 'a' is relative and there is no @base before it");
}

TEST(TripleFile, what_is_beyond_the_budget_is_refused) {
  std::string text;
  for (int i = 0; i < 1 << 16; ++i)
    text += "<http://a" + std::to_string(i) + "> <http://p> <http://b> .\n";
  EXPECT_TRUE(read(text, TripleSyntax::ntriples, 64_MiB));
  EXPECT_EQ(lines(read(text, TripleSyntax::ntriples, 1_MiB)),
            "refused: x: after 65,536 triples it may need more than the 1 MiB of memory that "
            "there are for it; give a smaller file");
}

TEST(TripleFile, what_is_nested_too_deep_is_refused_and_not_a_crash) {
  for (const char* open : {"[ <http://p> ", "( "}) {
    std::string text = "<http://a> <http://p> ";
    for (int i = 0; i < 300'000; ++i) text += open;
    const std::string what = turtle(text);
    EXPECT_TRUE(what.starts_with("refused: x: line 1, column ")) << what.substr(0, 80);
    EXPECT_TRUE(what.ends_with(": more than 500 brackets stand within each other")) << what;
  }
  std::string deep = "<http://a> <http://p> ";
  for (int i = 0; i < TurtleNesting::kMost; ++i) deep += "( ";
  for (int i = 0; i < TurtleNesting::kMost; ++i) deep += ") ";
  EXPECT_TRUE(read(deep + ".", TripleSyntax::turtle)) << turtle(deep + ".");
}

TEST(TripleFile, a_graph_written_as_ntriples_comes_back) {
  const Triples made = random_triples(50, 3, 400, 1);
  const std::string text = lines(Result<Triples>(made));
  std::string file;
  for (const char c : text) c == '\n' ? file += " .\n" : file += c;
  EXPECT_EQ(ntriples(file), text);
}

TEST(TripleFile, by_its_name) {
  const std::string path = testing::TempDir() + "triple_file_test.nt";
  std::ofstream(path) << "<http://a> <http://p> <http://b> .\n";
  const auto pinned =
      std::get<std::string>(identified_data(AxisValue(std::string("file:") + path)));
  const auto graph = make_sourced_triples(DataShape{.data = pinned}, 1);
  ASSERT_TRUE(graph) << graph.error().what;
  EXPECT_EQ(graph->source, path + ": 1 triples as read, 3 terms");
  EXPECT_EQ(load_triple_file(testing::TempDir() + "none.nt").error().kind, ErrorKind::unavailable);
  EXPECT_EQ(load_triple_file(testing::TempDir()).error().kind, ErrorKind::usage);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace pontage::triple_join
