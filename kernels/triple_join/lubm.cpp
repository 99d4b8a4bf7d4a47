// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "kernels/shared/data/grouped.hpp"
#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/lubm_vocabulary.hpp"
#include "kernels/triple_join/triple_maker.hpp"

namespace pontage::triple_join {
namespace {

/// From `least` to `most`, both included, equally likely.
struct Between {
  std::int64_t least, most;
};

/// A rank of the faculty and how much each publishes. Numbers: Guo, Pan and Heflin 2005, appendix
/// C, and so are all numbers below.
struct Rank {
  std::string_view name;
  Between count, publications;
  bool is_professor;
};
constexpr std::array<Rank, 4> kRanks{{{"FullProfessor", {7, 10}, {15, 20}, true},
                                      {"AssociateProfessor", {10, 14}, {10, 18}, true},
                                      {"AssistantProfessor", {8, 11}, {5, 10}, true},
                                      {"Lecturer", {5, 7}, {0, 5}, false}}};
constexpr Between kDepartments{15, 25}, kResearchGroups{10, 20}, kCoursesEach{1, 2};
constexpr Between kUndergraduatesPerFaculty{8, 14}, kGraduatesPerFaculty{3, 4};
constexpr Between kCoursesTaken{2, 4}, kGraduateCoursesTaken{1, 3}, kCoauthored{0, 5};
constexpr std::int64_t kResearchInterests = 30;

/// Degrees come from this many universities: some are only named.
std::int64_t known_universities(std::int64_t universities) {
  return std::max<std::int64_t>(2 * universities, 20);
}

/// One department of one university; what is drawn depends on the seed and its own number only.
class Department {
 public:
  Department(Triples& to, const LubmVocabulary& words, std::span<const Id> universities,
             std::int64_t university, std::int64_t number, Seed seed)
      : maker_(kLubmPrefix, to),
        words_(words),
        universities_(universities),
        university_(university),
        number_(number),
        rng_(mix64(seed ^ mix64(static_cast<std::uint64_t>(university * 64 + number)))) {}

  void make() {
    own_ = maker_.iri('u', university_, ".d", number_);
    add_types(own_, {words_.department, words_.organization});
    maker_.add(own_, words_.name, maker_.literal("Department", number_));
    maker_.add(own_, words_.sub_organization_of, university_id());
    add_research_groups();
    for (const Rank& rank : kRanks) add_rank(rank);
    add_head();
    const auto staff = static_cast<std::int64_t>(faculty_.size());
    add_undergraduates(draw_times(kUndergraduatesPerFaculty, staff));
    add_graduates(draw_times(kGraduatesPerFaculty, staff));
  }

