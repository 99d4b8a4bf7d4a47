// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/device.hpp"
#include "libbench/ledger.hpp"
#include "libbench/price.hpp"

namespace pontage {

/// One number of a machine file: never without its unit, where it comes from and how sure anybody
/// is.
struct Parameter {
  enum class Kind : std::uint8_t { spec, measured, derived, assumed } kind = Kind::assumed;
  double value = 0, low = 0, high = 0;  ///< low…high: the range it may well lie in
  std::string unit, source;
};
std::string_view to_text(Parameter::Kind);

/// What a machine file must and may say. One flat rate prices all computing: it knows nothing of
/// caches or latency.
struct MachineSpec {
  std::string name, summary;
  bool is_unified =
      false;  ///< one memory that host and device both reach natively: nothing is ever copied
  /// launch_submit_ns, launch_latency_ns, launch_gap_ns, event_ns, notify_ns, wake_ns,
  /// steps_per_second; a discrete machine also copy_submit_ns, to_device_setup_ns,
  /// from_device_setup_ns, to_device_gbps, from_device_gbps, host_copy_gbps.
  std::map<std::string, Parameter, std::less<>> parameters;
};

/// Reads a machine file (machines/README.md). Missing, unknown or senseless parameters are refused
/// by name.
Result<MachineSpec> parse_machine(std::string_view json, std::string_view name);
Result<MachineSpec> load_machine(const std::string& path);

/// A machine that can be priced but not run: one device with engines, and constant costs.
class Machine {
 public:
  explicit Machine(MachineSpec);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  const MachineSpec& spec() const { return spec_; }
  Device& device();
  const Costs& costs() const;
  /// The share of a job's critical path whose price is an assumed parameter, 0 to 1.
  double assumed_share(const Ledger&) const;

 private:
  MachineSpec spec_;
  std::unique_ptr<class ModelDevice> device_;
  std::unique_ptr<class ConstantCosts> costs_;
};

}  // namespace pontage
