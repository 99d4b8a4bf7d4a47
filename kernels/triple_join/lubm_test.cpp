// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/hash_text.hpp"

namespace pontage::triple_join {
namespace {

/// Triples by predicate, and subjects by class, under their names without what all share.
struct Told {
  explicit Told(const Triples& graph) {
    const auto name = [view = graph.terms.view()](Id term) {
      const std::string_view spelling = view.spelling(term);
      const auto from = spelling.find_last_of("/#") + 1;
      return std::string(spelling.substr(from, spelling.size() - 1 - from));
    };
    for (const Triple& triple : graph.triples) {
      const std::string predicate = name(triple.p);
      ++counts[predicate];
      if (predicate == "type")
        members[name(triple.o)].insert(triple.s);
      else
        pairs[predicate].insert({triple.s, triple.o});
    }
  }
  std::map<std::string, std::int64_t> counts;
  std::map<std::string, std::set<Id>> members;
  std::map<std::string, std::set<std::pair<Id, Id>>> pairs;
};

/// Every spelling and every triple, in their order.
std::uint64_t digest(const Triples& graph) {
  std::uint64_t sum = 0;
  for (Id term = 0; term < graph.terms.terms(); ++term)
    sum = mix64(sum ^ hash_text(graph.terms.view().spelling(term)));
  for (const Triple& t : graph.triples) sum = mix64(mix64(mix64(sum ^ t.s) ^ t.p) ^ t.o);
  return sum;
}

TEST(Lubm, is_the_same_everywhere) {
  const Triples graph = generate_lubm(1, 1);
  EXPECT_EQ(graph.triples.size(), 168'270U);
  EXPECT_EQ(graph.terms.terms(), 33'227U);
  EXPECT_EQ(digest(graph), 3039978503457976695U);
  EXPECT_NE(digest(generate_lubm(1, 2)), digest(graph));
}

TEST(Lubm, no_triple_is_there_twice_and_every_id_has_a_term) {
  Triples graph = generate_lubm(2, 7);
  std::ranges::sort(graph.triples);
  EXPECT_EQ(std::ranges::adjacent_find(graph.triples), graph.triples.end());
  for (const Triple& t : graph.triples) ASSERT_LT(std::max({t.s, t.p, t.o}), graph.terms.terms());
}

TEST(Lubm, what_follows_from_the_ontology_is_there) {
  const Told told(generate_lubm(1, 3));
  const auto within = [&](const std::string& below, const std::string& above) {
    EXPECT_FALSE(told.members.at(below).empty()) << below;
    EXPECT_TRUE(std::ranges::includes(told.members.at(above), told.members.at(below)))
        << below << " is " << above;
  };
  for (const char* rank : {"FullProfessor", "AssociateProfessor", "AssistantProfessor"})
    within(rank, "Professor");
  for (const char* kind : {"Professor", "Lecturer"}) within(kind, "Faculty");
  within("Faculty", "Employee");
  within("Chair", "Professor");
  for (const char* kind : {"UndergraduateStudent", "GraduateStudent", "TeachingAssistant"})
    within(kind, "Student");
  for (const char* kind : {"Employee", "Student", "ResearchAssistant"}) within(kind, "Person");
  within("GraduateCourse", "Course");
  within("Course", "Work");
  for (const char* kind : {"University", "Department", "ResearchGroup"})
    within(kind, "Organization");
  const auto follows = [&](const std::string& below, const std::string& above) {
    EXPECT_TRUE(std::ranges::includes(told.pairs.at(above), told.pairs.at(below))) << below;
  };
  follows("headOf", "worksFor");
  follows("worksFor", "memberOf");
  for (const char* degree : {"undergraduateDegreeFrom", "mastersDegreeFrom", "doctoralDegreeFrom"})
    follows(degree, "degreeFrom");
  for (const auto& [person, university] : told.pairs.at("degreeFrom"))
    EXPECT_TRUE(told.pairs.at("hasAlumnus").contains({university, person}));
}

TEST(Lubm, keeps_to_the_published_numbers) {
  const Told told(generate_lubm(1, 5));
  const auto count = [&](const char* kind) {
    return static_cast<std::int64_t>(told.members.at(kind).size());
  };
  const std::int64_t departments = count("Department");
  EXPECT_GE(departments, 15);
  EXPECT_LE(departments, 25);
  EXPECT_EQ(count("Chair"), departments);
  EXPECT_GE(count("FullProfessor"), 7 * departments);
  EXPECT_LE(count("FullProfessor"), 10 * departments);
  EXPECT_GE(count("UndergraduateStudent"), 7 * count("Faculty"));
  EXPECT_LE(count("UndergraduateStudent"), 14 * count("Faculty"));
  EXPECT_LE(count("GraduateStudent"), 4 * count("Faculty"));
  EXPECT_GE(4 * count("TeachingAssistant"), count("GraduateStudent") / 2);
  EXPECT_GE(told.counts.at("takesCourse"), 2 * count("UndergraduateStudent"));
}

TEST(Lubm, room_is_enough_and_not_far_too_much) {
  for (const std::int64_t universities : {1, 4}) {
    const Triples graph = generate_lubm(universities, 1);
    const std::int64_t kept = graph.terms.bytes().count() +
                              static_cast<std::int64_t>(graph.triples.size() * sizeof(Triple));
    EXPECT_GE(lubm_room(universities).count(), kept) << universities;
    EXPECT_LE(lubm_room(universities).count(), 6 * kept) << universities;
  }
}

}  // namespace
}  // namespace pontage::triple_join
