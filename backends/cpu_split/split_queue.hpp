// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "backends/cpu_split/engine.hpp"
#include "libbench/device.hpp"

namespace pontage::cpu_split {

/// The door to the device's engines. Submitting is putting items into rings; all of a prepared list
/// go in one call.
class SplitQueue final : public Queue {
 public:
  /// `staging` is where staged copies bounce; it must outlive the queue.
  SplitQueue(std::vector<std::unique_ptr<Engine>>, std::unique_ptr<Completions>, Memory& staging,
             host::HomeProcessor, const PlantedDelays*);

  void clear() override;
  Result<PreparedId> prepare(std::vector<Command>, int acts, Submission) override;
  void submit(PreparedId, JobId, SlotId) override;
  void await(ActId, JobId, Wait) override;
  void trace(bool) override;
  void drain(MarkSet&) override;

 private:
  Result<Work> resolve(Command) const;

  std::unique_ptr<Completions> completions_;  // outlives the engines, which signal in it
  std::vector<std::unique_ptr<Engine>> engines_;
  Memory& staging_;
  host::HomeProcessor home_;  // of the driving thread
  const PlantedDelays* delays_;
  std::deque<std::vector<Work>> prepared_;
};

}  // namespace pontage::cpu_split
