// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/words.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <iterator>

namespace pontage::desktop {
namespace {

constexpr std::string_view kNouns[] = {
    "bridge", "queue",  "buffer", "ledger", "window", "frame",  "cursor", "branch", "signal",
    "worker", "kernel", "bucket", "vector", "packet", "stripe", "region", "anchor", "border",
    "column", "device", "engine", "filter", "handle", "index",  "layer",  "margin", "number",
    "offset", "parcel", "reader", "sample", "table",  "update", "value",  "writer", "barrel",
    "clock",  "memory", "page",   "route",  "seat",   "shadow", "stream", "target", "track"};
constexpr std::string_view kVerbs[] = {"make", "load",  "draw", "find", "merge", "split",
                                       "send", "count", "open", "read", "write", "close",
                                       "scan", "join",  "sort", "copy", "hold",  "move"};
constexpr std::string_view kSmall[] = {"the", "a",    "of",   "and", "to",  "in",    "that",
                                       "is",  "for",  "with", "or",  "any", "under", "by",
                                       "not", "this", "such", "as",  "on",  "from",  "each"};
constexpr std::string_view kTypes[] = {"int", "auto", "bool", "Frame", "Ledger", "Bytes"};
constexpr std::string_view kKeywords[] = {"int",   "auto",  "bool",  "return", "if",     "for",
                                          "while", "const", "else",  "struct", "void",   "true",
                                          "false", "break", "class", "static", "switch", "case"};
constexpr std::string_view kEndings[] = {".cpp", ".hpp", ".md", ".txt", ".png", ".json", ".tar.gz"};

template <std::size_t N>
std::string one_of(const std::string_view (&words)[N], Rng& rng) {
  return std::string(words[rng.below(N)]);
}

/// The parts of a list in braces are made from left to right; those of a sum in any order, and
/// draws must come in one order from every compiler.
std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

std::string number(Rng& rng, std::uint64_t bound) { return std::to_string(rng.below(bound)); }

bool is_name(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

Line highlighted(std::string text) {
  Line line = plain(std::move(text));
  const std::string& from = line.text;
  const auto paint = [&](std::size_t at, std::size_t end, char ink) {
    std::fill(line.inks.begin() + static_cast<std::ptrdiff_t>(at),
              line.inks.begin() + static_cast<std::ptrdiff_t>(end), ink);
  };
  for (std::size_t at = 0; at < from.size();) {
    std::size_t end = at + 1;
    if (from.compare(at, 2, "//") == 0) {
      end = from.size();
      paint(at, end, 'c');
    } else if (from[at] == '"') {
      end = std::min(from.find('"', end), from.size() - 1) + 1;
      paint(at, end, 's');
    } else if (is_name(from[at])) {
      while (end < from.size() && is_name(from[end])) ++end;
      const std::string_view word = std::string_view(from).substr(at, end - at);
      if (std::ranges::find(kKeywords, word) != std::end(kKeywords))
        paint(at, end, 'k');
      else if (word[0] >= '0' && word[0] <= '9')
        paint(at, end, 'n');
      else if (end < from.size() && from[end] == '(')
        paint(at, end, 'f');
    }
    at = end;
  }
  return line;
}

std::string padded(std::uint64_t value, std::size_t digits) {
  const std::string text = std::to_string(value);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

Line plain(std::string text, char ink) {
  std::string inks(text.size(), ink);
  return {std::move(text), std::move(inks)};
}

std::string Writer::noun() { return one_of(kNouns, rng_); }

std::string Writer::statement() {
  const std::string a = noun(), b = noun(), verb = one_of(kVerbs, rng_);
  const std::string type = one_of(kTypes, rng_);
  switch (rng_.below(7)) {
    case 0:
      return joined(
          {"const ", type, " ", a, " = ", verb, "_", b, "(", a, ", ", number(rng_, 256), ");"});
    case 1:
      return joined({"if (", a, ".size() > ", number(rng_, 64), ") return ", b, ";"});
    case 2:
      return joined({a, ".", verb, "(", b, "[", number(rng_, 16), "]);"});
    case 3:
      return joined({"// ", sentence()});
    case 4:
      return joined({type, " ", a, "_", b, " = ", number(rng_, 4096), ";"});
    case 5:
      return joined({"report(\"", a, " ", b, "\", ", verb, "_", a, "(", b, "));"});
    default:
      return joined({a, " += ", b, " * ", number(rng_, 32), " - ", verb, "(", a, ");"});
  }
}

Line Writer::code() {
  const std::string room(2 * depth_, ' ');
  const std::uint64_t kind = rng_.below(10);
  if (depth_ == 0) {
    if (kind < 3) return plain("");
    if (kind == 3) return highlighted("// " + sentence());
    depth_ = 1;
    return highlighted(joined({one_of(kTypes, rng_), " ", one_of(kVerbs, rng_), "_", noun(),
                               "(const Frame& ", noun(), ", int ", noun(), ") {"}));
  }
  if (kind == 0 || depth_ > 4) {
    --depth_;
    return plain(std::string(2 * depth_, ' ') + "}");
  }
  if (kind == 1) {
    ++depth_;
    return highlighted(joined({room, "for (auto& ", noun(), " : ", noun(), "_list) {"}));
  }
  return highlighted(room + statement());
}

std::string Writer::sentence() {
  std::string text;
  for (auto words = 5 + rng_.below(9); words > 0; --words) {
    const bool is_small = rng_.below(5) < 2;
    if (!text.empty()) text += ' ';
    text += is_small ? one_of(kSmall, rng_) : rng_.below(4) == 0 ? one_of(kVerbs, rng_) : noun();
  }
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text + ".";
}

Line Writer::prose(std::size_t columns) {
  if (lines_left_ == 0) {
    lines_left_ = 4 + rng_.below(7);
    pending_.clear();
    ++paragraph_;
    return plain("");
  }
  const bool begins = pending_.empty();
  if (begins && paragraph_ % 4 == 1) {
    lines_left_ = 0;
    return plain(std::to_string(paragraph_ / 4 + 1) + ". " + sentence(), 'h');
  }
  while (pending_.size() < columns) pending_ += (pending_.empty() ? "   " : " ") + sentence();
  --lines_left_;
  if (lines_left_ == 0) {  // the last line ends where a sentence does, if there is one
    const std::size_t end = pending_.rfind('.', columns - 1);
    if (end != pending_.npos) return plain("   " + pending_.substr(0, end + 1));
  }
  std::size_t cut = pending_.rfind(' ', columns);
  if (cut == pending_.npos || cut == 0) cut = columns;
  std::string line = pending_.substr(0, cut);
  pending_.erase(0, std::min(cut + 1, pending_.size()));
  return plain("   " + line);
}

std::string Writer::paragraph(std::size_t letters) {
  std::string text = sentence();
  while (text.size() < letters) text += " " + sentence();
  return text;
}

Line Writer::log() {
  millisecond_ += 1 + rng_.below(900);
  const std::uint64_t second = millisecond_ / 1000, kind = rng_.below(24);
  const std::string_view level = kind == 0 ? "error" : kind < 4 ? "warn " : "info ";
  std::string text = joined({padded(second / 3600 % 24, 2), ":", padded(second / 60 % 60, 2), ":",
                             padded(second % 60, 2), ".", padded(millisecond_ % 1000, 3), " "});
  const std::size_t stamp = text.size();
  text += level;
  text += joined({" ", noun(), "[", number(rng_, 64), "]: ", one_of(kVerbs, rng_), " ", noun(), " ",
                  noun(), "=", number(rng_, 100'000), " in ", number(rng_, 90), ".",
                  number(rng_, 10), " ms"});
  Line line = plain(std::move(text));
  std::fill_n(line.inks.begin(), stamp, 'c');
  const char ink = kind == 0 ? 'e' : kind < 4 ? 'w' : 's';
  std::fill_n(line.inks.begin() + static_cast<std::ptrdiff_t>(stamp), level.size(), ink);
  return line;
}

std::string Writer::file_name() {
  std::string name = noun();
  if (rng_.below(3) != 0) name += "_" + std::string(noun());
  if (rng_.below(5) == 0) name += "_" + number(rng_, 100);
  return name + std::string(one_of(kEndings, rng_));
}

}  // namespace pontage::desktop
