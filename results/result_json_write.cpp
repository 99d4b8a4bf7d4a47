// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "results/record_fields.hpp"
#include "results/result_json.hpp"

namespace pontage {
namespace {

using Json = nlohmann::ordered_json;
using record_fields::Part;

template <Part T>
Json encode(const T& part);

Json encode(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }
Json encode(bool value) { return value; }
Json encode(std::integral auto number) { return number; }
Json encode(Bytes bytes) { return bytes.count(); }
Json encode(const std::string& text) { return text; }
Json encode(Status status) { return std::string(to_text(status)); }
Json encode(Provenance provenance) { return std::string(to_text(provenance)); }
Json encode(ErrorKind kind) { return std::string(record_fields::to_text(kind)); }
Json encode(Check::Verdict verdict) { return to_text(verdict); }

Json encode(const Settings& settings) {
  Json object = Json::object();
  for (const auto& setting : settings)
    std::visit([&](const auto& plain) { object[setting.first] = plain; }, setting.second);
  return object;
}

template <class T>
Json encode(const std::vector<T>& list) {
  Json array = Json::array();
  for (const T& item : list) array.push_back(encode(item));
  return array;
}

std::string reason_for_null(double number) {
  return std::isnan(number) ? "not a number" : number > 0 ? "infinite" : "minus infinite";
}

/// Adds one field after the other to an object.
class Writer {
 public:
  explicit Writer(Json& object) : object_(object) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    object_[name] = encode(value);
  }
  void operator()(const char* name, double number) {
    object_[name] = encode(number);
    if (!std::isfinite(number)) object_[std::string(name) + "_reason"] = reason_for_null(number);
  }
  void operator()(const char* name, const std::vector<double>& numbers) {
    object_[name] = encode(numbers);
    const auto bad = std::ranges::find_if(numbers, [](double n) { return !std::isfinite(n); });
    if (bad != numbers.end())
      object_[std::string(name) + "_reason"] = "null stands where a value was not a finite number";
  }
  void or_reason(const char* name, const std::optional<double>& number, const std::string& reason) {
    object_[name] = number ? encode(*number) : Json(nullptr);
    if (!number) object_[std::string(name) + "_reason"] = reason;
  }
  void as_text(const char* name, std::uint64_t number) { object_[name] = std::to_string(number); }

 private:
  Json& object_;
};

template <Part T>
Json encode(const T& part) {
  Json object = Json::object();
  Writer writer(object);
  record_fields::fields(writer, part);
  return object;
}

bool is_scaling_enabled(const Environment& environment) {
  const auto governor = std::ranges::find(environment.facts, "governor", &Fact::name);
  return governor != environment.facts.end() && governor->value != "performance" &&
         !governor->value.starts_with("n/a");
}

Json context_of(const ResultFile& file) {
  const Environment& e = file.environment;
  Json caches = Json::array();
  for (const CacheFact& cache : e.caches)
    caches.push_back({{"type", cache.type},
                      {"level", cache.level},
                      {"size", cache.size_bytes},
                      {"num_sharing", cache.shared_by}});
  return {{"date", file.started},
          {"host_name", e.host_name},
          {"executable", "pontage"},
          {"num_cpus", e.cpus_online},
          {"mhz_per_cpu", std::lround(e.nominal_mhz)},
          {"cpu_scaling_enabled", is_scaling_enabled(e)},
          {"caches", std::move(caches)},
          {"load_avg", encode(e.load_average)},
          {"library_version", file.pontage_version},
          {"library_build_type", "release"},
          {"json_schema_version", 1}};
}

Json google_entry(const CaseRecord& c, std::size_t family) {
  Json entry{{"name", c.key},
             {"family_index", family},
             {"per_family_instance_index", 0},
             {"run_name", c.key},
             {"run_type", "iteration"},
             {"repetitions", std::max<std::size_t>(c.runs.size(), 1)},
             {"repetition_index", 0},
             {"threads", number_of(c.device_axes, "workers", 1)}};
  if (c.provenance == Provenance::modelled) entry["provenance"] = "modelled";
  return entry;
}

void add_time(Json& entry, std::size_t jobs, double ns) {
  entry["iterations"] = jobs;
  entry["real_time"] = encode(ns);
  entry["cpu_time"] = encode(ns);
  entry["time_unit"] = "ns";
}

void add_google_entries(Json& list, const CaseRecord& c, std::size_t family) {
  Json entry = google_entry(c, family);
  if (c.status != Status::right) {
    entry["error_occurred"] = true;
    entry["error_message"] = std::string(to_text(c.status)) + ": " + c.reason;
    add_time(entry, 0, 0);
    list.push_back(std::move(entry));
    return;
  }
  for (std::size_t i = 0; i < c.runs.size(); ++i) {
    const Summary& job = c.runs[i].job;
    if (!std::isfinite(job.median)) continue;
    Json one = entry;
    one["repetition_index"] = i;
    add_time(one, job.count, job.median);
    for (const CounterReading& reading : c.runs[i].counters)  // as Google writes user counters
      if (reading.value) one[reading.name] = encode(*reading.value);
    list.push_back(std::move(one));
  }
}

}  // namespace

std::string to_json(const ResultFile& file) {
  Json benchmarks = Json::array();
  for (std::size_t i = 0; i < file.cases.size(); ++i)
    add_google_entries(benchmarks, file.cases[i], i);
  Json own{{"schema", kResultSchema}};
  Writer writer(own);
  record_fields::fields(writer, file);
  const Json all{{"context", context_of(file)},
                 {"benchmarks", std::move(benchmarks)},
                 {"pontage", std::move(own)}};
  return all.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pontage
