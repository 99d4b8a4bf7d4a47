// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/debian_graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace pontage::graph_walk {
namespace {

struct Package {
  std::vector<std::string_view> needs, provides;
};
using Packages = std::map<std::string_view, Package>;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The names of a relation: "a (>= 1) | b:any, c" has a, b and c.
void add_names(std::string_view relation, std::vector<std::string_view>& to) {
  while (!relation.empty()) {
    const auto end = std::min(relation.find_first_of(",|"), relation.size());
    std::string_view name = trimmed(relation.substr(0, end));
    name = name.substr(0, name.find_first_of(" (:[<"));
    if (!name.empty()) to.push_back(name);
    relation.remove_prefix(std::min(end + 1, relation.size()));
  }
}

/// One paragraph of a Packages file; folded lines do not occur in the fields that are read.
void read_paragraph(std::string_view paragraph, Packages& packages) {
  std::string_view name;
  Package package;
  while (!paragraph.empty()) {
    const auto end = std::min(paragraph.find('\n'), paragraph.size());
    const std::string_view line = paragraph.substr(0, end);
    paragraph.remove_prefix(std::min(end + 1, paragraph.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view field = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (field == "Package") name = value;
    if (field == "Depends" || field == "Pre-Depends") add_names(value, package.needs);
    if (field == "Provides") add_names(value, package.provides);
  }
  if (!name.empty()) packages.emplace(name, std::move(package));
}

Result<void> read_text(std::string_view text, Packages& packages) {
  const bool has_any = text.starts_with("Package: ") || text.find("\nPackage: ") != text.npos;
  if (!has_any)
    return fail(ErrorKind::unreadable,
                "a list of packages has no line that begins with 'Package: '");
  while (!text.empty()) {
    const auto end = std::min(text.find("\n\n"), text.size());
    read_paragraph(text.substr(0, end), packages);
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return {};
}

}  // namespace

Result<DebianGraph> make_debian_graph(std::span<const std::string> texts) {
  Packages packages;
  for (const std::string& text : texts)
    if (auto read = read_text(text, packages); !read) return pass_on(read.error());
  std::map<std::string_view, Vertex> vertex_of;
  for (const auto& [name, package] : packages) {
    vertex_of.emplace(name, 0);
    for (const std::string_view provided : package.provides) vertex_of.emplace(provided, 0);
  }
  Vertex next = 0;
  for (auto& [name, vertex] : vertex_of) vertex = next++;
  std::set<std::string_view> unknown;
  std::vector<Edge> edges;
  for (const auto& [name, package] : packages) {
    const Vertex from = vertex_of[name];
    for (const std::string_view needed : package.needs) {
      const auto to = vertex_of.find(needed);
      if (to == vertex_of.end())
        unknown.insert(needed);
      else
        edges.push_back({from, to->second});
    }
    for (const std::string_view provided : package.provides)
      if (!packages.contains(provided)) edges.push_back({vertex_of[provided], from});
  }
  const auto order = [](const Edge& a, const Edge& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  };
  std::ranges::sort(edges, order);
  const auto same = [](const Edge& a, const Edge& b) { return a.from == b.from && a.to == b.to; };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
  const auto known = static_cast<std::int64_t>(packages.size());
  return DebianGraph{make_graph(next, edges), known, std::int64_t{next} - known,
                     static_cast<std::int64_t>(unknown.size())};
}

}  // namespace pontage::graph_walk
