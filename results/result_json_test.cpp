// SPDX-License-Identifier: Apache-2.0
#include "results/result_json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "results/example_result.hpp"
#include "results/record_fields.hpp"

namespace pontage {
namespace {

using Json = nlohmann::json;

std::string error_of(std::string_view text) {
  const auto file = parse_result(text, "a.json");
  EXPECT_FALSE(file.has_value());
  if (file) return "";
  EXPECT_EQ(file.error().kind, ErrorKind::unreadable);
  return file.error().what;
}

ResultFile round_trip(const ResultFile& file) {
  auto read = parse_result(to_json(file), "memory");
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().what);
  return read ? *read : ResultFile{};
}

/// The example's JSON with one change.
template <class Change>
std::string changed(Change change) {
  Json json = Json::parse(to_json(example_result()));
  change(json);
  return json.dump();
}

TEST(ResultJson, RoundTripLosesNothing) {
  const ResultFile file = example_result();
  EXPECT_EQ(to_json(round_trip(file)), to_json(file));
}

TEST(ResultJson, RoundTripKeepsEveryKindOfField) {
  const ResultFile file = example_result();
  const ResultFile read = round_trip(file);
  ASSERT_EQ(read.cases.size(), file.cases.size());
  const CaseRecord &before = file.cases.front(), &after = read.cases.front();
  EXPECT_EQ(after.key, before.key);
  EXPECT_EQ(after.seed, before.seed);
  EXPECT_EQ(after.shape, before.shape);
  EXPECT_EQ(after.work.bytes_read, before.work.bytes_read);
  EXPECT_EQ(after.runs[1].samples_ns, before.runs[1].samples_ns);
  EXPECT_EQ(after.runs[1].job.median, before.runs[1].job.median);
  EXPECT_EQ(after.runs[1].health, before.runs[1].health);
  EXPECT_EQ(after.measures[0].estimate.lower, before.measures[0].estimate.lower);
  EXPECT_EQ(read.environment.checks[1].verdict, file.environment.checks[1].verdict);
  EXPECT_EQ(read.cases.back().status, file.cases.back().status);
  EXPECT_EQ(read.selftests.size(), 5U);
}

/// Stands for any member while members are counted.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT: implicit on purpose
};
template <class T, class... Members>
constexpr int member_count() {
  if constexpr (requires { T{Members{}..., Anything{}}; })
    return member_count<T, Members..., Anything>();
  else
    return sizeof...(Members);
}
struct Counter {
  int fields = 0;
  void operator()(const char*, const auto&) { ++fields; }
  void as_text(const char*, const auto&) { ++fields; }
  void or_reason(const char*, const auto&, const auto&) { fields += 2; }
};
template <class T>
void expect_all_members_listed(const char* name, int left_out = 0) {
  Counter counter;
  const T part{};
  record_fields::fields(counter, part);
  EXPECT_EQ(counter.fields + left_out, member_count<T>())
      << name << " has a member that record_fields.hpp does not list";
}

TEST(ResultJson, EveryMemberIsWritten) {
  expect_all_members_listed<Fact>("Fact");
  expect_all_members_listed<Check>("Check");
  expect_all_members_listed<CacheFact>("CacheFact");
  expect_all_members_listed<Environment>("Environment");
  expect_all_members_listed<SelfTest>("SelfTest");
  expect_all_members_listed<Sentinel>("Sentinel");
  expect_all_members_listed<Summary>("Summary");
  expect_all_members_listed<LeafRecord>("LeafRecord");
  expect_all_members_listed<LedgerRecord>("LedgerRecord");
  expect_all_members_listed<BusyRecord>("BusyRecord");
  expect_all_members_listed<MarginalRecord>("MarginalRecord");
  expect_all_members_listed<BlameRecord>("BlameRecord");
  expect_all_members_listed<TraceHealth>("TraceHealth");
  expect_all_members_listed<CounterReading>("CounterReading", 2);  // of a value only
  expect_all_members_listed<RunRecord>("RunRecord");
  expect_all_members_listed<Estimate>("Estimate");
  expect_all_members_listed<Measure>("Measure");
  expect_all_members_listed<Work>("Work", 1);  // step_name: CaseRecord has it
  expect_all_members_listed<CaseRecord>("CaseRecord");
  expect_all_members_listed<ResultFile>("ResultFile");
}

