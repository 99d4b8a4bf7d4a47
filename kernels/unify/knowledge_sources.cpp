// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <utility>

#include "kernels/shared/data/debian_lists.hpp"
#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/shared/data/wordnet_files.hpp"
#include "kernels/unify/debian_knowledge.hpp"
#include "kernels/unify/knowledge.hpp"

namespace pontage::unify {
namespace {

const char* const kLittle = R"(
t(hasParent, inverseOf, hasChild). t(spouse, type, symmetric). t(near, type, symmetric).
t(within, type, transitive). t(hasFather, subPropertyOf, hasParent). t(hasMother, subPropertyOf, hasParent).
t(hasFather, range, man). t(hasMother, range, woman). t(hasParent, domain, person).
t(man, subClassOf, person). t(woman, subClassOf, person). t(person, subClassOf, animal).
axiom(hasGrandparent, chain(hasParent, hasParent)).
axiom(uncleBy, chain(hasParent, chain(hasParent, hasChild))).
axiom(grown, some(hasChild, person)). axiom(parentAndSpouse, both(grown, person)).
axiom(person, value(has, soul)).
t(ann, hasMother, bea). t(bea, hasFather, carl). t(carl, hasFather, dave). t(eve, hasFather, carl).
t(bea, spouse, fred). t(fred, type, man). t(gera, type, woman). t(gera, hasFather, carl).
t(attic, within, house). t(house, within, street). t(street, within, town). t(town, within, land).
t(town, near, city). t(land, within, land).
depends(editor, or(pkg(libc, ge(v2)), none)). depends(editor, or(pkg(gui, any), or(pkg(terminal, any), none))).
depends(shell, or(pkg(libc, any), none)). depends(libc, or(pkg(loader, ge(v1)), none)).
depends(loader, or(pkg(libc, ge(v1)), none)). depends(window, or(pkg(libc, ge(v3)), none)).
version(libc, v2). version(editor, v1). version(shell, v5). version(loader, v1). version(window, v4). version(xterm, v9).
satisfies(v2, ge(v1)). satisfies(v2, ge(v2)). satisfies(v1, ge(v1)).
provides(terminal, by(xterm, none)). provides(gui, by(window, v4)).
conflicts(shell, pkg(terminal, any)). conflicts(editor, pkg(window, any)).
)";
const char* const kLittleQueries = R"(
holds(ann, hasGrandparent, X). holds(carl, hasChild, X). holds(X, hasParent, carl). holds(attic, within, X).
holds(ann, uncleBy, X). holds(fred, spouse, X). holds(ann, has, X). isa(ann, X). isa(X, grown). isa(carl, parentAndSpouse).
subclass(man, X). subclass(X, Y). holds(X, Y, Z). holds(nobody, within, X). holds(city, near, X).
closure(editor, X). clash(editor, X). circular(libc, X). needs(X, libc). closure(shell, window). clash(X, Y).
)";
const char* const kReverse = R"(
reversed(nil, nil).
reversed(list(H, T), R) :- reversed(T, S), joined(S, list(H, nil), R).
joined(nil, L, L).
joined(list(H, T), L, list(H, R)) :- joined(T, L, R).
)";

/// Facts, rules and queries as text; the caller's texts are good.
Result<void> add_text(Knowledge& knowledge, std::string_view text) {
  auto clauses = parse_clauses(text, knowledge.symbols);
  if (!clauses) return pass_on(clauses.error());
  knowledge.add_clauses(std::move(*clauses));
  return {};
}

Result<void> add_queries(Knowledge& knowledge, std::string_view text, std::int64_t count) {
  const auto goals = parse_clauses(text, knowledge.symbols);
  if (!goals) return pass_on(goals.error());
  for (std::int64_t i = 0; i < count; ++i) {
    const Clause& goal = (*goals)[static_cast<std::size_t>(i) % goals->size()];
    knowledge.add_query(goal.head, goal.variables);
  }
  return {};
}

Result<Knowledge> make_reverse(const ResolveShape& shape) {
  Knowledge knowledge;
  if (auto read = add_text(knowledge, kReverse); !read) return pass_on(read.error());
  const Cell list = functor(knowledge.symbols.number("list"), 2);
  const Cell nil = constant(knowledge.symbols.number("nil"));
  for (std::int64_t i = 0; i < shape.queries; ++i) {
    Term goal{functor(knowledge.symbols.number("reversed"), 2)};
    for (std::int64_t k = 0; k < shape.size; ++k)
      goal.insert(goal.end(),
                  {list, constant(knowledge.symbols.number("e" + std::to_string((i + k) % 997)))});
    goal.insert(goal.end(), {nil, variable(0)});
    knowledge.add_query(goal, 1);
  }
  knowledge.source = "naive reverse";
  return knowledge;
}

