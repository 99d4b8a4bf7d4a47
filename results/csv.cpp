// SPDX-License-Identifier: Apache-2.0
#include "results/csv.hpp"

#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "results/measures.hpp"

namespace pontage {
namespace {

struct Owner {
  const char* name;
  Settings CaseRecord::*settings;
};
constexpr std::array<Owner, 4> kOwners{{{"shape", &CaseRecord::shape},
                                        {"device", &CaseRecord::device_axes},
                                        {"lowering", &CaseRecord::lowering_axes},
                                        {"sampling", &CaseRecord::sampling_axes}}};

/// A column of settings: whose axis, and which.
using Column = std::pair<std::size_t, std::string>;

std::set<Column> axis_columns(const ResultFile& file) {
  std::set<Column> columns;
  for (const CaseRecord& c : file.cases)
    for (std::size_t owner = 0; owner < kOwners.size(); ++owner)
      for (const auto& [axis, value] : c.*kOwners[owner].settings) columns.emplace(owner, axis);
  return columns;
}

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string out(1, '"');
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
  return out;
}

std::string exact(double number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), end};
}

std::string row(std::initializer_list<std::string_view> cells) {
  std::string line;
  const char* before = "";
  for (const std::string_view cell : cells) {
    line += before;
    line += quoted(cell);
    before = ",";
  }
  return line;
}

std::string axis_cells(const CaseRecord& c, const std::set<Column>& columns) {
  std::string cells;
  for (const auto& [owner, axis] : columns) {
    const Settings& settings = c.*kOwners.at(owner).settings;
    const auto found = settings.find(axis);
    cells += ',';
    if (found != settings.end()) cells += quoted(to_text(found->second));
  }
  cells += '\n';
  return cells;
}

/// The cells that say which case it is.
std::string case_cells(const ResultFile& file, const CaseRecord& c) {
  return row({file.run_id, c.key, c.kernel, c.variant, c.dialect, c.device, to_text(c.provenance),
              to_text(c.status), c.reason});
}

/// Counters have no place among the measures: they have no interval and no better or worse.
std::string counter_unit(std::string_view name) {
  return name.ends_with("_joules") ? "joules per job" : "count per job";
}

void add_counters(std::string& out, const std::string& front, const RunRecord& run,
                  const std::string& back) {
  for (const CounterReading& reading : run.counters)
    if (reading.value)
      out.append(front)
          .append(",")
          .append(row({std::to_string(run.run), reading.name, counter_unit(reading.name),
                       exact(*reading.value)}))
          .append(back);
}

void add_case(std::string& out, const ResultFile& file, const CaseRecord& c,
              const std::set<Column>& columns) {
  const std::string front = case_cells(file, c);
  const std::string back = axis_cells(c, columns);
  if (c.status != Status::right) {
    out.append(front).append(",,,,").append(back);
    return;
  }
  for (const RunRecord& run : c.runs) {
    for (const MeasureSpec& spec : measure_specs())
      if (const auto value = spec.of_run(c, run))
        out.append(front)
            .append(",")
            .append(row({std::to_string(run.run), spec.name, spec.unit(c), exact(*value)}))
            .append(back);
    add_counters(out, front, run, back);
  }
}

}  // namespace

std::string to_csv(const ResultFile& file) {
  const auto columns = axis_columns(file);
  std::string out =
      "run_id,key,kernel,variant,dialect,device,provenance,status,reason,run,measure,unit,value";
  for (const auto& [owner, axis] : columns) {
    out += ',';
    out += quoted(std::string(kOwners.at(owner).name).append(".").append(axis));
  }
  out += '\n';
  for (const CaseRecord& c : file.cases) add_case(out, file, c, columns);
  return out;
}

}  // namespace pontage