 private:
  Id university_id() const { return universities_[static_cast<std::size_t>(university_)]; }
  std::int64_t draw(Between range) { return range.least + below(range.most - range.least + 1); }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(bound)));
  }
  /// A ratio to one, drawn in thousandths.
  std::int64_t draw_times(Between ratio, std::int64_t of) {
    return draw({1000 * ratio.least, 1000 * ratio.most}) * of / 1000;
  }
  Id one_of(std::span<const Id> ids) { return ids[rng_.below(ids.size())]; }

  Id thing(std::string_view kind, std::int64_t at) {
    return maker_.iri('u', university_, ".d", number_, '.', kind, at);
  }
  void add_types(Id thing, std::initializer_list<Id> classes) {
    for (const Id one : classes) maker_.add(thing, words_.type, one);
  }
  /// `count` different ones of `from`, in the order of drawing; all where there are fewer.
  std::span<const Id> different(std::span<const Id> from, std::int64_t count) {
    drawn_.clear();
    const auto wanted = std::min(static_cast<std::size_t>(count), from.size());
    while (drawn_.size() < wanted)
      if (const Id one = one_of(from); std::ranges::find(drawn_, one) == drawn_.end())
        drawn_.push_back(one);
    return drawn_;
  }
  /// A degree of each kind; two may come from one university, which is told once.
  void add_degrees(Id person, std::initializer_list<Id> degrees) {
    drawn_.clear();
    for (const Id degree : degrees) {
      const Id from = one_of(universities_);
      maker_.add(person, degree, from);
      if (std::ranges::find(drawn_, from) != drawn_.end()) continue;
      drawn_.push_back(from);
      maker_.add(person, words_.degree_from, from);
      maker_.add(from, words_.has_alumnus, person);
    }
  }
  void add_contact(Id person, std::string_view kind, std::int64_t at) {
    maker_.add(person, words_.name, maker_.literal(kind, at));
    maker_.add(
        person, words_.email,
        maker_.literal(kind, at, "@Department", number_, ".University", university_, ".edu"));
    maker_.add(person, words_.telephone, maker_.literal("xxx-xxx-xxxx"));
  }

  void add_research_groups() {
    const std::int64_t groups = draw(kResearchGroups);
    for (std::int64_t i = 0; i < groups; ++i) {
      const Id group = thing("ResearchGroup", i);
      add_types(group, {words_.research_group, words_.organization});
      maker_.add(group, words_.sub_organization_of, own_);
      maker_.add(group, words_.sub_organization_of, university_id());
    }
  }

  void add_rank(const Rank& rank) {
    const Id own_class = maker_.iri(rank.name);
    const std::int64_t members = draw(rank.count);
    for (std::int64_t i = 0; i < members; ++i) {
      const Id member = thing(rank.name, i);
      add_types(member, {own_class, words_.faculty, words_.employee, words_.person});
      if (rank.is_professor) {
        maker_.add(member, words_.type, words_.professor);
        professors_.push_back(member);
      }
      faculty_.push_back(member);
      add_contact(member, rank.name, i);
      maker_.add(member, words_.research_interest,
                 maker_.literal("Research", below(kResearchInterests)));
      maker_.add(member, words_.works_for, own_);
      maker_.add(member, words_.member_of, own_);
      add_degrees(member, {words_.undergraduate_degree_from, words_.masters_degree_from,
                           words_.doctoral_degree_from});
      add_courses(member);
      add_publications(member, rank, i);
    }
  }
  void add_courses(Id teacher) {
    const auto teach = [&](Id course) { maker_.add(teacher, words_.teacher_of, course); };
    for (std::int64_t left = draw(kCoursesEach); left > 0; --left) {
      const auto at = static_cast<std::int64_t>(courses_.size());
      courses_.push_back(thing("Course", at));
      add_types(courses_.back(), {words_.course, words_.work});
      maker_.add(courses_.back(), words_.name, maker_.literal("Course", at));
      teach(courses_.back());
    }
    for (std::int64_t left = draw(kCoursesEach); left > 0; --left) {
      const auto at = static_cast<std::int64_t>(graduate_courses_.size());
      graduate_courses_.push_back(thing("GraduateCourse", at));
      add_types(graduate_courses_.back(), {words_.graduate_course, words_.course, words_.work});
      maker_.add(graduate_courses_.back(), words_.name, maker_.literal("GraduateCourse", at));
      teach(graduate_courses_.back());
    }
  }
  void add_publications(Id author, const Rank& rank, std::int64_t at) {
    const std::int64_t count = draw(rank.publications);
    for (std::int64_t i = 0; i < count; ++i) {
      const Id publication =
          maker_.iri('u', university_, ".d", number_, '.', rank.name, at, ".Publication", i);
      maker_.add(publication, words_.type, words_.publication);
      maker_.add(publication, words_.name, maker_.literal("Publication", i));
      maker_.add(publication, words_.author, author);
      if (rank.is_professor) publications_.push_back(publication);
    }
  }
  void add_head() {
    const Id head = faculty_[static_cast<std::size_t>(below(kRanks[0].count.least))];
    maker_.add(head, words_.head_of, own_);
    maker_.add(head, words_.type, words_.chair);
  }

  Id add_student(std::string_view kind, std::int64_t at, Id own_class) {
    const Id student = thing(kind, at);
    add_types(student, {own_class, words_.student, words_.person});
    add_contact(student, kind, at);
    maker_.add(student, words_.member_of, own_);
    return student;
  }
  void add_undergraduates(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      const Id student = add_student("UndergraduateStudent", i, words_.undergraduate);
      for (const Id course : different(courses_, draw(kCoursesTaken)))
        maker_.add(student, words_.takes_course, course);
      if (below(5) == 0) maker_.add(student, words_.advisor, one_of(professors_));
    }
  }
  void add_graduates(std::int64_t count) {
    std::vector<Id> students;
    for (std::int64_t i = 0; i < count; ++i) {
      const Id student = add_student("GraduateStudent", i, words_.graduate);
      students.push_back(student);
      for (const Id course : different(graduate_courses_, draw(kGraduateCoursesTaken)))
        maker_.add(student, words_.takes_course, course);
      maker_.add(student, words_.advisor, one_of(professors_));
      add_degrees(student, {words_.undergraduate_degree_from});
      for (const Id publication : different(publications_, draw(kCoauthored)))
        maker_.add(publication, words_.author, student);
    }
    add_assistants(students);
  }
  /// A fifth to a quarter teach, each in another course; a quarter to a third do research.
  void add_assistants(std::span<Id> students) {
    rng_.shuffle(students);
    const auto all = static_cast<std::int64_t>(students.size());
    const std::int64_t teach =
        std::min(draw({all / 5, all / 4}), static_cast<std::int64_t>(courses_.size()));
    const std::int64_t research = draw({all / 4, all / 3});
    rng_.shuffle(std::span(courses_));
    for (std::int64_t i = 0; i < teach; ++i) {
      const auto at = static_cast<std::size_t>(i);
      maker_.add(students[at], words_.type, words_.teaching_assistant);
      maker_.add(students[at], words_.teaching_assistant_of, courses_[at]);
    }
    for (const Id student :
         students.subspan(static_cast<std::size_t>(teach), static_cast<std::size_t>(research)))
      maker_.add(student, words_.type, words_.research_assistant);
  }

  TripleMaker maker_;
  const LubmVocabulary& words_;
  std::span<const Id> universities_;
  std::int64_t university_, number_;
  Rng rng_;
  Id own_ = 0;
  std::vector<Id> faculty_, professors_, courses_, graduate_courses_, publications_, drawn_;
};

