// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/record.hpp"
#include "plots/charts.hpp"
#include "plots/page.hpp"
#include "plots/selection.hpp"
#include "plots/standings.hpp"

/// The parts of a report, in its order. Each adds itself to the page and says in a sentence when it
/// has nothing to show.
namespace pontage::plots {

/// What all sections look at.
struct Report {
  const ResultFile& file;
  std::vector<Family> families;
  std::vector<FamilyStandings> standings;  ///< of the families, in their order
  Palette palette;
};

void add_title(Page&, const Report&);
/// Headline findings, in words computed from the data.
void add_findings(Page&, const Report&);
/// Kernels by devices: who is fastest, by how much, and how much of each is tax.
void add_standings(Page&, const Report&);
void add_ledgers(Page&, const Report&);
/// Pictures of answers, where the file has some; adds nothing else.
void add_pictures(Page&, const Report&);
bool has_pictures(const ResultFile&);
void add_latency(Page&, Report&);
void add_scaling(Page&, Report&);
/// The measured cases of the host below the ceilings that the file itself measured.
void add_roofline(Page&, Report&);
void add_cases(Page&, const Report&);
void add_resources(Page&, const Report&);
void add_counters(Page&, const Report&);
void add_environment(Page&, const Report&);
void add_reading(Page&, const Report&, const Assets&);

/// "measured" or "modelled" as a coloured word.
std::string badge(Provenance);
/// What must be said under charts of these cases: placement remarks, each once.
void add_remarks(Page&, const Cases&);

}  // namespace pontage::plots
