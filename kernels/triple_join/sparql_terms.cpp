// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/sparql_terms.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace pontage::triple_join {
namespace {

void append_utf8(std::string& to, std::uint32_t code) {
  const auto tail = [&](int shift) { to += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    to += static_cast<char>(0xe0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xf0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Takes the digits of \u or \U from the front of `rest`; false where they are no character.
bool take_code(std::string_view& rest, std::size_t digits, std::string& to) {
  std::uint32_t code = 0;
  if (rest.size() < digits) return false;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + digits, code, 16);
  if (error != std::errc() || end != rest.data() + digits) return false;
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
  append_utf8(to, code);
  rest.remove_prefix(digits);
  return true;
}

/// An IRI's parts (RFC 3986, appendix B); each with the mark that it begins or, a scheme, ends
/// with.
struct Parts {
  std::string_view scheme, authority, path, query, fragment;
};
Parts taken_apart(std::string_view iri) {
  Parts parts;
  if (is_absolute(iri)) {
    parts.scheme = iri.substr(0, iri.find(':') + 1);
    iri.remove_prefix(parts.scheme.size());
  }
  const auto hash = std::min(iri.find('#'), iri.size());
  parts.fragment = iri.substr(hash);
  iri = iri.substr(0, hash);
  const auto mark = std::min(iri.find('?'), iri.size());
  parts.query = iri.substr(mark);
  iri = iri.substr(0, mark);
  if (iri.starts_with("//")) {
    parts.authority = iri.substr(0, std::min(iri.find('/', 2), iri.size()));
    iri.remove_prefix(parts.authority.size());
  }
  parts.path = iri;
  return parts;
}

/// RFC 3986, 5.2.4.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../"))
      path.remove_prefix(3);
    else if (path.starts_with("./") || path.starts_with("/./"))
      path.remove_prefix(2);
    else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      path = path.size() == 3 ? std::string_view("/") : path.substr(3);
      out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      const auto end = std::min(path.find('/', 1), path.size());
      out.append(path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> unescaped(std::string_view text, bool is_string) {
  std::string plain;
  plain.reserve(text.size());
  for (;;) {
    const auto at = text.find('\\');
    plain.append(text.substr(0, at));
    if (at == text.npos) return plain;
    if (at + 1 == text.size()) return std::nullopt;
    const char letter = text[at + 1];
    text.remove_prefix(at + 2);
    if (letter == 'u' || letter == 'U') {
      if (!take_code(text, letter == 'u' ? 4 : 8, plain)) return std::nullopt;
      continue;
    }
    constexpr std::string_view kLetters = "tbnrf\\\"'", kMeant = "\t\b\n\r\f\\\"'";
    const auto known = kLetters.find(letter);
    if (!is_string || known == kLetters.npos) return std::nullopt;
    plain += kMeant[known];
  }
}

std::optional<std::string> unescaped_local(std::string_view local) {
  const auto is_hex = [&](std::size_t at) {
    return at < local.size() &&
           std::string_view("0123456789abcdefABCDEF").find(local[at]) != std::string_view::npos;
  };
  std::string plain;
  plain.reserve(local.size());
  for (std::size_t at = 0; at < local.size(); ++at) {
    if (local[at] == '%' && (!is_hex(at + 1) || !is_hex(at + 2))) return std::nullopt;
    if (local[at] == '\\') {
      ++at;
      if (at == local.size() ||
          std::string_view("_~.-!$&'()*+,;=/?#@%").find(local[at]) == std::string_view::npos)
        return std::nullopt;
    }
    plain += local[at];
  }
  return plain;
}

bool is_absolute(std::string_view iri) {
  const auto colon = iri.find(':');
  if (colon == iri.npos || colon == 0) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return is_letter(iri[0]) && std::ranges::all_of(iri.substr(0, colon), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
         });
}

std::string resolved(std::string_view base, std::string_view reference) {
  if (is_absolute(reference)) return std::string(reference);
  const Parts from = taken_apart(base), to = taken_apart(reference);
  std::string iri(from.scheme);
  if (!to.authority.empty())
    return iri.append(to.authority)
        .append(without_dots(to.path))
        .append(to.query)
        .append(to.fragment);
  iri.append(from.authority);
  if (to.path.empty())
    return iri.append(from.path)
        .append(to.query.empty() ? from.query : to.query)
        .append(to.fragment);
  std::string path(to.path);
  if (!path.starts_with('/')) {
    const auto last = from.path.rfind('/');
    std::string above(last == from.path.npos ? std::string_view() : from.path.substr(0, last + 1));
    if (above.empty() && !from.authority.empty()) above = "/";
    path.insert(0, above);
  }
  return iri.append(without_dots(path)).append(to.query).append(to.fragment);
}

}  // namespace pontage::triple_join
