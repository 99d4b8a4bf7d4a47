// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/plugin_queue.hpp"

#include <array>

#include "libbench/settings_json.hpp"

namespace pontage::plugin {

PluginQueue::PluginQueue(std::shared_ptr<OpenDevice> device, const pontage_device_info& info)
    : device_(std::move(device)),
      has_own_clock_(info.clock == PONTAGE_CLOCK_DEVICE && device_->table().read_clock != nullptr) {
  if (!has_own_clock_ || info.clock_ticks_per_second == 0) return;
  static const double host_ticks_per_ns = ClockMap::calibrate(10_ms).ticks_per_ns();
  clock_.assume_rate(host_ticks_per_ns * 1e9 / static_cast<double>(info.clock_ticks_per_second));
}

void PluginQueue::clear() {
  device_->table().clear(device_->handle);
  held_.clear();
}

void PluginQueue::describe_launch(Held& held, pontage_command& to) const {
  const auto* variant =
      static_cast<const PluginVariant*>(std::get<ForeignEntry>(held.command.variant->entry).entry);
  to.variant = variant->index;
  if (held.command.problem == nullptr) return;
  for (const ValueSpec& value : held.command.problem->values()) {
    held.roles.push_back(static_cast<std::int32_t>(value.role));
    held.names.push_back(value.name.c_str());
  }
  to.roles = held.roles.data();
  to.names = held.names.data();
  if (variant->schema != nullptr)
    held.shape = shape_struct(*variant->schema, held.command.problem->shape());
  held.shape_json = settings_json(held.command.problem->shape().settings());
  to.shape = held.shape.data();
  to.shape_json = held.shape_json.c_str();
}

pontage_command PluginQueue::to_plugin(Held& held) const {
  const Command& from = held.command;
  pontage_command to{};
  to.struct_size = sizeof to;
  to.kind = from.kind == Command::Kind::copy ? PONTAGE_COPY : PONTAGE_LAUNCH;
  to.engine = from.engine;
  to.act = from.act;
  to.variant = PONTAGE_NO_VARIANT;
  to.to_device = from.is_to_device ? 1 : 0;
  to.staged = from.is_staged ? 1 : 0;
  for (const auto& row : from.pointers) held.rows.push_back(row.data());
  for (const Bytes size : from.sizes)
    held.sizes.push_back(static_cast<std::uint64_t>(size.count()));
  held.after.assign(from.after.begin(), from.after.end());
  to.pointers = held.rows.data();
  to.slots = static_cast<std::int32_t>(held.rows.size());
  to.sizes = held.sizes.data();
  to.values = static_cast<std::int32_t>(held.sizes.size());
  to.after = held.after.data();
  to.after_count = static_cast<std::int32_t>(held.after.size());
  if (from.kind == Command::Kind::launch) describe_launch(held, to);
  return to;
}

Result<PreparedId> PluginQueue::prepare(std::vector<Command> commands, int acts, Submission how) {
  std::vector<pontage_command> list;
  for (Command& command : commands) {
    held_.push_back({.command = std::move(command),
                     .shape = {},
                     .sizes = {},
                     .shape_json = {},
                     .rows = {},
                     .roles = {},
                     .after = {},
                     .names = {}});
    list.push_back(to_plugin(held_.back()));
  }
  Sentence why;
  std::int32_t id = -1;
  const pontage_status status =
      device_->table().prepare(device_->handle, list.data(), static_cast<std::int32_t>(list.size()),
                               acts, static_cast<std::int32_t>(how), &id, why.room());
  if (status != PONTAGE_OK)
    return pass_on(error_of(status, why, device_->library->name(), "preparing work"));
  return id;
}

void PluginQueue::submit(PreparedId prepared, JobId job, SlotId slot) {
  const pontage_status status = device_->table().submit(device_->handle, prepared, job, slot);
  if (status != PONTAGE_OK) [[unlikely]]
    note(status, "submitting work");
}

void PluginQueue::await(ActId act, JobId job, Wait wait) {
  const pontage_status status =
      device_->table().await(device_->handle, act, job, static_cast<std::int32_t>(wait));
  if (status != PONTAGE_OK) [[unlikely]]
    note(status, "waiting for work");
}

void PluginQueue::note(pontage_status status, const char* doing) {
  if (failed_ != PONTAGE_OK) return;
  failed_ = status;
  failed_while_ = doing;
}

Result<void> PluginQueue::health() {
  if (failed_ == PONTAGE_OK) return {};
  Sentence why;
  if (device_->table().failure != nullptr) device_->table().failure(device_->handle, why.room());
  return pass_on(error_of(failed_, why, device_->library->name(), failed_while_));
}

bool PluginQueue::stamps() const {
  const pontage_plugin& t = device_->table();
  return t.trace != nullptr && t.drain != nullptr && t.dropped != nullptr;
}

std::optional<ClockPair> PluginQueue::read_clock() const {
  ClockPair pair;
  pair.before = start_stamp();
  if (device_->table().read_clock(device_->handle, &pair.device) != PONTAGE_OK) return std::nullopt;
  pair.after = end_stamp();
  return pair;
}

void PluginQueue::trace(bool on) {
  if (!stamps()) return;
  is_traced_ = on;
  if (on && has_own_clock_)
    if (const auto first = DeviceClock::narrowest([&] { return read_clock(); }))
      clock_.open(*first);
  device_->table().trace(device_->handle, on ? 1 : 0);
}

void PluginQueue::drain(MarkSet& set) {
  if (!stamps()) return;
  if (has_own_clock_)
    if (const auto last = DeviceClock::narrowest([&] { return read_clock(); })) clock_.close(*last);
  std::array<pontage_mark, 256> marks;
  constexpr auto kRoom = static_cast<std::int32_t>(marks.size());
  for (;;) {
    const std::int32_t got = device_->table().drain(device_->handle, marks.data(), kRoom);
    if (got <= 0) break;
    for (std::int32_t i = 0; i < std::min(got, kRoom); ++i) {
      const pontage_mark& m = marks[static_cast<std::size_t>(i)];
      const auto stamp = [&](std::uint64_t t) { return has_own_clock_ ? clock_.to_host(t) : t; };
      set.marks.push_back({stamp(m.begin), stamp(m.end), static_cast<JobId>(m.job),
                           static_cast<std::uint16_t>(m.act), 0, m.bytes});
    }
  }
  const std::uint64_t dropped = device_->table().dropped(device_->handle);
  set.dropped += dropped - dropped_;
  dropped_ = dropped;
}

std::vector<std::pair<std::string, std::string>> PluginQueue::facts() const {
  if (!stamps())
    return {{"stamps",
             "none: the plug-in has no trace, drain and dropped; what its engines do is "
             "unattributed"}};
  if (!has_own_clock_) return {{"stamps", "by the host's clock"}};
  return {{"stamps", "by the device's clock, aligned at both ends of a run"},
          {"device_clock_uncertainty_ticks", std::to_string(clock_.uncertainty())},
          {"host_ticks_per_device_tick", std::to_string(clock_.rate())}};
}

}  // namespace pontage::plugin