TEST(ResultJson, NumbersThatAreNoneBecomeNullWithAReason) {
  ResultFile file = example_result();
  RunRecord& run = file.cases[0].runs[0];
  run.observer = std::numeric_limits<double>::quiet_NaN();
  run.traced_median_ns = -std::numeric_limits<double>::infinity();
  run.samples_ns = {1, std::numeric_limits<double>::infinity()};
  const Json json = Json::parse(to_json(file));
  const Json& written = json["pontage"]["results"][0]["runs"][0];
  EXPECT_TRUE(written["observer_ratio"].is_null());
  EXPECT_EQ(written["observer_ratio_reason"], "not a number");
  EXPECT_EQ(written["traced_median_ns_reason"], "minus infinite");
  EXPECT_TRUE(written["samples_ns"][1].is_null());
  EXPECT_TRUE(written.contains("samples_ns_reason"));
  const RunRecord read = round_trip(file).cases[0].runs[0];
  EXPECT_TRUE(std::isnan(read.observer));
  EXPECT_EQ(read.traced_median_ns, run.traced_median_ns);
}

TEST(ResultJson, CountersAreNumbersOrNullWithTheReason) {
  const ResultFile file = example_result();
  const Json json = Json::parse(to_json(file));
  const Json& counters = json["pontage"]["results"][0]["runs"][0]["counters"];
  ASSERT_EQ(counters.size(), 4U);
  EXPECT_EQ(counters[1]["value"], 12.5);
  EXPECT_EQ(counters[1]["counted_ratio"], 0.625);
  EXPECT_FALSE(counters[1].contains("value_reason"));
  EXPECT_TRUE(counters[3]["value"].is_null());
  EXPECT_EQ(counters[3]["value_reason"], "NVML shows no GPU; install NVIDIA's driver");
  const RunRecord run = round_trip(file).cases[0].runs[0];
  EXPECT_EQ(run.replay_jobs, 120);
  EXPECT_EQ(run.counters[1].value, 12.5);
  EXPECT_EQ(run.counters[3].value, std::nullopt);
  EXPECT_EQ(run.counters[3].reason, "NVML shows no GPU; install NVIDIA's driver");
}

TEST(ResultJson, ReadsAFileFromBeforeCounters) {
  const std::string text = changed([](Json& j) {
    j["pontage"]["schema"] = "1.0";
    for (Json& c : j["pontage"]["results"])
      for (Json& run : c["runs"]) {
        run.erase("counters");
        run.erase("replay_jobs_count");
      }
  });
  const auto file = parse_result(text, "a.json");
  ASSERT_TRUE(file) << file.error().what;
  EXPECT_TRUE(file->cases[0].runs[0].counters.empty());
  EXPECT_EQ(file->cases[0].runs[0].replay_jobs, 0);
}

TEST(ResultJson, GoogleReadsCountersAsItsOwn) {
  const Json json = Json::parse(to_json(example_result()));
  const Json& entry = json["benchmarks"][0];
  EXPECT_EQ(entry["llc_misses_count"], 12.5);
  EXPECT_FALSE(entry.contains("gpu_energy_joules")) << "an absent counter is not a number";
}

