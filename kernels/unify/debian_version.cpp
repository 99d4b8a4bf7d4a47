// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/debian_version.hpp"

#include <algorithm>
#include <cctype>

namespace pontage::unify {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// `~`, then the end, then letters, then everything else.
int order_of(std::string_view text) {
  if (text.empty() || is_digit(text[0])) return 0;
  const char c = text[0];
  if (c == '~') return -1;
  return std::isalpha(static_cast<unsigned char>(c)) != 0 ? c : c + 256;
}

std::string_view take_number(std::string_view& text) {
  const auto size = std::ranges::find_if_not(text, is_digit) - text.begin();
  std::string_view number = text.substr(0, static_cast<std::size_t>(size));
  text.remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

int compare_parts(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a[0])) || (!b.empty() && !is_digit(b[0]))) {
      if (const int difference = order_of(a) - order_of(b); difference != 0) return difference;
      if (!a.empty()) a.remove_prefix(1);
      if (!b.empty()) b.remove_prefix(1);
    }
    const std::string_view x = take_number(a), y = take_number(b);
    if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    if (const int difference = x.compare(y); difference != 0) return difference;
  }
  return 0;
}

/// Takes the epoch off the front, without its colon.
std::string_view take_epoch(std::string_view& version) {
  const auto colon = version.find(':');
  if (colon == std::string_view::npos) return "0";
  const std::string_view epoch = version.substr(0, colon);
  version.remove_prefix(colon + 1);
  return epoch;
}
/// Takes the revision off the back, without its hyphen.
std::string_view take_revision(std::string_view& version) {
  const auto hyphen = version.rfind('-');
  if (hyphen == std::string_view::npos) return "0";
  const std::string_view revision = version.substr(hyphen + 1);
  version = version.substr(0, hyphen);
  return revision;
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  if (const int epoch = compare_parts(take_epoch(a), take_epoch(b)); epoch != 0) return epoch;
  const std::string_view x = take_revision(a), y = take_revision(b);
  if (const int upstream = compare_parts(a, b); upstream != 0) return upstream;
  return compare_parts(x, y);
}

}  // namespace pontage::unify
