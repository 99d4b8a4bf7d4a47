// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/wordnet_files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

namespace pontage::data {
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

/// Where a pointer stands and leads to, until every synset has its number.
struct Place {
  std::uint32_t offset = 0;  // of the target
  std::uint8_t part = 0, source_part = 0;
  std::uint32_t line = 0;
};

/// What has been read so far.
struct Reading {
  WordNetFiles files;
  std::array<std::uint32_t, kParts.size() + 1> first{};  // number of a part's first synset
  std::vector<Place> places;                             // one a pointer
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

std::optional<std::uint8_t> part_of(std::string_view letter) {
  for (std::size_t part = 0; part < kParts.size(); ++part)
    if (letter.size() == 1 && letter[0] == kParts[part].letter)
      return static_cast<std::uint8_t>(part);
  return std::nullopt;
}

std::uint32_t count_of(std::size_t size) { return static_cast<std::uint32_t>(size); }

/// The words of a synset; empty when all is well, else what is wrong.
std::string read_words(Fields& fields, WordNetFiles& files, WordNetSynset& synset) {
  const auto count = fields.number(2, 16);
  if (!count || *count == 0) return "has no count of words";
  synset.first_word = count_of(files.words.size());
  synset.words = *count;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const std::string_view word = fields.next();
    const std::string_view sense = fields.next();
    if (word.empty() || sense.size() != 1) return "ends within its words";
    files.words.push_back(word);
  }
  return {};
}

std::string read_pointers(Fields& fields, Reading& reading, WordNetSynset& synset, Place place) {
  const auto count = fields.number(3);
  if (!count) return "has no count of pointers";
  synset.first_pointer = count_of(reading.files.pointers.size());
  synset.pointers = *count;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const std::string_view symbol = fields.next();
    const auto offset = fields.number(8);
    const auto part = part_of(fields.next());
    const auto ends = fields.number(4, 16);
    if (symbol.empty() || !offset || !part || !ends) return "ends within its pointers";
    if (*ends >> 8 > synset.words) return "has a pointer from a word that it has not";
    place.offset = *offset;
    place.part = *part;
    reading.places.push_back(place);
    reading.files.pointers.push_back({.symbol = symbol,
                                      .from_word = static_cast<std::uint8_t>(*ends >> 8),
                                      .to_word = static_cast<std::uint8_t>(*ends & 0xff)});
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
  const auto lexfile = fields.number(2);
  const std::string_view type = fields.next();
  if (!lexfile || type.size() != 1 || kParts[part].letters.find(type[0]) == std::string_view::npos)
    return "has no synset type of this file";
  WordNetSynset synset{.offset = *offset,
                       .letter = kParts[part].letter,
                       .lexfile = static_cast<std::uint8_t>(*lexfile)};
  if (auto wrong = read_words(fields, reading.files, synset); !wrong.empty()) return wrong;
  const Place place{.source_part = part, .line = number};
  if (auto wrong = read_pointers(fields, reading, synset, place); !wrong.empty()) return wrong;
  constexpr std::string_view kBar = " | ";
  const auto bar = line.find(kBar);
  if (bar == std::string_view::npos) return "has no gloss";
  synset.gloss = line.substr(bar + kBar.size());
  while (synset.gloss.ends_with(' ')) synset.gloss.remove_suffix(1);
  reading.files.synsets.push_back(synset);
  return {};
}

Result<void> read_text(std::string_view text, std::uint8_t part, Reading& reading) {
  if (!text.starts_with("  1 "))
    return fail(ErrorKind::unreadable,
                "does not start with WordNet's licence, so it is no WordNet data file");
  reading.first[part] = count_of(reading.files.synsets.size());
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
  if (reading.files.synsets.size() == reading.first[part])
    return fail(ErrorKind::unreadable, "has no synsets; the file is truncated");
  return {};
}

Result<std::vector<char>> read_file(const std::string& path) {
  std::error_code trouble;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || !std::filesystem::is_regular_file(path, trouble))
    return fail(ErrorKind::unavailable,
                "cannot be opened; install Debian's wordnet-base or give wordnet:/dir with the "
                "folder that has it");
  const std::streamoff size = file.tellg();
  std::vector<char> text(static_cast<std::size_t>(std::max<std::streamoff>(size, 0)));
  file.seekg(0);
  if (size < 0 || !file.read(text.data(), size))
    return fail(ErrorKind::unreadable, "cannot be read");
  return text;
}

/// Gives each pointer the number of its target.
Result<void> resolve(Reading& reading, const std::string& folder) {
  auto& files = reading.files;
  for (std::size_t i = 0; i < reading.places.size(); ++i) {
    const Place& place = reading.places[i];
    const auto part = std::span(files.synsets)
                          .subspan(reading.first[place.part],
                                   reading.first[place.part + 1U] - reading.first[place.part]);
    const auto at = std::ranges::lower_bound(part, place.offset, {}, &WordNetSynset::offset);
    if (at == part.end() || at->offset != place.offset)
      return fail(ErrorKind::unreadable,
                  folder + "/" + kParts[place.source_part].file + ": line " +
                      std::to_string(place.line) + " points to synset " +
                      std::to_string(place.offset) + " of " + kParts[place.part].file +
                      ", which is not there; the files are truncated or of different versions");
    files.pointers[i].target = count_of(static_cast<std::size_t>(&*at - files.synsets.data()));
  }
  return {};
}

}  // namespace

Result<WordNetFiles> read_wordnet(const std::string& folder) {
  Reading reading;
  for (std::size_t part = 0; part < kParts.size(); ++part) {
    const std::string path = folder + "/" + kParts[part].file;
    auto text = read_file(path);
    if (!text) return fail_within(text.error(), path);
    auto& kept = reading.files.texts[part] = std::move(*text);
    const std::string_view view(kept.data(), kept.size());
    if (auto read = read_text(view, static_cast<std::uint8_t>(part), reading); !read)
      return fail_within(read.error(), path);
    reading.first[part + 1] = count_of(reading.files.synsets.size());
  }
  if (auto done = resolve(reading, folder); !done) return pass_on(done.error());
  return std::move(reading.files);
}

std::string lemma_of(WordNetWord word) {
  for (const std::string_view marker : {"(a)", "(p)", "(ip)"})
    if (word.ends_with(marker)) word.remove_suffix(marker.size());
  std::string lemma(word);
  for (char& c : lemma)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lemma;
}

std::string lexfile_name(std::uint8_t lexfile) {
  static constexpr std::array<const char*, 45> kNames{
      "adj.all",          "adj.pert",           "adv.all",
      "noun.Tops",        "noun.act",           "noun.animal",
      "noun.artifact",    "noun.attribute",     "noun.body",
      "noun.cognition",   "noun.communication", "noun.event",
      "noun.feeling",     "noun.food",          "noun.group",
      "noun.location",    "noun.motive",        "noun.object",
      "noun.person",      "noun.phenomenon",    "noun.plant",
      "noun.possession",  "noun.process",       "noun.quantity",
      "noun.relation",    "noun.shape",         "noun.state",
      "noun.substance",   "noun.time",          "verb.body",
      "verb.change",      "verb.cognition",     "verb.communication",
      "verb.competition", "verb.consumption",   "verb.contact",
      "verb.creation",    "verb.emotion",       "verb.motion",
      "verb.perception",  "verb.possession",    "verb.social",
      "verb.stative",     "verb.weather",       "adj.ppl"};
  if (lexfile < kNames.size()) return kNames[lexfile];
  return "lexfile." + std::to_string(lexfile);
}

}  // namespace pontage::data
