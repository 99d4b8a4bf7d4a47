// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/debian_triples.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "kernels/shared/data/debian_lists.hpp"
#include "kernels/shared/data/grouped.hpp"
#include "kernels/shared/data/packages_file.hpp"
#include "kernels/triple_join/load_triples.hpp"
#include "kernels/triple_join/triple_maker.hpp"

namespace pontage::triple_join {
namespace {

/// What a field's value is made of, and so what its triples are.
enum class Kind : std::uint8_t {
  names,    ///< names of packages: a triple each, to the package of that name
  word,     ///< a literal
  number,   ///< a literal of xsd:integer; what has other characters than digits is left out
  section,  ///< an IRI, so that a section can be asked for by its name
  person,   ///< an IRI of the address within <>, with a `name`
  source,   ///< an IRI; without the version in brackets
  tags,     ///< literals between commas
};
struct Relation {
  std::string_view field, name;
  Kind kind;
};
/// Debian Policy, chapters 5 and 7; Tag is of debtags.
constexpr std::array<Relation, 19> kRelations{{
    {"Depends", "depends", Kind::names},
    {"Pre-Depends", "preDepends", Kind::names},
    {"Recommends", "recommends", Kind::names},
    {"Suggests", "suggests", Kind::names},
    {"Enhances", "enhances", Kind::names},
    {"Provides", "provides", Kind::names},
    {"Conflicts", "conflicts", Kind::names},
    {"Breaks", "breaks", Kind::names},
    {"Replaces", "replaces", Kind::names},
    {"Section", "section", Kind::section},
    {"Maintainer", "maintainer", Kind::person},
    {"Source", "source", Kind::source},
    {"Version", "version", Kind::word},
    {"Architecture", "architecture", Kind::word},
    {"Priority", "priority", Kind::word},
    {"Multi-Arch", "multiArch", Kind::word},
    {"Homepage", "homepage", Kind::word},
    {"Installed-Size", "installedSize", Kind::number},
    {"Tag", "tag", Kind::tags},
}};

/// Characters that an IRI cannot have (RFC 3987) become '_'.
std::string clean(std::string_view text) {
  std::string kept(text);
  for (char& c : kept)
    if (static_cast<unsigned char>(c) <= ' ' ||
        std::string_view("<>\"{}|^`\\").find(c) != std::string_view::npos)
      c = '_';
  return kept;
}

class Builder {
 public:
  Builder() {
    for (std::size_t i = 0; i < kRelations.size(); ++i) ids_[i] = maker_.iri(kRelations[i].name);
    person_name_ = maker_.iri("name");
  }

  void add_package(std::string_view name, std::span<const data::PackageField> fields) {
    if (!seen_.insert(name).second) return;  // the first list counts
    const Id package = add_name(name);
    for (const auto& [field, value] : fields) {
      const auto relation = std::ranges::find(kRelations, field, &Relation::field);
      if (relation == kRelations.end() || value.empty()) continue;
      add_field(package, ids_[static_cast<std::size_t>(relation - kRelations.begin())],
                relation->kind, value);
    }
  }
  Triples finish(const std::string& sha256) {
    made_.source = "Debian: " + data::grouped(static_cast<std::int64_t>(seen_.size())) +
                   " packages, " + data::grouped(static_cast<std::int64_t>(made_.triples.size())) +
                   " triples as read, " + std::to_string(kRelations.size() + 1) +
                   " relations; SHA-256 " + sha256;
    return std::move(made_);
  }

 private:
  Id add_name(std::string_view name) { return maker_.iri("p/", clean(name)); }

  void add_field(Id package, Id relation, Kind kind, std::string_view value) {
    switch (kind) {
      case Kind::names:
        names_.clear();
        data::add_related_names(value, names_);
        for (const auto name : names_) maker_.add(package, relation, add_name(name));
        return;
      case Kind::word:
        maker_.add(package, relation, maker_.literal(value));
        return;
      case Kind::number:
        if (value.find_first_not_of("0123456789") == value.npos)
          maker_.add(package, relation, maker_.integer(value));
        return;
      case Kind::section:
        maker_.add(package, relation, maker_.iri("section/", clean(value)));
        return;
      case Kind::source:
        maker_.add(package, relation,
                   maker_.iri("source/", clean(value.substr(0, value.find(' ')))));
        return;
      case Kind::person:
        return add_person(package, relation, value);
      case Kind::tags:
        return add_tags(package, relation, value);
    }
  }
  /// "Santiago Vila <sanvila@debian.org>"
  void add_person(Id package, Id relation, std::string_view value) {
    const auto open = std::min(value.rfind('<'), value.size());
    std::string_view address = value.substr(std::min(open + 1, value.size()));
    address = address.substr(0, address.find('>'));
    std::string_view name = value.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    const Id person = maker_.iri("person/", clean(address.empty() ? value : address));
    maker_.add(package, relation, person);
    if (!name.empty()) maker_.add(person, person_name_, maker_.literal(name));
  }
  void add_tags(Id package, Id relation, std::string_view value) {
    names_.clear();
    while (!value.empty()) {
      const auto end = std::min(value.find(','), value.size());
      std::string_view tag = value.substr(0, end);
      while (tag.starts_with(' ')) tag.remove_prefix(1);
      if (!tag.empty()) maker_.add(package, relation, maker_.literal(tag));
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }

  Triples made_;
  TripleMaker maker_{"http://deb/", made_};
  std::array<Id, kRelations.size()> ids_{};
  Id person_name_ = 0;
  std::unordered_set<std::string_view> seen_;
  std::vector<std::string_view> names_;
};

}  // namespace

Result<Triples> make_debian_triples(std::span<const std::string> texts, const std::string& sha256) {
  Builder builder;
  for (const std::string& text : texts) {
    const auto read = data::read_packages(
        text, [&](std::string_view package, std::span<const data::PackageField> fields) {
          builder.add_package(package, fields);
        });
    if (!read) return pass_on(read.error());
  }
  return builder.finish(sha256);
}

Result<Triples> load_debian_triples(const std::string& place) {
  const auto lists = data::load_debian_lists(place);
  if (!lists) return pass_on(lists.error());
  auto made = make_debian_triples(lists->texts, lists->sha256);
  if (!made) return fail_within(made.error(), place);
  return made;
}

}  // namespace pontage::triple_join
