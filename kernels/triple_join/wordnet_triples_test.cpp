// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "kernels/shared/data/wordnet_files.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "tests/support/little_wordnet.hpp"

namespace pontage::triple_join {
namespace {

using Little = test::LittleWordNet;

std::string told(const Triples& graph) {
  std::set<std::string> lines;
  const auto view = graph.terms.view();
  for (const auto& [s, p, o] : graph.triples) {
    std::string line;
    for (const Id term : {s, p, o}) {
      std::string_view spelling = view.spelling(term);
      if (spelling.starts_with("<http://wn/")) spelling = spelling.substr(11, spelling.size() - 12);
      line += std::string(line.empty() ? "" : " ") + std::string(spelling);
    }
    lines.insert(line);
  }
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  return all;
}

TEST(WordNetTriples, a_little_one_is_told_in_full) {
  const Little little(testing::TempDir(), "triples");
  const auto graph = load_wordnet_triples(little.folder());
  ASSERT_TRUE(graph) << graph.error().what;
  EXPECT_EQ(told(*graph),
            "00000035-a gloss \"like a dog\"\n"
            "00000035-a lexfile \"adj.all\"\n"
            "00000035-a pertainym 00000035-n\n"
            "00000035-a word \"dog\"\n"
            "00000035-n derivation 00000035-v\n"
            "00000035-n gloss \"a dog\"\n"
            "00000035-n hyponym 00000112-n\n"
            "00000035-n lexfile \"noun.Tops\"\n"
            "00000035-n word \"dog\"\n"
            "00000035-r gloss \"as a dog does\"\n"
            "00000035-r lexfile \"adv.all\"\n"
            "00000035-r word \"doggedly\"\n"
            "00000035-v derivation 00000035-n\n"
            "00000035-v gloss \"to follow\"\n"
            "00000035-v lexfile \"verb.body\"\n"
            "00000035-v similar 00000035-a\n"
            "00000035-v verbGroup 00000035-v\n"
            "00000035-v word \"dog\"\n"
            "00000112-n gloss \"young\"\n"
            "00000112-n hypernym 00000035-n\n"
            "00000112-n lexfile \"noun.Tops\"\n"
            "00000112-n word \"puppy\"\n");
}

TEST(WordNetTriples, an_unknown_pointer_is_refused) {
  const Little little(testing::TempDir(), "unknown_pointer");
  little.write("adv", {"00000035 02 r 01 doggedly 0 001 ?? 00000035 n 0000 | as a dog does"});
  const auto graph = load_wordnet_triples(little.folder());
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().kind, ErrorKind::unreadable);
  EXPECT_EQ(graph.error().what, little.folder() +
                                    ": the synset at byte 35 has a pointer '?\?', which WordNet "
                                    "3.0 does not know; this is another version");
}

TEST(WordNetTriples, have_their_known_numbers) {
  if (!std::filesystem::exists(std::string(data::kUsualWordnet) + "/data.noun"))
    GTEST_SKIP() << "WordNet is not installed; install Debian's wordnet-base to run this test";
  auto graph = load_wordnet_triples(data::kUsualWordnet);
  ASSERT_TRUE(graph) << graph.error().what;
  EXPECT_EQ(graph->triples.size(), 819'888U);
  EXPECT_EQ(graph->source, "WordNet: 819,888 triples as read, 29 relations");
  std::ranges::sort(graph->triples);
  graph->triples.erase(std::unique(graph->triples.begin(), graph->triples.end()),
                       graph->triples.end());
  EXPECT_EQ(graph->triples.size(), 806'811U);
  std::map<std::string_view, std::int64_t> counts;
  for (const Triple& triple : graph->triples) ++counts[graph->terms.view().spelling(triple.p)];
  EXPECT_EQ(counts.size(), 29U);
  EXPECT_EQ(counts["<http://wn/word>"], 206'941) << "wnstats(7WN): word-sense pairs";
  EXPECT_EQ(counts["<http://wn/gloss>"], 117'659);
  EXPECT_EQ(counts["<http://wn/lexfile>"], 117'659);
  EXPECT_EQ(counts["<http://wn/hypernym>"], counts["<http://wn/hyponym>"]);
  EXPECT_EQ(counts["<http://wn/partMeronym>"], 9'097);
}

}  // namespace
}  // namespace pontage::triple_join
