// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/wordnet_files.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "tests/support/little_wordnet.hpp"

namespace pontage::data {
namespace {

using Little = test::LittleWordNet;

class WordNetFilesTest : public testing::Test {
 protected:
  /// The error of loading: kind and, without the folder, the sentence.
  std::pair<ErrorKind, std::string> error() const {
    const auto loaded = read_wordnet(little_.folder());
    if (loaded) return {ErrorKind::internal, "no error"};
    std::string what = loaded.error().what;
    const std::string folder = little_.folder() + "/";
    if (what.starts_with(folder)) what.erase(0, folder.size());
    return {loaded.error().kind, what};
  }

  Little little_{testing::TempDir(), testing::UnitTest::GetInstance()->current_test_info()->name()};
};

TEST_F(WordNetFilesTest, are_read) {
  const auto files = read_wordnet(little_.folder());
  ASSERT_TRUE(files) << files.error().what;
  ASSERT_EQ(files->synsets.size(), 5U);
  const WordNetSynset& dog = files->synsets[0];
  EXPECT_EQ(dog.offset, 35U);
  EXPECT_EQ(dog.letter, 'n');
  EXPECT_EQ(lexfile_name(dog.lexfile), "noun.Tops");
  EXPECT_EQ(dog.gloss, "a dog");
  ASSERT_EQ(files->words_of(dog).size(), 2U);
  EXPECT_EQ(files->words_of(dog)[0], "Dog");
  ASSERT_EQ(files->pointers_of(dog).size(), 2U);
  const WordNetPointer& lexical = files->pointers_of(dog)[1];
  EXPECT_EQ(lexical.symbol, "+");
  EXPECT_EQ(lexical.target, 2U) << "the verb";
  EXPECT_EQ(lexical.from_word, 2);
  EXPECT_EQ(lexical.to_word, 1);
  EXPECT_EQ(files->synsets[2].gloss, "to follow") << "not the verb frames";
  EXPECT_EQ(files->synsets[3].letter, 'a') << "a satellite";
}

TEST(WordNetFiles, words_and_lexicographer_files_have_names) {
  EXPECT_EQ(lemma_of("galore(ip)"), "galore");
  EXPECT_EQ(lemma_of("Canis_familiaris"), "canis_familiaris");
  EXPECT_EQ(lemma_of("(a)"), "");
  EXPECT_EQ(lexfile_name(44), "adj.ppl");
  EXPECT_EQ(lexfile_name(99), "lexfile.99");
}

TEST_F(WordNetFilesTest, a_missing_file_says_what_to_install) {
  std::filesystem::remove(little_.path("adj"));
  const auto [kind, what] = error();
  EXPECT_EQ(kind, ErrorKind::unavailable);
  EXPECT_EQ(
      what,
      "data.adj: cannot be opened; install Debian's wordnet-base or give wordnet:/dir with the "
      "folder that has it");
  std::filesystem::create_directory(little_.path("adj"));
  EXPECT_EQ(error().first, ErrorKind::unavailable) << "a folder is no file";
}

TEST_F(WordNetFilesTest, a_file_without_the_licence_is_none) {
  little_.text("verb", "verbs, and not WordNet's\n");
  EXPECT_EQ(error(),
            std::pair(ErrorKind::unreadable,
                      std::string("data.verb: does not start with WordNet's licence, so it is no "
                                  "WordNet data file")));
  little_.text("verb", "");
  EXPECT_EQ(error().first, ErrorKind::unreadable);
}

TEST_F(WordNetFilesTest, a_file_cut_within_a_line) {
  little_.text("noun", std::string(Little::kLicence) + std::string(Little::kDog) + "\n" +
                           std::string(Little::kPuppy.substr(0, 30)));
  EXPECT_EQ(error(), std::pair(ErrorKind::unreadable,
                               std::string("data.noun: line 4 has no end; the file is truncated")));
}

TEST_F(WordNetFilesTest, a_file_cut_between_lines) {
  little_.write("noun", {Little::kDog});
  EXPECT_EQ(
      error(),
      std::pair(ErrorKind::unreadable,
                std::string("data.noun: line 3 points to synset 112 of data.noun, which is not "
                            "there; the files are truncated or of different versions")));
  little_.write("noun", {});
  EXPECT_EQ(error(), std::pair(ErrorKind::unreadable,
                               std::string("data.noun: has no synsets; the file is truncated")));
}

TEST_F(WordNetFilesTest, a_pointer_between_synsets) {
  little_.write("adj", {"00000035 00 s 01 doggy 0 001 \\ 00000036 n 0000 | like a dog"});
  EXPECT_EQ(error(),
            std::pair(ErrorKind::unreadable,
                      std::string("data.adj: line 3 points to synset 36 of data.noun, which is not "
                                  "there; the files are truncated or of different versions")));
}

TEST_F(WordNetFilesTest, every_cut_is_an_error) {
  const std::string all = std::string(Little::kLicence) + std::string(Little::kDog) + "\n" +
                          std::string(Little::kPuppy) + "\n";
  for (std::size_t size = 0; size < all.size(); ++size) {
    little_.text("noun", all.substr(0, size));
    EXPECT_EQ(error().first, ErrorKind::unreadable) << "the first " << size << " bytes";
  }
  little_.text("noun", all);
  EXPECT_EQ(error().second, "no error");
}

TEST_F(WordNetFilesTest, lines_that_moved) {
  little_.text("noun", "  1 another licence\n" + std::string(Little::kDog) + "\n" +
                           std::string(Little::kPuppy) + "\n");
  EXPECT_EQ(error(),
            std::pair(ErrorKind::unreadable,
                      std::string("data.noun: line 2 (byte 20) says that it stands at byte 35 and "
                                  "stands at byte 20; the file is truncated or edited")));
}

TEST_F(WordNetFilesTest, malformed_synsets) {
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
    little_.write("noun", {line});
    EXPECT_EQ(error(),
              std::pair(ErrorKind::unreadable, "data.noun: line 3 (byte 35) " + std::string(why) +
                                                   "; the file is truncated or edited"))
        << line;
  }
}

}  // namespace
}  // namespace pontage::data
