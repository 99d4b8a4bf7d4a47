% SPDX-License-Identifier: Apache-2.0
% SWI-Prolog on facts, one predicate a relation: swipl triples_swi.pl FACTS QUERY REPETITIONS prints, a line each, the seconds that one
% query took and `count N`. FACTS is a file's name without its .pl, which swipl would load by itself; the first process compiles it to a
% .qlf beside it, which the others load in a second. A query is the text of a goal, read and called each time. SWI has no planner: the goals stand in an
% order chosen by hand, the fewest answers first, and every further goal has an argument that is known. Its indexes on
% arguments are those that it makes by itself at the first call, which is not timed.
:- initialization(main, main).

main([Facts, Name, Count]) :-
    atom_number(Count, Repetitions),
    load_files(Facts, [silent(true), qcompile(auto)]),
    query(Name, Text),
    counted(Text, First),
    format("count ~d~n", [First]),
    forall(between(1, Repetitions, _), timed(Text)).

timed(Text) :-
    get_time(Begin),
    counted(Text, Rows),
    get_time(End),
    Seconds is End - Begin,
    format("~9f~ncount ~d~n", [Seconds, Rows]).

% Tables do not outlive a query.
counted(Text, Rows) :-
    abolish_all_tables,
    term_string(Goal, Text),
    aggregate_all(count, Goal, Rows).

% hypernym+ from the side that is known.
:- table kind/2 as subsumptive.
kind(Kind, Thing) :- '<http://wn/hypernym>'(Kind, Thing).
kind(Kind, Thing) :- kind(Between, Thing), '<http://wn/hypernym>'(Kind, Between).

query('Q1', "
    '<http://lubm/takesCourse>'(X, '<http://lubm/u0.d0.GraduateCourse0>'),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(X, '<http://lubm/GraduateStudent>')").
query('Q2', "
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(Y, '<http://lubm/University>'),
    '<http://lubm/undergraduateDegreeFrom>'(X, Y),
    '<http://lubm/memberOf>'(X, Z),
    '<http://lubm/subOrganizationOf>'(Z, Y),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(X, '<http://lubm/GraduateStudent>'),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(Z, '<http://lubm/Department>')").
query('Q9', "
    '<http://lubm/advisor>'(X, Y),
    '<http://lubm/teacherOf>'(Y, Z),
    '<http://lubm/takesCourse>'(X, Z),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(X, '<http://lubm/Student>'),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(Y, '<http://lubm/Faculty>'),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(Z, '<http://lubm/Course>')").
query('Q12', "
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(X, '<http://lubm/Chair>'),
    '<http://lubm/worksFor>'(X, Z),
    '<http://lubm/subOrganizationOf>'(Z, '<http://lubm/u0>'),
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'(Z, '<http://lubm/Department>')").
query('W2', "
    '<http://wn/word>'(X, '\"tree\"'),
    '<http://wn/gloss>'(X, _),
    '<http://wn/lexfile>'(X, _),
    '<http://wn/hypernym>'(X, _),
    '<http://wn/partMeronym>'(X, _)").
query('W3', "
    '<http://wn/word>'(Thing, '\"vehicle\"'),
    kind(One, Thing),
    '<http://wn/partMeronym>'(One, Part),
    '<http://wn/partMeronym>'(Other, Part),
    One \\== Other,
    kind(Other, Thing),
    '<http://wn/word>'(Part, _)").
