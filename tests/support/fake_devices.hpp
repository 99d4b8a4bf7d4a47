// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libbench/device.hpp"

namespace pontage::test {

/// A memory that only has a name; nothing can be allocated in it.
class FakeMemory final : public Memory {
 public:
  FakeMemory(std::string name, Reach host_reach)
      : name_(std::move(name)), host_reach_(host_reach) {}
  std::string_view name() const override { return name_; }
  Reach host_reach() const override { return host_reach_; }
  Result<void*> allocate(Bytes) override {
    return fail(ErrorKind::refused, name_ + " is made up; it has no bytes");
  }
  void release(void*, Bytes) noexcept override {}

 private:
  std::string name_;
  Reach host_reach_;
};

/// A device that plans can name and nobody can run: enough for lowering and for choosing variants.
class FakeDevice : public Device {
 public:
  FakeDevice(std::string name, std::vector<EngineSpec> engines, std::vector<std::string> dialects)
      : name_(std::move(name)), engines_(std::move(engines)), dialects_(std::move(dialects)) {}

  std::string_view name() const override { return name_; }
  Provenance provenance() const override { return Provenance::modelled; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory& memory) const override {
    const auto at = reach_.find(&memory);
    return at != reach_.end() ? at->second : engines_.empty() ? memory.host_reach() : Reach::none;
  }
  Result<int> host_side(MemoryMode mode) const override {
    const int side = sides_.at(static_cast<std::size_t>(mode));
    if (side >= 0) return side;
    return fail(ErrorKind::refused, "there is no " + std::string(to_text(mode)) + " memory");
  }
  Result<void> accepts(Submission how) const override {
    return how == Submission::persistent ? Result<void>() : Device::accepts(how);
  }
  std::span<const EngineSpec> engines() const override { return engines_; }
  bool speaks(std::string_view dialect) const override {
    return std::ranges::find(dialects_, dialect) != dialects_.end();
  }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return nullptr; }
  std::vector<std::pair<std::string, std::string>> facts() const override { return {}; }

 protected:
  /// Adds a memory, which becomes the host's side in these modes; the first is home.
  void add(std::string name, Reach device, Reach host, std::initializer_list<MemoryMode> modes) {
    owned_.emplace_back(std::move(name), host);
    memories_.push_back(&owned_.back());
    reach_[&owned_.back()] = device;
    for (const MemoryMode mode : modes)
      sides_.at(static_cast<std::size_t>(mode)) = static_cast<int>(memories_.size()) - 1;
  }

 private:
  static std::array<int, kMemoryModes> none() {
    std::array<int, kMemoryModes> sides;
    sides.fill(-1);
    return sides;
  }

  std::string name_;
  std::vector<EngineSpec> engines_;
  std::vector<std::string> dialects_;
  std::deque<FakeMemory> owned_;
  std::vector<Memory*> memories_;
  std::map<const Memory*, Reach> reach_;
  std::array<int, kMemoryModes> sides_ = none();
};

inline constexpr std::initializer_list<MemoryMode> kAllModes{
    MemoryMode::pageable, MemoryMode::pinned,  MemoryMode::write_combined,
    MemoryMode::mapped,   MemoryMode::managed, MemoryMode::managed_prefetch,
    MemoryMode::coherent};

/// Runs on the caller, in the host's memory.
class FakeHost final : public FakeDevice {
 public:
  FakeHost() : FakeDevice("cpu", {}, {"serial", "host"}) {
    add("host", Reach::native, Reach::native, kAllModes);
  }
};

/// A device with a memory of its own, an engine for each direction, and host memory of every kind.
class FakeDiscrete final : public FakeDevice {
 public:
  explicit FakeDiscrete(const std::string& name = "gpu")
      : FakeDevice(name,
                   {{name + ".compute", true, false, false},
                    {name + ".to_device", false, true, false, true},
                    {name + ".from_device", false, false, true, true}},
                   {"cuda"}) {
    add(name + ".device", Reach::native, Reach::none, {});
    add(name + ".pageable", Reach::none, Reach::native, {MemoryMode::pageable});
    add(name + ".pinned", Reach::none, Reach::native, {MemoryMode::pinned});
    add(name + ".mapped", Reach::remote, Reach::native, {MemoryMode::mapped});
    add(name + ".managed", Reach::migrates, Reach::migrates,
        {MemoryMode::managed, MemoryMode::managed_prefetch});
  }
  bool is_whole(Submission how) const override { return how == Submission::persistent; }
};

/// A device with a queue and one engine, on one memory with the host.
class FakeUnified final : public FakeDevice {
 public:
  FakeUnified()
      : FakeDevice("unified", {{"unified.engine", true, true, true}}, {"serial", "traced"}) {
    add("unified.memory", Reach::native, Reach::native, kAllModes);
  }
};

}  // namespace pontage::test
