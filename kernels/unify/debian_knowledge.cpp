// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/debian_knowledge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "kernels/shared/data/packages_file.hpp"
#include "kernels/unify/debian_version.hpp"

namespace pontage::unify {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}
std::string_view take_until(std::string_view& rest, char end) {
  const auto size = std::min(rest.find(end), rest.size());
  const std::string_view taken = trimmed(rest.substr(0, size));
  rest.remove_prefix(std::min(size + 1, rest.size()));
  return taken;
}

/// "name:any (>= 1.2) [arch]" of a relation.
struct Relation {
  std::string_view name, sign, version;
};
Relation relation_of(std::string_view text) {
  Relation relation;
  relation.name = text.substr(0, text.find_first_of(" \t(:[<"));
  const auto open = text.find('('), close = text.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return relation;
  const std::string_view inner = text.substr(open + 1, close - open - 1);
  const auto end = std::min(inner.find_first_not_of("<>= "), inner.size());
  relation.sign = trimmed(inner.substr(0, end));
  relation.version = trimmed(inner.substr(end));
  return relation;
}

bool meets(std::string_view sign, int order) {
  if (sign == "<<") return order < 0;
  if (sign == "<=" || sign == "<") return order <= 0;
  if (sign == "=") return order == 0;
  if (sign == ">=" || sign == ">") return order >= 0;
  return order > 0;
}
std::string_view word_of(std::string_view sign) {
  if (sign == "<<") return "lt";
  if (sign == "<=" || sign == "<") return "le";
  if (sign == "=") return "eq";
  if (sign == ">=" || sign == ">") return "ge";
  return "gt";
}

class Writer {
 public:
  explicit Writer(Knowledge& knowledge) : knowledge_(knowledge) {
    for (const char* name : {"lt", "le", "eq", "ge", "gt"}) knowledge_.symbols.number(name);
  }

  void package(std::string_view name, std::span<const data::PackageField> fields) {
    if (!names_.insert(name).second) return;
    for (const auto& [field, value] : fields) {
      if (field == "Version") {
        add({f("version", 2), c(name), c(value)});
        versions_[name].push_back(value);
      }
      if (field == "Depends" || field == "Pre-Depends") depends(name, value);
      if (field == "Provides") provides(name, value);
      if (field == "Conflicts" || field == "Breaks") conflicts(name, value);
    }
  }

  void finish() {
    for (const auto& [name, sign, version] : asked_)
      for (const std::string_view candidate : versions_[name])
        if (meets(sign, compare_versions(candidate, version)))
          add({f("satisfies", 2), c(candidate), f(word_of(sign), 1), c(version)});
  }

  const std::vector<std::string_view>& needing() const { return needing_; }

 private:
  Cell f(std::string_view name, Cell arity) {
    return functor(knowledge_.symbols.number(name), arity);
  }
  Cell c(std::string_view name) { return constant(knowledge_.symbols.number(name)); }
  void add(const Term& fact) { knowledge_.add_fact(fact); }

  void append_package(const Relation& relation, Term& to) {
    to.insert(to.end(), {f("pkg", 2), c(relation.name)});
    if (relation.sign.empty()) {
      to.push_back(c("any"));
      return;
    }
    to.insert(to.end(), {f(word_of(relation.sign), 1), c(relation.version)});
    asked_.insert({relation.name, relation.sign, relation.version});
  }

  void depends(std::string_view name, std::string_view value) {
    needing_.push_back(name);
    while (!value.empty()) {
      std::string_view group = take_until(value, ',');
      if (group.empty()) continue;
      Term fact{f("depends", 2), c(name)};
      while (!group.empty()) {
        fact.push_back(f("or", 2));
        append_package(relation_of(take_until(group, '|')), fact);
      }
      fact.push_back(c("none"));
      add(fact);
    }
  }
  void provides(std::string_view name, std::string_view value) {
    while (!value.empty()) {
      const Relation relation = relation_of(take_until(value, ','));
      if (relation.name.empty()) continue;
      add({f("provides", 2), c(relation.name), f("by", 2), c(name),
           c(relation.version.empty() ? "none" : relation.version)});
      if (!relation.version.empty()) versions_[relation.name].push_back(relation.version);
    }
  }
  void conflicts(std::string_view name, std::string_view value) {
    while (!value.empty()) {
      const Relation relation = relation_of(take_until(value, ','));
      if (relation.name.empty()) continue;
      Term fact{f("conflicts", 2), c(name)};
      append_package(relation, fact);
      add(fact);
    }
  }

  Knowledge& knowledge_;
  std::set<std::string_view> names_;
  std::map<std::string_view, std::vector<std::string_view>> versions_;
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> asked_;
  std::vector<std::string_view> needing_;
};

}  // namespace

Result<void> add_debian(Knowledge& knowledge, std::span<const std::string> texts,
                        std::int64_t queries, Seed seed) {
  Writer writer(knowledge);
  for (const std::string& text : texts) {
    const auto take = [&](std::string_view name, std::span<const data::PackageField> fields) {
      writer.package(name, fields);
    };
    if (auto read = data::read_packages(text, take); !read) return pass_on(read.error());
  }
  writer.finish();
  if (writer.needing().empty())
    return fail(ErrorKind::unreadable, "no package depends on anything");
  Rng rng(mix64(seed ^ 0x64656273ULL));
  for (std::int64_t i = 0; i < queries; ++i) {
    const std::string_view name = writer.needing()[rng.below(writer.needing().size())];
    const Cell subject = constant(knowledge.symbols.number(name));
    const char* const what = i % 4 == 3 ? "clash" : "closure";
    const Term goal{functor(knowledge.symbols.number(what), 2), subject, variable(0)};
    knowledge.add_query(goal, 1);
  }
  return {};
}

}  // namespace pontage::unify
