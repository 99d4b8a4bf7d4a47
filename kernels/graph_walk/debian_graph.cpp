// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/debian_graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/shared/data/packages_file.hpp"

namespace pontage::graph_walk {
namespace {

struct Package {
  std::vector<std::string_view> needs, provides;
};
using Packages = std::map<std::string_view, Package>;

Result<void> read_text(std::string_view text, Packages& packages) {
  return data::read_packages(
      text, [&](std::string_view name, std::span<const data::PackageField> fields) {
        Package package;
        for (const auto& [field, value] : fields) {
          if (field == "Depends" || field == "Pre-Depends")
            data::add_related_names(value, package.needs);
          if (field == "Provides") data::add_related_names(value, package.provides);
        }
        packages.emplace(name, std::move(package));
      });
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
