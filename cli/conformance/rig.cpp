// SPDX-License-Identifier: Apache-2.0
#include "cli/conformance/rig.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace pontage::cli::conformance {
namespace {

/// A launch must have a problem; this one has no values.
class NoProblem final : public Problem {
 public:
  std::span<const ValueSpec> values() const override { return {}; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override { return {}; }
  void fill(std::size_t, std::span<std::byte>) const override {}
  Verdict judge(const HostValues&) const override { return {}; }

 private:
  Shape shape_;
};

int place_of(std::span<const EngineSpec> engines, bool EngineSpec::*can) {
  const auto at = std::ranges::find_if(engines, [&](const EngineSpec& e) { return e.*can; });
  return at == engines.end() ? -1 : static_cast<int>(at - engines.begin());
}

std::uint64_t word_at(std::uint64_t place, std::uint64_t seed) {
  return (place + 1) * 0x9E3779B97F4A7C15ULL ^ seed * 0xD1B54A32D192ED03ULL;
}

}  // namespace

Result<std::unique_ptr<Rig>> Rig::open(const Subject& subject, const PlantedDelays* delays) {
  auto device = subject.backend.open(subject.device_axes, delays);
  if (!device) return pass_on(device.error());
  if ((*device)->queue() == nullptr)
    return fail(ErrorKind::refused, "it runs on the caller and has no queue");
  auto rig = std::make_unique<Rig>();
  rig->device_ = std::move(*device);
  rig->clock_ = subject.clock;
  const auto engines = rig->device_->engines();
  rig->in_ = place_of(engines, &EngineSpec::copies_in);
  rig->out_ = place_of(engines, &EngineSpec::copies_out);
  rig->compute_ = place_of(engines, &EngineSpec::computes);
  for (const MemoryMode mode : {MemoryMode::pinned, MemoryMode::pageable})
    if (const auto side = rig->device_->host_side(mode); side && rig->side_ == nullptr)
      rig->side_ = rig->device_->memories()[static_cast<std::size_t>(*side)];
  rig->empty_ = {"empty", rig->device_->empty_entry(), ""};
  rig->empty_problem_ = std::make_unique<NoProblem>();
  return rig;
}

Command Rig::copy(int engine, ActId act, void* to, const void* from, Bytes size, bool is_to_device,
                  std::vector<ActId> after) {
  Command c;
  c.kind = Command::Kind::copy;
  c.engine = engine;
  c.act = act;
  c.pointers = {{to, const_cast<void*>(from)}};
  c.sizes = {size};
  c.is_to_device = is_to_device;
  c.after = std::move(after);
  return c;
}

Command Rig::empty_launch(ActId act, std::vector<ActId> after) {
  Command c;
  c.kind = Command::Kind::launch;
  c.engine = compute_;
  c.act = act;
  c.variant = &empty_;
  c.problem = empty_problem_.get();
  c.pointers = {{}};
  c.after = std::move(after);
  return c;
}

Result<PreparedId> Rig::prepare(std::vector<Command> commands) {
  return queue().prepare(std::move(commands), kActs);
}

Result<void> Rig::go(const std::vector<PreparedId>& prepared, ActId last, JobId job, Wait wait) {
  for (const PreparedId id : prepared) queue().submit(id, job, 0);
  queue().await(last, job, wait);
  return queue().health();
}

Result<void> Rig::perform(std::vector<Command> commands, Wait wait) {
  queue().clear();
  const ActId last = commands.back().act;
  std::vector<PreparedId> ids;
  for (Command& command : commands) {
    auto id = prepare({std::move(command)});
    if (!id) return pass_on(id.error());
    ids.push_back(*id);
  }
  return go(ids, last, 0, wait);
}

void pattern(std::span<std::byte> to, std::uint64_t seed) {
  for (std::size_t at = 0; at < to.size(); at += 8) {
    const std::uint64_t word = word_at(at, seed);
    std::memcpy(to.data() + at, &word, std::min<std::size_t>(8, to.size() - at));
  }
}

std::int64_t first_difference(std::span<const std::byte> bytes, std::uint64_t seed) {
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    const std::uint64_t word = word_at(at, seed);
    if (std::memcmp(bytes.data() + at, &word, std::min<std::size_t>(8, bytes.size() - at)) != 0)
      return static_cast<std::int64_t>(at);
  }
  return -1;
}

std::span<std::byte> bytes_of(const Buffer& buffer) { return *buffer.host_view(); }

}  // namespace pontage::cli::conformance
