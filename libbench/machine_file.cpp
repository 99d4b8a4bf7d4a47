// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "libbench/machine.hpp"

namespace pontage {
namespace {

using Json = nlohmann::json;

struct Wanted {
  std::string_view name, unit;
  bool of_discrete_only;
};
constexpr std::array kWanted{
    Wanted{"steps_per_second", "1/s", false}, Wanted{"launch_submit_ns", "ns", false},
    Wanted{"launch_latency_ns", "ns", false}, Wanted{"launch_gap_ns", "ns", false},
    Wanted{"event_ns", "ns", false},          Wanted{"notify_ns", "ns", false},
    Wanted{"wake_ns", "ns", false},           Wanted{"copy_submit_ns", "ns", true},
    Wanted{"to_device_setup_ns", "ns", true}, Wanted{"from_device_setup_ns", "ns", true},
    Wanted{"to_device_gbps", "GB/s", true},   Wanted{"from_device_gbps", "GB/s", true},
    Wanted{"host_copy_gbps", "GB/s", true}};
constexpr std::array<std::string_view, 4> kKinds{"spec", "measured", "derived", "assumed"};

tl::unexpected<Error> bad(std::string_view file, const std::string& what) {
  return fail(ErrorKind::unreadable, "machine file " + std::string(file) + ": " + what);
}

Result<Parameter> parse_parameter(const Json& json, const Wanted& wanted, std::string_view file) {
  const std::string name(wanted.name);
  if (!json.is_object() || !json.contains("value") || !json["value"].is_number())
    return bad(file, "parameter '" + name + "' needs a number 'value'");
  Parameter p;
  p.value = json["value"];
  p.low = json.value("low", p.value);
  p.high = json.value("high", p.value);
  p.unit = json.value("unit", "");
  p.source = json.value("source", "");
  const auto kind = std::ranges::find(kKinds, json.value("kind", ""));
  if (kind == kKinds.end())
    return bad(file, "parameter '" + name + "' needs a 'kind': spec, measured, derived or assumed");
  p.kind = static_cast<Parameter::Kind>(kind - kKinds.begin());
  if (p.unit != wanted.unit)
    return bad(file, "parameter '" + name + "' must be in " + std::string(wanted.unit) + ", not '" +
                         p.unit + "'");
  if (p.source.empty()) return bad(file, "parameter '" + name + "' needs a 'source'");
  const bool is_rate = wanted.unit != "ns";
  if (!std::isfinite(p.value) || p.value < 0 || (is_rate && p.value == 0))
    return bad(file, "parameter '" + name + "' must be " + (is_rate ? "above" : "at least") + " 0");
  if (!(p.low <= p.value && p.value <= p.high))
    return bad(file, "parameter '" + name + "' must lie between its 'low' and 'high'");
  return p;
}

Result<void> parse_parameters(const Json& json, MachineSpec& spec, std::string_view file) {
  if (!json.is_object()) return bad(file, "it needs an object 'parameters'");
  for (const Wanted& wanted : kWanted) {
    if (wanted.of_discrete_only && spec.is_unified) continue;
    const auto at = json.find(std::string(wanted.name));
    if (at == json.end())
      return bad(file, "parameter '" + std::string(wanted.name) + "' is missing");
    auto parameter = parse_parameter(*at, wanted, file);
    if (!parameter) return pass_on(parameter.error());
    spec.parameters.emplace(wanted.name, std::move(*parameter));
  }
  for (const auto& [name, value] : json.items())
    if (!spec.parameters.contains(name))
      return bad(file, "parameter '" + name + "' is unknown" +
                           (spec.is_unified ? " on a unified machine" : ""));
  return {};
}

}  // namespace

std::string_view to_text(Parameter::Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

Result<MachineSpec> parse_machine(std::string_view text, std::string_view file) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    return bad(file, std::string("it is not JSON: ") + error.what());
  }
  if (!json.is_object() || !json.contains("pontage_machine"))
    return bad(file, "it has no key 'pontage_machine'; see machines/README.md");
  if (json["pontage_machine"] != 1)
    return bad(file, "it is of version " + json["pontage_machine"].dump() +
                         "; this build reads version 1: use a newer pontage");
  MachineSpec spec;
  try {
    spec.name = json.at("name");
    spec.summary = json.at("summary");
    const std::string memory = json.at("memory");
    if (memory != "unified" && memory != "discrete")
      return bad(file, "'memory' must be \"unified\" or \"discrete\"");
    spec.is_unified = memory == "unified";
  } catch (const Json::exception&) {
    return bad(file, "it needs the words 'name', 'summary' and 'memory'");
  }
  if (auto good = parse_parameters(json.value("parameters", Json()), spec, file); !good)
    return pass_on(good.error());
  return spec;
}

Result<MachineSpec> load_machine(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return fail(ErrorKind::unavailable,
                "machine file " + path + " cannot be opened; the shipped ones are in machines/");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_machine(text.str(), path);
}

}  // namespace pontage
