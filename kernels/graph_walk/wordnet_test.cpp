// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/wordnet.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/graph_source.hpp"

namespace pontage::graph_walk {
namespace {

constexpr std::string_view kLicence = "  1 a licence  \n  2 of two lines  \n";

/// A little WordNet in a folder of its own: two nouns, a verb, a satellite adjective and an adverb.
class LittleWordNet : public testing::Test {
 protected:
  LittleWordNet() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("wordnet_") + test->name());
    std::filesystem::create_directories(folder_);
  }
  ~LittleWordNet() override { std::filesystem::remove_all(folder_); }

  std::string path(std::string_view part) const { return folder_ / ("data." + std::string(part)); }
  void write(std::string_view part, std::initializer_list<std::string_view> lines) {
    text(part, [&] {
      std::string all(kLicence);
      for (const auto line : lines) all += std::string(line) + "\n";
      return all;
    }());
  }
  void text(std::string_view part, std::string_view all) {
    std::ofstream(path(part), std::ios::binary) << all;
  }
  void write_all();
  /// The error of loading: kind and, without the folder, the sentence.
  std::pair<ErrorKind, std::string> error() const {
    const auto loaded = load_wordnet(folder_);
    if (loaded) return {ErrorKind::internal, "no error"};
    std::string what = loaded.error().what;
    const std::string folder = folder_.string() + "/";
    if (what.starts_with(folder)) what.erase(0, folder.size());
    return {loaded.error().kind, what};
  }

  std::filesystem::path folder_;
};

constexpr std::string_view kDog =
    "00000035 03 n 02 Dog 0 dog 1 002 ~ 00000112 n 0000 + 00000035 v 0201 | a dog";
constexpr std::string_view kPuppy = "00000112 03 n 01 puppy 0 001 @ 00000035 n 0000 | young";
constexpr std::string_view kBark =
    "00000035 29 v 01 dog 0 003 + 00000035 n 0102 $ 00000035 v 0000 & 00000035 a 0000 01 + 02 00 | "
    "to follow";
constexpr std::string_view kDoggy =
    "00000035 00 s 01 dog(ip) 0 001 \\ 00000035 n 0101 | like a dog";
constexpr std::string_view kDogly = "00000035 02 r 01 doggedly 0 000 | as a dog does";

void LittleWordNet::write_all() {
  write("noun", {kDog, kPuppy});
  write("verb", {kBark});
  write("adj", {kDoggy});
  write("adv", {kDogly});
}

TEST_F(LittleWordNet, is_read) {
  write_all();
  const auto wordnet = load_wordnet(folder_);
  ASSERT_TRUE(wordnet) << wordnet.error().what;
  EXPECT_EQ(wordnet->graph.offsets, (std::vector<std::uint64_t>{0, 2, 3, 6, 7, 7}));
  EXPECT_EQ(wordnet->graph.targets, (std::vector<Vertex>{1, 2, 0, 0, 2, 3, 0}))
      << "dog: puppy, to dog; puppy: dog; to dog: dog, itself, doggy; doggy: dog";
  EXPECT_EQ(wordnet->lemmas, 3) << "dog, puppy, doggedly";
}

TEST_F(LittleWordNet, a_missing_file_says_what_to_install) {
  write_all();
  std::filesystem::remove(path("adj"));
  const auto [kind, what] = error();
  EXPECT_EQ(kind, ErrorKind::unavailable);
  EXPECT_EQ(what,
            "data.adj: cannot be opened; install Debian's wordnet-base or give "
            "graph=wordnet:/dir with the folder that has it");
  std::filesystem::create_directory(path("adj"));
  EXPECT_EQ(error().first, ErrorKind::unavailable) << "a folder is no file";
}

TEST_F(LittleWordNet, a_missing_folder_reaches_the_problem) {
  const GraphShape shape{.graph = "wordnet:/nowhere/at/all"};
  const auto graph = make_sourced_graph(shape, 1, Bytes{});
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(graph.error().what.starts_with("/nowhere/at/all/data.noun: ")) << graph.error().what;
}

TEST_F(LittleWordNet, a_file_without_the_licence_is_none) {
  write_all();
  text("verb", "verbs, and not WordNet's\n");
  EXPECT_EQ(error(),
            std::pair(ErrorKind::unreadable,
                      std::string("data.verb: does not start with WordNet's licence, so it is no "
                                  "WordNet data file")));
  text("verb", "");
  EXPECT_EQ(error().first, ErrorKind::unreadable);
}

