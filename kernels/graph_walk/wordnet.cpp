// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/wordnet.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <vector>

namespace pontage::graph_walk {
namespace {

struct PartOfSpeech {
  const char* file;
  char letter;               // in pointers
  std::string_view letters;  // in the file itself: adjectives are also satellites
};
constexpr std::array<PartOfSpeech, 4> kParts{{{"data.noun", 'n', "n"},
                                              {"data.verb", 'v', "v"},
                                              {"data.adj", 'a', "as"},
                                              {"data.adv", 'r', "r"}}};

/// A pointer as the file has it: the target by part of speech and byte offset, the place for
/// messages.
struct Pointer {
  Vertex from = 0;
  std::uint32_t offset = 0;
  std::uint8_t part = 0, source_part = 0;
  std::uint32_t line = 0;
};

/// What has been read so far.
struct Reading {
  std::array<std::vector<std::uint32_t>, kParts.size()>
      offsets;  // of the synsets of a file, ascending
  std::vector<Pointer> pointers;
  std::unordered_set<std::string> lemmas;
  Vertex synsets = 0;
};

/// Takes a line apart at single blanks.
class Fields {
 public:
  explicit Fields(std::string_view line) : rest_(line) {}
  std::string_view next() {
    const auto end = std::min(rest_.find(' '), rest_.size());
    const std::string_view field = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return field;
  }
  /// A number of exactly `digits` digits; nothing when the field is anything else.
  std::optional<std::uint32_t> number(std::size_t digits, int base = 10) {
    const std::string_view field = next();
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(field.data(), field.data() + field.size(), value, base);
    if (field.size() != digits || error != std::errc{} || end != field.data() + field.size())
      return std::nullopt;
    return value;
  }

 private:
  std::string_view rest_;
};

/// Lower case, without the marker of an adjective's position: "galore(ip)" is "galore".
std::string lemma_of(std::string_view word) {
  for (const std::string_view marker : {"(a)", "(p)", "(ip)"})
    if (word.ends_with(marker)) word.remove_suffix(marker.size());
  std::string lemma(word);
  for (char& c : lemma)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lemma;
}

std::optional<std::uint8_t> part_of(std::string_view letter) {
  for (std::size_t part = 0; part < kParts.size(); ++part)
    if (letter.size() == 1 && letter[0] == kParts[part].letter)
      return static_cast<std::uint8_t>(part);
  return std::nullopt;
}

/// The words of a synset; empty when all is well, else what is wrong.
std::string read_words(Fields& fields, Reading& reading, std::uint32_t& words) {
  const auto count = fields.number(2, 16);
  if (!count || *count == 0) return "has no count of words";
  words = *count;
  for (std::uint32_t i = 0; i < words; ++i) {
    const std::string_view word = fields.next();
    const std::string_view sense = fields.next();
    if (word.empty() || sense.size() != 1) return "ends within its words";
    reading.lemmas.insert(lemma_of(word));
  }
  return {};
}

std::string read_pointers(Fields& fields, Reading& reading, Pointer pointer, std::uint32_t words) {
  const auto count = fields.number(3);
  if (!count) return "has no count of pointers";
  for (std::uint32_t i = 0; i < *count; ++i) {
    const std::string_view symbol = fields.next();
    const auto offset = fields.number(8);
    const auto part = part_of(fields.next());
    const auto ends = fields.number(4, 16);
    if (symbol.empty() || !offset || !part || !ends) return "ends within its pointers";
    if (*ends >> 8 > words) return "has a pointer from a word that it has not";
    pointer.offset = *offset;
    pointer.part = *part;
    reading.pointers.push_back(pointer);
  }
  return {};
}

/// One line of a synset, which stands at byte `at` of its file.
std::string read_synset(std::string_view line, std::size_t at, std::uint8_t part,
                        std::uint32_t number, Reading& reading) {
  Fields fields(line);
  const auto offset = fields.number(8);
  if (!offset) return "does not start with the 8 digits of a synset";
  if (*offset != at)
    return "says that it stands at byte " + std::to_string(*offset) + " and stands at byte " +
           std::to_string(at);
  const std::string_view category = fields.next(), type = fields.next();
  if (category.size() != 2 || type.size() != 1 ||
      kParts[part].letters.find(type[0]) == std::string_view::npos)
    return "has no synset type of this file";
  std::uint32_t words = 0;
  if (auto wrong = read_words(fields, reading, words); !wrong.empty()) return wrong;
  const Pointer pointer{.from = reading.synsets, .source_part = part, .line = number};
  if (auto wrong = read_pointers(fields, reading, pointer, words); !wrong.empty()) return wrong;
  if (line.find(" | ") == std::string_view::npos) return "has no gloss";
  reading.offsets[part].push_back(*offset);
  ++reading.synsets;
  return {};
}

Result<void> read_text(std::string_view text, std::uint8_t part, Reading& reading) {
  if (!text.starts_with("  1 "))
    return fail(ErrorKind::unreadable,
                "does not start with WordNet's licence, so it is no WordNet data file");
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    ++number;
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos)
      return fail(ErrorKind::unreadable,
                  "line " + std::to_string(number) + " has no end; the file is truncated");
    const std::string_view line = text.substr(at, end - at);
    if (!line.starts_with("  "))
      if (const auto wrong = read_synset(line, at, part, number, reading); !wrong.empty())
        return fail(ErrorKind::unreadable, "line " + std::to_string(number) + " (byte " +
                                               std::to_string(at) + ") " + wrong +
                                               "; the file is truncated or edited");
    at = end + 1;
  }
  if (reading.offsets[part].empty())
    return fail(ErrorKind::unreadable, "has no synsets; the file is truncated");
  return {};
}

