// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

const CounterReading* reading(const RunRecord& run, std::string_view name) {
  const auto found = std::ranges::find(run.counters, name, &CounterReading::name);
  return found == run.counters.end() || !found->value ? nullptr : &*found;
}

/// The counters that some case of the file has, in the order of the first that has any.
std::vector<std::string> counted_names(const std::vector<Family>& families) {
  std::vector<std::string> names;
  for (const Family& family : families)
    for (const CaseRecord* c : family.cases)
      for (const CounterReading& r : median_run(*c).counters)
        if (r.value && std::ranges::find(names, r.name) == names.end()) names.push_back(r.name);
  return names;
}

/// "package_energy_joules" → "package energy, J"; "llc_misses_count" → "llc misses".
std::string column_text(std::string name) {
  for (const auto& [ending, unit] :
       {std::pair<std::string_view, std::string_view>("_count", ""), {"_joules", ", J"}})
    if (name.ends_with(ending)) {
      name.resize(name.size() - ending.size());
      name.append(unit);
    }
  std::ranges::replace(name, '_', ' ');
  return name;
}

/// Instructions a cycle, where a run counted both.
std::string instructions_a_cycle(const RunRecord& run) {
  const CounterReading* cycles = reading(run, "cycles_count");
  const CounterReading* instructions = reading(run, "instructions_count");
  if (cycles == nullptr || instructions == nullptr || *cycles->value <= 0) return "n/a";
  return digits(*instructions->value / *cycles->value);
}

void add_counter_table(Page& page, const Family& family, const std::vector<std::string>& names) {
  std::vector<std::string> heading{"case"};
  for (const std::string& name : names) heading.push_back(column_text(name));
  heading.emplace_back("instructions per cycle");
  Table table(heading, "counters");
  for (const CaseRecord* c : family.cases) {
    const RunRecord& run = median_run(*c);
    table.row(to_text(c->provenance));
    table.markup("<code>" + escaped(c->key) + "</code>");
    for (const std::string& name : names) {
      const CounterReading* r = reading(run, name);
      table.number(r == nullptr ? "n/a" : digits(*r->value),
                   r == nullptr || r->counted_share >= 1
                       ? ""
                       : "seen " + percent(r->counted_share) + " of the time");
    }
    table.number(instructions_a_cycle(run));
  }
  page.html(table.html());
}

/// Why the others are missing: each reason once, with the counters that it took.
void add_absent(Page& page, const std::vector<Family>& families) {
  std::map<std::string, std::set<std::string>> by_reason;
  for (const Family& family : families)
    for (const CaseRecord* c : family.cases)
      for (const CounterReading& r : median_run(*c).counters)
        if (!r.value) by_reason[r.reason].insert(column_text(r.name));
  for (const auto& [reason, names] : by_reason)
    page.paragraph("Not available: " + list_of(names) + ". " + reason + ".", "nothing");
}

}  // namespace

void add_counters(Page& page, const Report& report) {
  page.heading(2, "7 Hardware counters and energy", "counters");
  const std::vector<std::string> names = counted_names(report.families);
  if (names.empty()) {
    page.paragraph("No counter could be read where this was measured.", "nothing");
  } else {
    page.paragraph(
        "Per job, of the median process run, counted in jobs of their own after all timing. Energy "
        "is what the meter's whole package used meanwhile, whoever used it.");
    for (const Family& family : report.families)
      if (family.provenance == Provenance::measured) {
        page.heading(3, family.kernel);
        add_counter_table(page, family, names);
      }
  }
  add_absent(page, report.families);
}

}  // namespace pontage::plots
