// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/id_list.hpp"

#include <charconv>

namespace pontage::host {
namespace {

/// Takes a number off the front of `text`; -1 where there is none.
int take_number(std::string_view& text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::vector<int> parse_id_list(std::string_view text) {
  std::vector<int> ids;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const int first = take_number(item);
    if (first < 0) continue;
    int last = first;
    if (item.starts_with('-')) {
      item.remove_prefix(1);
      last = take_number(item);
    }
    for (int id = first; id <= last; ++id) ids.push_back(id);
  }
  return ids;
}

std::string to_id_list(std::span<const int> ids) {
  std::string text;
  for (std::size_t i = 0; i < ids.size();) {
    std::size_t last = i;
    while (last + 1 < ids.size() && ids[last + 1] == ids[last] + 1) ++last;
    if (last - i < 2) last = i;
    if (!text.empty()) text += ',';
    text += std::to_string(ids[i]);
    if (last > i) text += '-' + std::to_string(ids[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace pontage::host
