// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/plugin_device.hpp"

#include <algorithm>

#include "backends/plugin/plugin_queue.hpp"

namespace pontage::plugin {
namespace {

constexpr std::int32_t kMostParts = 64;  // memories, engines

std::string text_of(const char* from) {
  return from == nullptr ? std::string() : std::string(from, strnlen(from, 256));
}

Reach to_reach(std::int32_t reach) {
  return reach == PONTAGE_REACH_NATIVE     ? Reach::native
         : reach == PONTAGE_REACH_REMOTE   ? Reach::remote
         : reach == PONTAGE_REACH_MIGRATES ? Reach::migrates
                                           : Reach::none;
}

class PluginMemory final : public Memory {
 public:
  PluginMemory(std::shared_ptr<OpenDevice> device, std::int32_t index,
               const pontage_memory_info& info)
      : device_(std::move(device)),
        index_(index),
        name_(text_of(info.name)),
        host_reach_(to_reach(info.host_reach)),
        device_reach_(to_reach(info.device_reach)) {}
  std::string_view name() const override { return name_; }
  Reach host_reach() const override { return host_reach_; }
  Reach device_reach() const { return device_reach_; }
  Result<void*> allocate(Bytes size) override {
    Sentence why;
    void* at = nullptr;
    const pontage_status status = device_->table().allocate(
        device_->handle, index_, static_cast<std::uint64_t>(size.count()), &at, why.room());
    if (status != PONTAGE_OK)
      return pass_on(error_of(status, why, name_, "allocating " + to_text(size)));
    if (at == nullptr || reinterpret_cast<std::uintptr_t>(at) % 64 != 0)
      return fail(ErrorKind::internal, name_ + ": what it allocated is not aligned to 64 bytes");
    return at;
  }
  void release(void* at, Bytes size) noexcept override {
    device_->table().release(device_->handle, index_, at, static_cast<std::uint64_t>(size.count()));
  }

 private:
  std::shared_ptr<OpenDevice> device_;
  std::int32_t index_;
  std::string name_;
  Reach host_reach_, device_reach_;
};

class PluginDevice final : public Device {
 public:
  static Result<std::unique_ptr<Device>> make(std::shared_ptr<OpenDevice> open) {
    std::unique_ptr<PluginDevice> device(new PluginDevice(std::move(open)));
    if (auto good = device->read(); !good) return pass_on(good.error());
    return device;
  }
  std::string_view name() const override { return name_; }
  Provenance provenance() const override { return Provenance::measured; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory& memory) const override {
    const auto own = std::ranges::find(memories_, &memory);
    return own == memories_.end() ? Reach::none
                                  : static_cast<const PluginMemory&>(memory).device_reach();
  }
  Result<int> host_side(MemoryMode mode) const override {
    const std::int32_t side = info_.memory_of_mode[static_cast<std::size_t>(mode)];
    if (side >= 0) return side;
    return fail(ErrorKind::refused, name_ + " has no " + std::string(to_text(mode)) + " memory");
  }
  Result<void> accepts(Submission submission) const override {
    if ((info_.submissions >> static_cast<unsigned>(submission) & 1U) != 0) return {};
    return fail(ErrorKind::refused,
                name_ + " cannot be handed work as submit=" + std::string(to_text(submission)));
  }
  std::span<const EngineSpec> engines() const override { return engines_; }
  bool speaks(std::string_view dialect) const override {
    return dialect == open_->library->dialect();
  }
  Entry empty_entry() const override {
    return ForeignEntry{open_->library->dialect(), &open_->library->nothing()};
  }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return queue_.get(); }
  std::vector<std::pair<std::string, std::string>> facts() const override {
    auto facts = queue_->facts();
    const auto fact = open_->table().fact;
    for (std::int32_t i = 0; fact != nullptr && i < kMostParts; ++i) {
      Sentence name, value;
      if (fact(open_->handle, i, name.room(), value.room()) != PONTAGE_OK) break;
      facts.emplace_back(name.text("?"), value.text(""));
    }
    return facts;
  }

 private:
  explicit PluginDevice(std::shared_ptr<OpenDevice> open) : open_(std::move(open)) {}

  Result<void> wrong(const std::string& what) const {
    return fail(ErrorKind::unreadable, open_->library->name() + ": " + what);
  }

