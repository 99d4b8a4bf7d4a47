// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "libbench/record.hpp"
#include "libbench/result.hpp"

namespace pontage {

/// The version of the `pontage` part. A minor version only adds; a reader of 1.x reads every 1.y
/// and refuses 2.0.
inline constexpr std::string_view kResultSchema = "1.2";

/// The file as JSON text, a superset of Google Benchmark's: `context` and `benchmarks` for its
/// readers, `pontage` for ours (schema/pontage-result-1.schema.json).
///
/// `benchmarks` holds one entry a *process run* of each right case, its untraced median, because a
/// reader that compares entries of one name takes them for independent, which repetitions inside
/// one process are not. A wrong or skipped case is one entry with `error_occurred`, as Google
/// Benchmark writes it. A number that is none (NaN, infinite) becomes null; `<name>_reason` beside
/// it says which.
std::string to_json(const ResultFile&);

/// Reads what to_json wrote, losing nothing but `Work::step_name` (CaseRecord::step_name has it).
/// Keys that this build does not know are ignored; keys that are missing keep their default. `name`
/// is how errors call the file. All errors are `unreadable`: not JSON (with line and column), not
/// ours, a newer major schema, a value of the wrong kind (with its place).
Result<ResultFile> parse_result(std::string_view text, std::string_view name);

/// The JSON Schema of the file (draft 2020-12, written so that draft-07 validators understand it
/// too).
std::string_view result_schema();

}  // namespace pontage