TEST_F(LittleWordNet, a_file_cut_within_a_line) {
  write_all();
  text("noun",
       std::string(kLicence) + std::string(kDog) + "\n" + std::string(kPuppy.substr(0, 30)));
  EXPECT_EQ(error(), std::pair(ErrorKind::unreadable,
                               std::string("data.noun: line 4 has no end; the file is truncated")));
}

TEST_F(LittleWordNet, a_file_cut_between_lines) {
  write_all();
  write("noun", {kDog});
  EXPECT_EQ(
      error(),
      std::pair(ErrorKind::unreadable,
                std::string("data.noun: line 3 points to synset 112 of data.noun, which is not "
                            "there; the files are truncated or of different versions")));
  write("noun", {});
  EXPECT_EQ(error(), std::pair(ErrorKind::unreadable,
                               std::string("data.noun: has no synsets; the file is truncated")));
}

TEST_F(LittleWordNet, a_pointer_between_synsets) {
  write_all();
  write("adj", {"00000035 00 s 01 doggy 0 001 \\ 00000036 n 0000 | like a dog"});
  EXPECT_EQ(error(),
            std::pair(ErrorKind::unreadable,
                      std::string("data.adj: line 3 points to synset 36 of data.noun, which is not "
                                  "there; the files are truncated or of different versions")));
}

TEST_F(LittleWordNet, every_cut_is_an_error) {
  write_all();
  const std::string all =
      std::string(kLicence) + std::string(kDog) + "\n" + std::string(kPuppy) + "\n";
  for (std::size_t size = 0; size < all.size(); ++size) {
    text("noun", all.substr(0, size));
    EXPECT_EQ(error().first, ErrorKind::unreadable) << "the first " << size << " bytes";
  }
  text("noun", all);
  EXPECT_EQ(error().second, "no error");
}

TEST_F(LittleWordNet, lines_that_moved) {
  write_all();
  text("noun", "  1 another licence\n" + std::string(kDog) + "\n" + std::string(kPuppy) + "\n");
  EXPECT_EQ(error(),
            std::pair(ErrorKind::unreadable,
                      std::string("data.noun: line 2 (byte 20) says that it stands at byte 35 and "
                                  "stands at byte 20; the file is truncated or edited")));
}

TEST_F(LittleWordNet, malformed_synsets) {
  write_all();
  const std::array<std::pair<std::string_view, std::string_view>, 11> cases{{
      {"dog | a dog", "does not start with the 8 digits of a synset"},
      {"0000003x 03 n 01 dog 0 000 | a dog", "does not start with the 8 digits of a synset"},
      {"00000035 03 v 01 dog 0 000 | a verb", "has no synset type of this file"},
      {"00000035 03", "has no synset type of this file"},
      {"00000035 03 n 00 000 | nothing", "has no count of words"},
      {"00000035 03 n zz dog 0 000 | a dog", "has no count of words"},
      {"00000035 03 n 02 dog 0", "ends within its words"},
      {"00000035 03 n 01 dog 0 | a dog", "has no count of pointers"},
      {"00000035 03 n 01 dog 0 001 @ 0000003 n 0000 | a dog", "ends within its pointers"},
      {"00000035 03 n 01 dog 0 001 @ 00000035 n 0200 | a dog",
       "has a pointer from a word that it has not"},
      {"00000035 03 n 01 dog 0 000 a dog", "has no gloss"},
  }};
  for (const auto& [line, why] : cases) {
    write("noun", {line});
    EXPECT_EQ(error(),
              std::pair(ErrorKind::unreadable, "data.noun: line 3 (byte 35) " + std::string(why) +
                                                   "; the file is truncated or edited"))
        << line;
  }
}

TEST(WordNet, has_its_known_numbers) {
  if (!std::filesystem::exists(std::string(kUsualWordnet) + "/data.noun"))
    GTEST_SKIP() << "WordNet is not installed; install Debian's wordnet-base to run this test";
  const auto wordnet = load_wordnet(kUsualWordnet);
  ASSERT_TRUE(wordnet) << wordnet.error().what;
  EXPECT_EQ(wordnet->graph.vertices(), 117'659);
  EXPECT_EQ(wordnet->lemmas, 147'306);
  EXPECT_EQ(wordnet->graph.edges(), 377'592);
  const auto problem = bfs().make_problem(*bfs().shape_schema().make({{"roots", 1}}), 1);
  ASSERT_TRUE(problem) << problem.error().what;
  EXPECT_EQ((*problem)->remark(),
            "WordNet: 117,659 synsets, 147,306 lemmas, 377,592 pointers; cache-resident: 2.34 MiB");
}

}  // namespace
}  // namespace pontage::graph_walk