/// What a pointer of WordNet is as a property; empty: it is left out.
std::string_view property_of(std::string_view symbol) {
  constexpr std::pair<std::string_view, std::string_view> kProperties[] = {
      {"@", "subClassOf"}, {"@i", "type"},   {"#p", "partOf"}, {"#m", "memberOf"},
      {"#s", "madeInto"},  {"*", "entails"}, {">", "causes"},  {"!", "antonym"},
      {"&", "similar"},    {"$", "like"},    {";c", "topicOf"}};
  for (const auto& [pointer, property] : kProperties)
    if (symbol == pointer) return property;
  return {};
}
const char* const kWordNetSchema = R"(
t(partOf, inverseOf, hasPart). t(memberOf, inverseOf, hasMember). t(partOf, type, transitive).
t(entails, type, transitive). t(antonym, type, symmetric). t(similar, type, symmetric).
t(partOf, subPropertyOf, within). t(memberOf, subPropertyOf, within). t(within, subPropertyOf, related).
t(causes, domain, change). t(memberOf, range, group). t(change, subClassOf, occurrence).
axiom(belongs, chain(partOf, memberOf)). axiom(brings, chain(entails, chain(causes, entails))).
axiom(opposite, chain(similar, antonym)). axiom(piece, some(partOf, group)). axiom(both, both(piece, group)).
)";

Result<Knowledge> make_wordnet(const std::string& folder, const ResolveShape& shape, Seed seed) {
  const auto wordnet = data::read_wordnet(folder);
  if (!wordnet) return pass_on(wordnet.error());
  Knowledge knowledge;
  for (const std::string_view text : {std::string_view(kRules), std::string_view(kWordNetSchema)})
    if (auto read = add_text(knowledge, text); !read) return pass_on(read.error());
  const Cell triple = functor(knowledge.symbols.number("t"), 3);
  const auto synset = [&](std::size_t number) {
    const auto& s = wordnet->synsets[number];
    return constant(knowledge.symbols.number(std::string(1, s.letter) + std::to_string(s.offset)));
  };
  std::vector<Term> goals;
  for (std::size_t from = 0; from < wordnet->synsets.size(); ++from) {
    const auto subject = synset(from);
    for (const auto& pointer : wordnet->pointers_of(wordnet->synsets[from])) {
      const std::string_view name = property_of(pointer.symbol);
      if (name.empty()) continue;
      const Cell property = constant(knowledge.symbols.number(name));
      const Term fact{triple, subject, property, synset(pointer.target)};
      knowledge.add_fact(fact);
      if (name == "subClassOf")
        goals.push_back({functor(knowledge.symbols.number("subclass"), 2), subject, variable(0)});
      else if (name == "type")
        goals.push_back({functor(knowledge.symbols.number("isa"), 2), subject, variable(0)});
      else
        goals.push_back({functor(knowledge.symbols.number("holds"), 3), subject,
                         name == "partOf" ? constant(knowledge.symbols.number("within")) : property,
                         variable(0)});
    }
  }
  Rng rng(mix64(seed ^ 0x676f616c73ULL));
  for (std::int64_t i = 0; i < shape.queries; ++i)
    knowledge.add_query(goals[rng.below(goals.size())], 1);
  knowledge.source = "WordNet: " + std::to_string(knowledge.facts().size()) + " facts, " +
                     std::to_string(knowledge.rules.size()) + " rules";
  return knowledge;
}

Result<Knowledge> make_little(const ResolveShape& shape) {
  Knowledge knowledge;
  for (const std::string_view text : {std::string_view(kRules), std::string_view(kLittle)})
    if (auto read = add_text(knowledge, text); !read) return pass_on(read.error());
  if (auto read = add_queries(knowledge, kLittleQueries, shape.queries); !read)
    return pass_on(read.error());
  knowledge.source = "little: " + std::to_string(knowledge.facts().size()) + " facts, " +
                     std::to_string(knowledge.rules.size()) + " rules";
  return knowledge;
}

Result<Knowledge> make_debian(const std::string& place, const std::string& pin,
                              const ResolveShape& shape, Seed seed) {
  const auto lists = data::load_debian_lists(place);
  if (!lists) return pass_on(lists.error());
  if (auto same = data::check_pin(place, lists->sha256, pin); !same) return pass_on(same.error());
  Knowledge knowledge;
  if (auto read = add_text(knowledge, kRules); !read) return pass_on(read.error());
  if (auto read = add_debian(knowledge, lists->texts, shape.queries, seed); !read)
    return fail_within(read.error(), place);
  knowledge.source = "Debian: " + std::to_string(knowledge.facts().size()) + " facts, " +
                     std::to_string(knowledge.rules.size()) + " rules; SHA-256 " + lists->sha256;
  return knowledge;
}

/// The folder of "wordnet" or "wordnet:/dir"; empty when it is another name.
std::string wordnet_place(std::string_view facts) {
  constexpr std::string_view kPrefix = "wordnet:";
  if (facts == "wordnet") return data::kUsualWordnet;
  return facts.starts_with(kPrefix) ? std::string(facts.substr(kPrefix.size())) : "";
}

}  // namespace

Result<Knowledge> make_knowledge(const ResolveShape& shape, Seed seed) {
  const auto made = [&]() -> Result<Knowledge> {
    if (shape.facts == "little") return make_little(shape);
    if (shape.facts == "reverse") return make_reverse(shape);
    if (const std::string place = wordnet_place(shape.facts); !place.empty())
      return make_wordnet(place, shape, seed);
    const data::PinnedName pinned = data::split_pin(shape.facts);
    if (const std::string place = data::debian_place(pinned.name); !place.empty())
      return make_debian(place, pinned.pin, shape, seed);
    return fail(ErrorKind::usage, "there are no facts '" + shape.facts +
                                      "'; it takes little, reverse, wordnet, wordnet:/dir, debian "
                                      "or debian:/file");
  };
  auto knowledge = made();
  if (knowledge) knowledge->build_index();
  return knowledge;
}

}  // namespace pontage::unify