Result<std::string> read_file(const std::string& path) {
  std::error_code trouble;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || !std::filesystem::is_regular_file(path, trouble))
    return fail(ErrorKind::unavailable,
                "cannot be opened; install Debian's wordnet-base or give "
                "graph=wordnet:/dir with the folder that has it");
  const std::streamoff size = file.tellg();
  std::string text(static_cast<std::size_t>(std::max<std::streamoff>(size, 0)), '\0');
  file.seekg(0);
  if (size < 0 || !file.read(text.data(), size))
    return fail(ErrorKind::unreadable, "cannot be read");
  return text;
}

/// The vertex of each pointer's target.
Result<std::vector<Edge>> resolve(const Reading& reading, const std::string& folder) {
  std::array<Vertex, kParts.size()> first{};
  for (std::size_t part = 1; part < kParts.size(); ++part)
    first[part] = first[part - 1] + static_cast<Vertex>(reading.offsets[part - 1].size());
  std::vector<Edge> edges;
  edges.reserve(reading.pointers.size());
  for (const Pointer& pointer : reading.pointers) {
    const auto& offsets = reading.offsets[pointer.part];
    const auto at = std::ranges::lower_bound(offsets, pointer.offset);
    if (at == offsets.end() || *at != pointer.offset)
      return fail(ErrorKind::unreadable,
                  folder + "/" + kParts[pointer.source_part].file + ": line " +
                      std::to_string(pointer.line) + " points to synset " +
                      std::to_string(pointer.offset) + " of " + kParts[pointer.part].file +
                      ", which is not there; the files are truncated or of different versions");
    edges.push_back(
        {pointer.from, first[pointer.part] + static_cast<Vertex>(at - offsets.begin())});
  }
  return edges;
}

}  // namespace

Result<WordNet> load_wordnet(const std::string& folder) {
  Reading reading;
  reading.lemmas.reserve(1 << 18);
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    const std::string path = folder + "/" + kParts[part].file;
    const auto text = read_file(path);
    if (!text) return fail_within(text.error(), path);
    if (auto read = read_text(*text, static_cast<std::uint8_t>(part), reading); !read)
      return fail_within(read.error(), path);
  }
  auto edges = resolve(reading, folder);
  if (!edges) return pass_on(edges.error());
  return WordNet{make_graph(reading.synsets, *edges),
                 static_cast<std::int64_t>(reading.lemmas.size())};
}

}  // namespace pontage::graph_walk
