// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "kernels/triple_join/query_texts.hpp"
#include "kernels/triple_join/triple_source.hpp"
#include "libbench/check.hpp"

namespace pontage::triple_join {
namespace {

/// What stands after `key` on a line of its own at the front of a file.
std::string_view value_of(std::string_view head, std::string_view key) {
  const auto at = head.find(key);
  PONTAGE_CHECK(at != head.npos, key, head);
  const auto from = at + key.size();
  return head.substr(from, head.find('\n', from) - from);
}

/// The lines that begin with '#', and the rest.
NamedQuery named(const QueryText& file) {
  std::size_t head_end = 0;
  while (file.text.substr(head_end).starts_with('#')) head_end = file.text.find('\n', head_end) + 1;
  const std::string_view head = file.text.substr(0, head_end);
  NamedQuery query;
  query.name = file.name;
  const std::string title = "# " + std::string(file.name) + ": ";
  query.summary = value_of(head, title);
  query.shape = value_of(head, "\n# shape: ");
  query.weight = value_of(head, "\n# weight: ");
  query.data = value_of(head, "\n# data: ");
  query.notes = head.substr(static_cast<std::size_t>(query.data.end() - head.begin()));
  query.text = file.text.substr(head_end);
  return query;
}

/// W before D before Q, each by number.
std::pair<std::size_t, int> order_of(const NamedQuery& query) {
  return {std::string_view("WDQ").find(query.name[0]),
          std::atoi(std::string(query.name.substr(1)).c_str())};
}

}  // namespace

std::span<const NamedQuery> named_queries() {
  static const std::vector<NamedQuery> all = [] {
    std::vector<NamedQuery> made;
    for (const QueryText& file : query_texts()) made.push_back(named(file));
    std::ranges::sort(made, {}, order_of);
    return made;
  }();
  return all;
}

}  // namespace pontage::triple_join
