// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu_split/split_queue.hpp"

#include "libbench/check.hpp"

namespace pontage::cpu_split {
namespace {

constexpr Bytes kBounce = 256_KiB;  // fits an L2 cache, as drivers' staging pieces do

}  // namespace

SplitQueue::SplitQueue(std::vector<std::unique_ptr<Engine>> engines,
                       std::unique_ptr<Completions> completions, Memory& staging,
                       host::HomeProcessor home, const PlantedDelays* delays)
    : completions_(std::move(completions)),
      engines_(std::move(engines)),
      staging_(staging),
      home_(home),
      delays_(delays) {}

void SplitQueue::clear() {
  prepared_.clear();
  completions_->reset(0);
}

Result<Work> SplitQueue::resolve(Command command) const {
  Work work;
  if (command.kind == Command::Kind::copy && command.is_staged) {
    auto bounce = Buffer::make(staging_, kBounce);
    if (!bounce) return pass_on(bounce.error());
    work.bounce = std::move(*bounce);
  }
  work.command = std::move(command);
  return work;
}

Result<PreparedId> SplitQueue::prepare(std::vector<Command> commands, int acts, Submission) {
  home_.settle();
  if (completions_->size() == 0) completions_->reset(acts);
  PONTAGE_CHECK(completions_->size() == acts, completions_->size(), acts);
  std::vector<Work>& list = prepared_.emplace_back();
  list.reserve(commands.size());
  for (Command& command : commands) {
    auto work = resolve(std::move(command));
    if (!work) return pass_on(work.error());
    list.push_back(std::move(*work));
    Work& kept = list.back();  // its address is final: the list was reserved
    if (kept.command.kind == Command::Kind::launch)
      for (const auto& pointers : kept.command.pointers)
        kept.args.push_back(
            {pointers, kept.command.sizes, kept.command.problem->shape().fields(), nullptr});
  }
  return static_cast<PreparedId>(prepared_.size()) - 1;
}

void SplitQueue::submit(PreparedId prepared, JobId job, SlotId slot) {
  for (const Work& work : prepared_[static_cast<std::size_t>(prepared)])
    engines_[static_cast<std::size_t>(work.command.engine)]->submit(work, job, slot);
}

void SplitQueue::await(ActId act, JobId job, Wait wait) {
  completions_->await(act, job, wait);
  delay_here(delays_, DelayPoint::before_notice);
}

void SplitQueue::trace(bool on) {
  for (const auto& engine : engines_) engine->trace(on);
}

void SplitQueue::drain(MarkSet& set) {
  for (const auto& engine : engines_) engine->drain(set);
}

}  // namespace pontage::cpu_split