TEST(ResultJson, GoogleGetsOneEntryPerProcessRun) {
  const ResultFile file = example_result();
  const Json json = Json::parse(to_json(file));
  EXPECT_EQ(json["context"]["json_schema_version"], 1);
  EXPECT_EQ(json["context"]["caches"].size(), 3U);
  std::vector<Json> first;
  for (const Json& entry : json["benchmarks"])
    if (entry["name"] == file.cases[0].key) first.push_back(entry);
  ASSERT_EQ(first.size(), 5U);
  EXPECT_EQ(first[3]["repetition_index"], 3);
  EXPECT_EQ(first[3]["real_time"], file.cases[0].runs[3].job.median);
  EXPECT_EQ(first[3]["cpu_time"], first[3]["real_time"]);
  EXPECT_FALSE(first[3].contains("provenance"));
}

TEST(ResultJson, GoogleIsToldWhatIsWrongSkippedOrModelled) {
  const Json json = Json::parse(to_json(example_result()));
  int errors = 0, modelled = 0;
  for (const Json& entry : json["benchmarks"]) {
    if (entry.contains("provenance")) modelled += entry["provenance"] == "modelled";
    if (!entry.contains("error_occurred")) continue;
    ++errors;
    EXPECT_EQ(entry["real_time"], 0.0) << "a wrong answer must not show a time";
    EXPECT_FALSE(entry["error_message"].get<std::string>().empty());
  }
  EXPECT_EQ(errors, 2);
  EXPECT_EQ(modelled, 16);
}

TEST(ResultJson, RefusesANewerMajorSchema) {
  const std::string what = error_of(changed([](Json& j) { j["pontage"]["schema"] = "2.0"; }));
  EXPECT_NE(
      what.find("a.json: this file has schema 2.0; this build reads 1.x: use a newer pontage"),
      std::string::npos)
      << what;
}

TEST(ResultJson, ReadsANewerMinorSchemaWithUnknownKeys) {
  const std::string text = changed([](Json& j) {
    j["pontage"]["schema"] = "1.9";
    j["pontage"]["x_vendor"] = {1, 2};
    j["pontage"]["results"][0]["colour"] = "green";
  });
  EXPECT_TRUE(parse_result(text, "a.json").has_value());
}

TEST(ResultJson, TruncatedFileNamesLineAndColumn) {
  const std::string text = to_json(example_result());
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, text.size() / 2, text.size() - 3}) {
    const std::string what = error_of(std::string_view(text).substr(0, size));
    EXPECT_NE(what.find("line "), std::string::npos) << what;
    EXPECT_NE(what.find("ends too early"), std::string::npos) << size << " " << what;
  }
  EXPECT_NE(error_of("{\n \"a\": nonsense}").find("line 2, column 8"), std::string::npos)
      << error_of("{\n \"a\": nonsense}");
}

TEST(ResultJson, WrongKindsNameTheirPlace) {
  const auto text =
      changed([](Json& j) { j["pontage"]["results"][2]["runs"][1]["job"]["median_ns"] = "fast"; });
  EXPECT_NE(
      error_of(text).find("pontage.results[2].runs[1].job.median_ns must be a number, not string"),
      std::string::npos)
      << error_of(text);
  const auto word = changed([](Json& j) { j["pontage"]["results"][0]["status"] = "fine"; });
  EXPECT_NE(error_of(word).find("'fine'"), std::string::npos);
  const auto big =
      changed([](Json& j) { j["pontage"]["results"][0]["runs"][0]["jobs_count"] = 3'000'000'000; });
  EXPECT_NE(error_of(big).find("out of range"), std::string::npos);
  EXPECT_NE(error_of("{\"benchmarks\": []}").find("no 'pontage' part"), std::string::npos);
  EXPECT_NE(error_of("[1]").find("no 'pontage' part"), std::string::npos);
  EXPECT_NE(error_of("{\"pontage\": {\"schema\": \"one\"}}").find("no version"), std::string::npos);
}

TEST(ResultJson, SchemaIsEmbeddedWhole) {
  const Json schema = Json::parse(result_schema());
  EXPECT_EQ(schema["properties"]["context"]["properties"]["json_schema_version"]["const"], 1);
  EXPECT_TRUE(schema["$defs"].contains("case"));
}

}  // namespace
}  // namespace pontage