std::vector<Id> add_universities(Triples& to, const LubmVocabulary& words, std::int64_t count) {
  TripleMaker maker(kLubmPrefix, to);
  std::vector<Id> universities;
  for (std::int64_t i = 0; i < count; ++i) {
    universities.push_back(maker.iri('u', i));
    maker.add(universities.back(), words.type, words.university);
    maker.add(universities.back(), words.type, words.organization);
    maker.add(universities.back(), words.name, maker.literal("University", i));
  }
  return universities;
}

}  // namespace

Triples generate_lubm(std::int64_t universities, Seed seed) {
  Triples made;
  TripleMaker maker(kLubmPrefix, made);
  const LubmVocabulary words(maker);
  const auto known = add_universities(made, words, known_universities(universities));
  for (std::int64_t university = 0; university < universities; ++university) {
    Rng rng(mix64(seed ^ mix64(~static_cast<std::uint64_t>(university))));
    const auto departments =
        kDepartments.least + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(
                                 kDepartments.most - kDepartments.least + 1)));
    for (std::int64_t number = 0; number < departments; ++number)
      Department(made, words, known, university, number, seed).make();
  }
  made.source = "LUBM-like, " + data::grouped(universities) +
                " universities: " + data::grouped(static_cast<std::int64_t>(made.triples.size())) +
                " triples";
  return made;
}

Bytes lubm_room(std::int64_t universities) {
  // Measured: 5 MB each when all is made; arrays that grow hold up to three times what is in them.
  return 8_MiB + 15_MiB * universities;
}

}  // namespace pontage::triple_join
