// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/result.hpp"

namespace pontage::data {

/// Where Debian's wordnet-base puts WordNet 3.0.
inline constexpr const char* kUsualWordnet = "/usr/share/wordnet";

/// A word of a synset as the file has it: "Canis_familiaris", "galore(ip)".
using WordNetWord = std::string_view;

/// A pointer from a synset, or from one of its words, to another. Format: wndb(5WN).
struct WordNetPointer {
  std::string_view symbol;                  ///< "@", "#p", …: wninput(5WN)
  std::uint32_t target = 0;                 ///< number of a synset
  std::uint8_t from_word = 0, to_word = 0;  ///< counted from 1; both 0: between the synsets
};

struct WordNetSynset {
  std::uint32_t offset = 0;  ///< byte of its line in its file: with `letter`, its name
  char letter = 'n';         ///< n, v, a or r, as pointers name the file; satellites are a
  std::uint8_t lexfile = 0;  ///< lexicographer file: lexnames(5WN)
  std::uint32_t first_word = 0, words = 0, first_pointer = 0, pointers = 0;
  std::string_view gloss = {};  ///< definition and examples
};

/// WordNet as its four data files have it. Views point into `texts`. Not to be copied.
struct WordNetFiles {
  WordNetFiles() = default;
  WordNetFiles(WordNetFiles&&) = default;
  WordNetFiles& operator=(WordNetFiles&&) = default;

  /// Of data.noun, data.verb, data.adj and data.adv in this order, each by byte offset.
  std::vector<WordNetSynset> synsets;
  std::vector<WordNetWord> words;
  std::vector<WordNetPointer> pointers;
  std::array<std::vector<char>, 4> texts;

  std::span<const WordNetWord> words_of(const WordNetSynset& synset) const {
    return std::span(words).subspan(synset.first_word, synset.words);
  }
  std::span<const WordNetPointer> pointers_of(const WordNetSynset& synset) const {
    return std::span(pointers).subspan(synset.first_pointer, synset.pointers);
  }
};

/// Reads the four data files in `folder`. A file that is missing is `unavailable`; one that is
/// truncated, edited or something else is `unreadable`, and the sentence names file and line.
Result<WordNetFiles> read_wordnet(const std::string& folder);

/// Lower case, without the marker of an adjective's position: "galore(ip)" is "galore".
std::string lemma_of(WordNetWord);

/// The name of a lexicographer file: "noun.animal" for 5; "lexfile.45" for one that wnlex does not
/// name. Source: lexnames(5WN).
std::string lexfile_name(std::uint8_t lexfile);

}  // namespace pontage::data
