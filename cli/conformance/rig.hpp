// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/conformance/check.hpp"
#include "libbench/memory.hpp"

namespace pontage::cli::conformance {

/// A device opened for raw operations, with one home buffer and host buffers that it can copy.
class Rig {
 public:
  /// Nothing where the device runs on the caller; the text says so.
  static Result<std::unique_ptr<Rig>> open(const Subject&, const PlantedDelays* = nullptr);

  Device& device() { return *device_; }
  Queue& queue() { return *device_->queue(); }
  const ClockMap& clock() const { return clock_; }
  bool copies() const { return in_ >= 0 && out_ >= 0 && side_ != nullptr; }
  int engine_in() const { return in_; }
  int engine_out() const { return out_; }
  int engine_compute() const { return compute_; }

  Result<Buffer> home(Bytes size) { return Buffer::make(*device_->memories()[0], size); }
  Result<Buffer> side(Bytes size) { return Buffer::make(*side_, size); }

  static Command copy(int engine, ActId act, void* to, const void* from, Bytes size,
                      bool is_to_device, std::vector<ActId> after = {});
  Command in(ActId act, void* to, const void* from, Bytes size, std::vector<ActId> after = {}) {
    return copy(in_, act, to, from, size, true, std::move(after));
  }
  Command out(ActId act, void* to, const void* from, Bytes size, std::vector<ActId> after = {}) {
    return copy(out_, act, to, from, size, false, std::move(after));
  }
  Command empty_launch(ActId act, std::vector<ActId> after = {});

  /// One submit each, all of job `job`, then a wait for `last`; the first trouble. Act numbers are
  /// below kActs.
  Result<PreparedId> prepare(std::vector<Command> commands);
  Result<void> go(const std::vector<PreparedId>&, ActId last, JobId job = 0,
                  Wait wait = Wait::block);
  /// All of the above for one job.
  Result<void> perform(std::vector<Command> commands, Wait wait = Wait::block);
  static constexpr int kActs = 16;

 private:
  std::unique_ptr<Device> device_;
  ClockMap clock_;
  Memory* side_ = nullptr;
  int in_ = -1, out_ = -1, compute_ = -1;
  Entry nothing_;
  Variant empty_;
  std::unique_ptr<Problem> empty_problem_;
};

/// Bytes that differ from call to call: an odd multiplier over the place.
void pattern(std::span<std::byte> to, std::uint64_t seed);
/// The first place where the bytes are not the pattern, or −1.
std::int64_t first_difference(std::span<const std::byte> bytes, std::uint64_t seed);
std::span<std::byte> bytes_of(const Buffer&);

}  // namespace pontage::cli::conformance
