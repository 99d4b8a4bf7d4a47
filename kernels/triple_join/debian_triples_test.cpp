// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/debian_triples.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pontage::triple_join {
namespace {

/// Every triple on a line of its own, in alphabetical order, without what all IRIs share.
std::string told(const Triples& graph) {
  std::set<std::string> lines;
  const auto view = graph.terms.view();
  for (const auto& [s, p, o] : graph.triples) {
    std::string line;
    for (const Id term : {s, p, o}) {
      std::string_view spelling = view.spelling(term);
      if (spelling.starts_with("<http://deb/"))
        spelling = spelling.substr(12, spelling.size() - 13);
      line += std::string(line.empty() ? "" : " ") + std::string(spelling);
    }
    lines.insert(line);
  }
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  return all;
}

TEST(DebianTriples, a_package_is_told_in_full) {
  const auto graph = make_debian_triples(
      std::vector<std::string>{
          "Package: shell\nSource: sh (1.0)\nVersion: 5-1\nInstalled-Size: 7\nSize: 3\n"
          "Maintainer: A Person <a@b.org>\nDepends: base (>= 2) | c, libc:any [amd64]\n"
          "Tag: role::program, x::y,\n z::w\nSection: shells\nHomepage: http://sh/\n"},
      "abc");
  ASSERT_TRUE(graph) << graph.error().what;
  EXPECT_EQ(told(*graph),
            "p/shell depends p/base\n"
            "p/shell depends p/c\n"
            "p/shell depends p/libc\n"
            "p/shell homepage \"http://sh/\"\n"
            "p/shell installedSize \"7\"^^<http://www.w3.org/2001/XMLSchema#integer>\n"
            "p/shell maintainer person/a@b.org\n"
            "p/shell section section/shells\n"
            "p/shell source source/sh\n"
            "p/shell tag \"role::program\"\n"
            "p/shell tag \"x::y\"\n"
            "p/shell tag \"z::w\"\n"
            "p/shell version \"5-1\"\n"
            "person/a@b.org name \"A Person\"\n");
  EXPECT_EQ(graph->source, "Debian: 1 packages, 13 triples as read, 20 relations; SHA-256 abc");
}

TEST(DebianTriples, the_first_list_counts) {
  const auto graph = make_debian_triples(
      std::vector<std::string>{"Package: a\nDepends: b\n\nPackage: b\n",
                               "Package: a\nDepends: c\n\nPackage: d\nProvides: a\n"},
      "");
  ASSERT_TRUE(graph);
  EXPECT_EQ(told(*graph), "p/a depends p/b\np/d provides p/a\n");
}

TEST(DebianTriples, what_an_iri_cannot_have_is_not_in_one) {
  const auto graph = make_debian_triples(
      std::vector<std::string>{"Package: a\nMaintainer: no address\n\n"
                               "Package: b\nMaintainer: <x y@z>\n\n"
                               "Package: c\nMaintainer: X <\nInstalled-Size: 1k\n"},
      "");
  ASSERT_TRUE(graph);
  EXPECT_EQ(told(*graph),
            "p/a maintainer person/no_address\n"
            "p/b maintainer person/x_y@z\n"
            "p/c maintainer person/X__\n"
            "person/X__ name \"X\"\n"
            "person/no_address name \"no address\"\n");
}

TEST(DebianTriples, what_is_no_list_is_refused) {
  const auto graph = make_debian_triples(std::vector<std::string>{"<html>404</html>"}, "");
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().kind, ErrorKind::unreadable);
}

}  // namespace
}  // namespace pontage::triple_join
