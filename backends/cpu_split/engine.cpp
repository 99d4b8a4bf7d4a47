// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu_split/engine.hpp"

#include <algorithm>
#include <cstring>

#include "backends/shared/host/affinity.hpp"
#include "backends/shared/host/futex.hpp"

namespace pontage::cpu_split {
namespace {

constexpr std::uint64_t kStop = std::uint64_t{1}
                                << 63;  // set in `submitted_` when the engine should end

}  // namespace

Result<std::unique_ptr<Engine>> Engine::make(Options options, Completions& completions) {
  std::unique_ptr<Engine> engine(new Engine(std::move(options), completions));
  engine->thread_ = std::thread([e = engine.get()] { e->serve(); });
  while (!engine->ready_.load(std::memory_order_acquire)) std::this_thread::yield();
  if (engine->trouble_) return pass_on(*engine->trouble_);
  return engine;
}

Engine::Engine(Options options, Completions& completions)
    : options_(std::move(options)), completions_(completions), ring_(kRing), track_(kMarks) {}

Engine::~Engine() {
  submitted_.fetch_or(kStop);
  host::futex_wake(asleep_, 1);
  if (thread_.joinable()) thread_.join();
}

void Engine::submit(const Work& work, JobId job, SlotId slot) noexcept {
  const std::uint64_t at = submitted_.load(std::memory_order_relaxed);
  while (at - served_.load(std::memory_order_acquire) >= kRing) host::relax();
  ring_[at % kRing] = {&work, job, slot};
  submitted_.store(at + 1);  // sequentially consistent, see `next`
  if (asleep_.load() != 0 && asleep_.exchange(0) != 0) host::futex_wake(asleep_, 1);
}

/// False when the engine should end.
bool Engine::next(std::uint64_t served, Item& item) noexcept {
  for (;;) {
    const std::uint64_t submitted = submitted_.load();
    if ((submitted & ~kStop) > served) {
      item = ring_[served % kRing];
      return true;
    }
    if ((submitted & kStop) != 0) return false;
    if (options_.idle == Wait::spin) {
      host::relax();
      continue;
    }
    // Either the submitter sees the flag or this thread sees the new count.
    asleep_.store(1);
    if (submitted_.load() == submitted) host::futex_wait(asleep_, 1U);
    asleep_.store(0);
  }
}

void Engine::serve() noexcept {
  if (!options_.processors.empty() &&
      !host::pin_this_thread(std::span(options_.processors).first(1)))
    trouble_ = Error{ErrorKind::unavailable, "cpu_split: processor " +
                                                 std::to_string(options_.processors.front()) +
                                                 " cannot be pinned to; use pinning=none"};
  if (options_.team_workers > 0 && !trouble_) {
    auto team = host::ThreadTeam::make({.workers = options_.team_workers,
                                        .processors = options_.processors,
                                        .allowed = options_.allowed,
                                        .idle = options_.idle,
                                        .delays = options_.delays});
    if (team)
      team_ = std::move(*team);
    else
      trouble_ = team.error();
  }
  ready_.store(true, std::memory_order_release);
  if (trouble_) return;
  Item item;
  for (std::uint64_t served = 0; next(served, item);
       served_.store(++served, std::memory_order_release))
    perform(item);
  team_.reset();
}

void Engine::perform(const Item& item) noexcept {
  const Command& command = item.work->command;
  for (const ActId act : command.after) completions_.await(act, item.job, options_.idle);
  delay_here(options_.delays, DelayPoint::before_start);
  const Ticks begin = start_stamp();
  if (command.kind == Command::Kind::copy) {
    copy(*item.work, item.slot);
  } else {
    const Args& args = item.work->args[static_cast<std::size_t>(item.slot)];
    if (const auto* host = std::get_if<HostFn>(&command.variant->entry))
      (*host)(*team_, args);
    else
      std::get<SerialFn>(command.variant->entry)(args);
  }
  if (traced_.load(std::memory_order_relaxed))
    track_.push({begin, end_stamp(), item.job, static_cast<std::uint16_t>(command.act), 0,
                 command.kind == Command::Kind::copy
                     ? static_cast<std::uint64_t>(command.sizes[0].count())
                     : 0});
  completions_.signal(command.act, item.job);
}

/// A staged copy goes through the bounce buffer piece by piece, as a device's driver does for
/// memory it cannot reach.
void Engine::copy(const Work& work, SlotId slot) noexcept {
  const auto& pointers = work.command.pointers[static_cast<std::size_t>(slot)];
  auto* to = static_cast<std::byte*>(pointers[0]);
  const auto* from = static_cast<const std::byte*>(pointers[1]);
  const auto size = static_cast<std::size_t>(work.command.sizes[0].count());
  delay_here(options_.delays, DelayPoint::in_copy);
  if (!work.bounce) {
    std::memcpy(to, from, size);
    return;
  }
  const auto piece = static_cast<std::size_t>(work.bounce->size().count());
  for (std::size_t at = 0; at < size; at += piece) {
    const std::size_t n = std::min(piece, size - at);
    std::memcpy(work.bounce->address(), from + at, n);
    std::memcpy(to + at, work.bounce->address(), n);
  }
}

}  // namespace pontage::cpu_split
