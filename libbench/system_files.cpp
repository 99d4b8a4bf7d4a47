// SPDX-License-Identifier: Apache-2.0
#include "libbench/system_files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace pontage {
namespace {

constexpr std::string_view kBlank(" \t\r\n\0", 5);

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
}

}  // namespace

bool SystemFiles::exists(const std::string& path) const {
  std::error_code ignored;
  return std::filesystem::exists(root_ + path, ignored);
}

std::optional<std::string> SystemFiles::text(const std::string& path) const {
  std::ifstream file(root_ + path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string all{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return std::nullopt;
  all.erase(all.find_last_not_of(kBlank) + 1);
  return all;
}

std::optional<std::int64_t> SystemFiles::integer(const std::string& path) const {
  const auto all = text(path);
  std::int64_t number = 0;
  if (!all || !read_number(trimmed(*all), number)) return std::nullopt;
  return number;
}

std::vector<std::string> SystemFiles::names(const std::string& folder) const {
  std::vector<std::string> all;
  std::error_code trouble;
  for (std::filesystem::directory_iterator entry(root_ + folder, trouble), end;
       !trouble && entry != end; entry.increment(trouble))
    all.push_back(entry->path().filename().string());
  std::sort(all.begin(), all.end());
  return all;
}

std::optional<std::string> SystemFiles::field(const std::string& path, std::string_view key) const {
  const auto all = text(path);
  if (!all) return std::nullopt;
  std::istringstream lines(*all);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || trimmed(std::string_view(line).substr(0, colon)) != key)
      continue;
    return std::string(trimmed(std::string_view(line).substr(colon + 1)));
  }
  return std::nullopt;
}

std::vector<std::string> SystemFiles::variables(std::string_view prefix) const {
  std::vector<std::string> found;
  std::istringstream all(text("/proc/self/environ").value_or(""));
  for (std::string variable; std::getline(all, variable, '\0');) {
    if (variable.starts_with(prefix) && variable.find('=') != std::string::npos)
      found.push_back(variable);
  }
  return found;
}

std::vector<int> parse_cpu_list(std::string_view text) {
  std::vector<int> all;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view part = trimmed(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const std::size_t dash = part.find('-');
    int first = 0, last = 0;
    if (!read_number(part, first)) continue;
    if (dash == std::string_view::npos)
      last = first;
    else if (!read_number(part.substr(dash + 1), last))
      continue;
    if (first < 0 || last - first >= (1 << 16)) continue;
    for (int i = first; i <= last; ++i) all.push_back(i);
  }
  return all;
}

std::string bracketed_word(std::string_view text) {
  const std::size_t open = text.find('['), close = text.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return std::string(text.substr(open + 1, close - open - 1));
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace pontage
