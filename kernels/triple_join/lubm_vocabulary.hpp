// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string_view>

#include "kernels/triple_join/triple_maker.hpp"

namespace pontage::triple_join {

/// Where the terms of generated universities begin.
inline constexpr std::string_view kLubmPrefix = "http://lubm/";

/// The classes and properties of a generated graph, by number. Names are univ-bench's (Guo, Pan and
/// Heflin 2005).
struct LubmVocabulary {
  explicit LubmVocabulary(TripleMaker& maker)
      : type(maker.type()),
        person(maker.iri("Person")),
        employee(maker.iri("Employee")),
        faculty(maker.iri("Faculty")),
        professor(maker.iri("Professor")),
        chair(maker.iri("Chair")),
        student(maker.iri("Student")),
        undergraduate(maker.iri("UndergraduateStudent")),
        graduate(maker.iri("GraduateStudent")),
        teaching_assistant(maker.iri("TeachingAssistant")),
        research_assistant(maker.iri("ResearchAssistant")),
        work(maker.iri("Work")),
        course(maker.iri("Course")),
        graduate_course(maker.iri("GraduateCourse")),
        publication(maker.iri("Publication")),
        organization(maker.iri("Organization")),
        university(maker.iri("University")),
        department(maker.iri("Department")),
        research_group(maker.iri("ResearchGroup")),
        name(maker.iri("name")),
        email(maker.iri("emailAddress")),
        telephone(maker.iri("telephone")),
        research_interest(maker.iri("researchInterest")),
        member_of(maker.iri("memberOf")),
        works_for(maker.iri("worksFor")),
        head_of(maker.iri("headOf")),
        sub_organization_of(maker.iri("subOrganizationOf")),
        teacher_of(maker.iri("teacherOf")),
        takes_course(maker.iri("takesCourse")),
        teaching_assistant_of(maker.iri("teachingAssistantOf")),
        advisor(maker.iri("advisor")),
        author(maker.iri("publicationAuthor")),
        degree_from(maker.iri("degreeFrom")),
        undergraduate_degree_from(maker.iri("undergraduateDegreeFrom")),
        masters_degree_from(maker.iri("mastersDegreeFrom")),
        doctoral_degree_from(maker.iri("doctoralDegreeFrom")),
        has_alumnus(maker.iri("hasAlumnus")) {}

  Id type;
  Id person, employee, faculty, professor, chair, student, undergraduate, graduate,
      teaching_assistant, research_assistant;
  Id work, course, graduate_course, publication;
  Id organization, university, department, research_group;
  Id name, email, telephone, research_interest;
  Id member_of, works_for, head_of, sub_organization_of;
  Id teacher_of, takes_course, teaching_assistant_of, advisor, author;
  Id degree_from, undergraduate_degree_from, masters_degree_from, doctoral_degree_from, has_alumnus;
};

}  // namespace pontage::triple_join
