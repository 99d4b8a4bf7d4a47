// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libbench/record.hpp"

namespace pontage::plots {

using Cases = std::vector<const CaseRecord*>;

/// Whether a case may be plotted: its answer was right, and was looked at in the timed repetitions
/// themselves. Nobody times a priced case, so there a right answer is enough.
bool is_plotted(const CaseRecord&);

/// Cases of one kernel and one provenance: what may stand side by side.
struct Family {
  std::string kernel;
  Provenance provenance = Provenance::measured;
  Cases cases;
};
/// The plotted cases by kernel, measured before modelled, in the order of the file.
std::vector<Family> families(const ResultFile&);

/// One problem and all that ran it. `label` names what tells it from the family's other problems:
/// "256 MiB · chains 8".
struct Group {
  std::string label;
  Cases cases;
};
std::vector<Group> by_problem(const Family&);
/// The group to talk about first: the most devices ran it, and of those the longest. Null when
/// there is none.
const Group* headline(const std::vector<Group>&);
/// What tells a case's shape from those of `others`, the axes `except` left out; empty when nothing
/// does.
std::string shape_text(const CaseRecord&, const Cases& others,
                       const std::vector<std::string>& except);

/// The name of a case among `others`: its device and the settings, shape left out, that differ
/// between them. The axis `except` is left out; the variant is added where another case differs in
/// nothing else.
std::string series_name(const CaseRecord&, const Cases& others, std::string_view except = {});

/// The run whose untraced median is the middle one of the case's runs. The case has runs.
const RunRecord& median_run(const CaseRecord&);
/// Workers of the case's device: as set, else as a fact says, else what was seen; 0 when unknown.
std::int64_t workers_of(const CaseRecord&);
/// The largest whole number that the shape has under that name, or 0.
std::int64_t shape_number(const CaseRecord&, std::string_view axis);

/// The ledger by class, mean over the case's runs: (class, ns), in the order of LeafClass, none
/// zero.
std::vector<std::pair<LeafClass, double>> class_times(const CaseRecord&);
/// Of the mean job, the part spent on copy, launch and sync.
double tax_share(const CaseRecord&);
/// The medians of the untraced job, one a run, ns.
std::vector<double> run_medians(const CaseRecord&);
/// The measure of that name, or an Estimate whose `runs` is 0.
Estimate estimate_of(const CaseRecord&, std::string_view measure);

}  // namespace pontage::plots