  Result<void> read() {
    info_.struct_size = sizeof info_;
    std::ranges::fill(info_.memory_of_mode, -1);
    if (open_->table().describe(open_->handle, &info_) != PONTAGE_OK)
      return wrong("the device cannot describe itself");
    name_ = text_of(info_.name);
    if (name_.empty()) return wrong("the device has no name");
    if (info_.memories < 1 || info_.memories > kMostParts || info_.engines < 1 ||
        info_.engines > kMostParts)
      return wrong("the device says that it has " + std::to_string(info_.memories) +
                   " memories and " + std::to_string(info_.engines) + " engines");
    if (info_.clock == PONTAGE_CLOCK_DEVICE && open_->table().read_clock == nullptr)
      return wrong("it stamps by a clock of its own and has no read_clock to align it with");
    for (const std::int32_t side : info_.memory_of_mode)
      if (side >= info_.memories) return wrong("a memory mode names a memory that is not there");
    if (auto good = read_memories(); !good) return good;
    if (auto good = read_engines(); !good) return good;
    queue_ = std::make_unique<PluginQueue>(open_, info_);
    return {};
  }

  Result<void> read_memories() {
    for (std::int32_t i = 0; i < info_.memories; ++i) {
      pontage_memory_info info{};
      info.struct_size = sizeof info;
      if (open_->table().memory(open_->handle, i, &info) != PONTAGE_OK || info.name == nullptr)
        return wrong("memory " + std::to_string(i) + " cannot be read");
      owned_.push_back(std::make_unique<PluginMemory>(open_, i, info));
      memories_.push_back(owned_.back().get());
    }
    if (owned_[0]->device_reach() == Reach::none)
      return wrong("its home, memory 0, cannot be reached by the device");
    for (std::size_t mode = 0; mode < kMemoryModes; ++mode)
      if (const std::int32_t side = info_.memory_of_mode[mode];
          side >= 0 && owned_[static_cast<std::size_t>(side)]->host_reach() == Reach::none)
        return wrong("the host cannot reach the memory of mode " +
                     std::string(to_text(static_cast<MemoryMode>(mode))));
    return {};
  }

  Result<void> read_engines() {
    std::uint32_t all = 0;
    for (std::int32_t i = 0; i < info_.engines; ++i) {
      pontage_engine_info info{};
      info.struct_size = sizeof info;
      if (open_->table().engine(open_->handle, i, &info) != PONTAGE_OK || info.name == nullptr)
        return wrong("engine " + std::to_string(i) + " cannot be read");
      all |= info.can;
      engines_.push_back({text_of(info.name), (info.can & PONTAGE_COMPUTES) != 0,
                          (info.can & PONTAGE_COPIES_IN) != 0,
                          (info.can & PONTAGE_COPIES_OUT) != 0});
    }
    if ((all & PONTAGE_COMPUTES) == 0) return wrong("none of its engines computes");
    const bool copies = (all & PONTAGE_COPIES_IN) != 0 && (all & PONTAGE_COPIES_OUT) != 0;
    if (!copies && owned_[0]->host_reach() == Reach::none)
      return wrong("the host cannot reach its home and no engine copies both ways");
    return {};
  }

  std::shared_ptr<OpenDevice> open_;
  pontage_device_info info_{};
  std::string name_;
  std::vector<std::unique_ptr<PluginMemory>> owned_;
  std::vector<Memory*> memories_;
  std::vector<EngineSpec> engines_;
  std::unique_ptr<PluginQueue> queue_;
};

const pontage_host& host_table() {
  static const pontage_host host{sizeof(pontage_host), PONTAGE_PLUGIN_MINOR,
                                 [] { return std::uint64_t{start_stamp()}; }};
  return host;
}

}  // namespace

Result<std::unique_ptr<Device>> open_device(const std::shared_ptr<PluginLibrary>& library,
                                            const Settings& set, const PlantedDelays* delays) {
  std::vector<pontage_setting> settings;
  std::vector<AxisValue> values;
  values.reserve(library->axes().size());
  for (const AxisSpec& axis : library->axes()) {
    const AxisValue& value = values.emplace_back(value_or_usual(axis, set));
    const auto* word = std::get_if<std::string>(&value);
    settings.push_back({axis.name.c_str(), word != nullptr ? 0 : std::get<std::int64_t>(value),
                        word != nullptr ? word->c_str() : nullptr});
  }
  pontage_open_args args{};
  args.struct_size = sizeof args;
  args.host = &host_table();
  args.settings = settings.data();
  args.settings_count = static_cast<std::int32_t>(settings.size());
  if (delays != nullptr) std::ranges::copy(delays->ticks, args.planted_ticks);
  Sentence why;
  pontage_device* handle = nullptr;
  const pontage_status status = library->table().open(&args, &handle, why.room());
  if (status != PONTAGE_OK)
    return pass_on(error_of(status, why, library->name(), "opening the device"));
  if (handle == nullptr)
    return fail(ErrorKind::unreadable, library->name() + ": open succeeded without a device");
  return PluginDevice::make(std::make_shared<OpenDevice>(library, handle));
}

}  // namespace pontage::plugin
