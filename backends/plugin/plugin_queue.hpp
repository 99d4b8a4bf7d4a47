// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "backends/plugin/device_clock.hpp"
#include "backends/plugin/plugin_library.hpp"

namespace pontage::plugin {

/// A device that a library opened; closed when the last of its memories and queues is gone.
struct OpenDevice {
  std::shared_ptr<PluginLibrary> library;
  pontage_device* handle = nullptr;
  OpenDevice(std::shared_ptr<PluginLibrary> from, pontage_device* opened)
      : library(std::move(from)), handle(opened) {}
  OpenDevice(const OpenDevice&) = delete;
  OpenDevice& operator=(const OpenDevice&) = delete;
  ~OpenDevice() { library->table().close(handle); }
  const pontage_plugin& table() const { return library->table(); }
};

/// The library's queue behind ours: one indirect call an operation in the window.
class PluginQueue final : public Queue {
 public:
  PluginQueue(std::shared_ptr<OpenDevice>, const pontage_device_info&);
  void clear() override;
  Result<PreparedId> prepare(std::vector<Command>, int acts, Submission) override;
  void submit(PreparedId, JobId, SlotId) override;
  void await(ActId, JobId, Wait) override;
  void trace(bool on) override;
  void drain(MarkSet&) override;
  Result<void> health() override;
  /// Whether it leaves stamps, and how good they are, for the record.
  std::vector<std::pair<std::string, std::string>> facts() const;

 private:
  /// What a command of the interface points into.
  struct Held {
    Command command;
    std::vector<std::uint64_t> shape, sizes;
    std::string shape_json;
    std::vector<void* const*> rows;
    std::vector<std::int32_t> roles, after;
    std::vector<const char*> names;
  };
  pontage_command to_plugin(Held&) const;
  void describe_launch(Held&, pontage_command&) const;
  void note(pontage_status status, const char* doing);
  bool stamps() const;
  std::optional<ClockPair> read_clock() const;

  std::shared_ptr<OpenDevice> device_;
  bool has_own_clock_;
  DeviceClock clock_;
  std::deque<Held> held_;  // addresses are final
  pontage_status failed_ = PONTAGE_OK;
  const char* failed_while_ = "";
  std::uint64_t dropped_ = 0;
  bool is_traced_ = false;
};

}  // namespace pontage::plugin
