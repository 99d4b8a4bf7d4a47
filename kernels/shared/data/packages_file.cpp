// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/packages_file.hpp"

#include <algorithm>

namespace pontage::data {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Takes what stands before the next `end`, and it, from the front of `rest`.
std::string_view take_until(std::string_view& rest, std::string_view end) {
  const auto size = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(std::min(size + end.size(), rest.size()));
  return taken;
}

/// The fields of a paragraph, and the value of its Package field.
std::string_view read_paragraph(std::string_view paragraph, std::vector<PackageField>& fields) {
  std::string_view package, last;
  while (!paragraph.empty()) {
    const std::string_view line = take_until(paragraph, "\n");
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (last == "Tag") fields.push_back({last, trimmed(line)});
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    last = line.substr(0, colon);
    fields.push_back({last, trimmed(line.substr(colon + 1))});
    if (last == "Package") package = fields.back().value;
  }
  return package;
}

}  // namespace

Result<void> read_packages(
    std::string_view text,
    function_ref<void(std::string_view package, std::span<const PackageField>)> take) {
  if (!text.starts_with("Package: ") && text.find("\nPackage: ") == text.npos)
    return fail(ErrorKind::unreadable,
                "a list of packages has no line that begins with 'Package: '");
  std::vector<PackageField> fields;
  while (!text.empty()) {
    fields.clear();
    const std::string_view package = read_paragraph(take_until(text, "\n\n"), fields);
    if (!package.empty()) take(package, fields);
  }
  return {};
}

void add_related_names(std::string_view relation, std::vector<std::string_view>& to) {
  while (!relation.empty()) {
    const auto end = std::min(relation.find_first_of(",|"), relation.size());
    std::string_view name = trimmed(relation.substr(0, end));
    name = name.substr(0, name.find_first_of(" \t(:[<"));
    if (!name.empty()) to.push_back(name);
    relation.remove_prefix(std::min(end + 1, relation.size()));
  }
}

}  // namespace pontage::data
