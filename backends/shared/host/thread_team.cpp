// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/thread_team.hpp"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <climits>
#include <csignal>
#include <system_error>

#include "backends/shared/host/futex.hpp"
#include "libbench/clock.hpp"

namespace pontage::host {
namespace {

/// Looks between two looks at the clock, and looks without a pause before the first pause.
constexpr int kLooksPerClock = 64;
/// The parts of a word that ends the team.
constexpr std::uint32_t kStop = UINT32_MAX;

/// The region's number in the low half, which is the futex; the number of workers that have a part
/// in the high half.
constexpr std::uint64_t word_of(std::uint32_t number, std::uint32_t parts) {
  return static_cast<std::uint64_t>(parts) << 32 | number;
}
constexpr std::uint32_t parts_of(std::uint64_t word) {
  return static_cast<std::uint32_t>(word >> 32);
}

/// Signals are for the threads of the tool: an interrupted run is written by the thread that runs
/// it.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Result<std::unique_ptr<ThreadTeam>> ThreadTeam::make(ThreadTeamOptions options) {
  std::unique_ptr<ThreadTeam> team(new ThreadTeam(std::move(options)));
  if (auto started = team->start(); !started) return pass_on(started.error());
  return team;
}

ThreadTeam::ThreadTeam(ThreadTeamOptions options)
    : options_(std::move(options)),
      home_(options_.processors.empty() ? -1 : options_.processors.front()),
      region_(options_.workers, options_.delays) {}

ThreadTeam::~ThreadTeam() { stop(); }

Result<void> ThreadTeam::start() {
  try {
    for (int worker = 1; worker < workers(); ++worker)
      threads_.emplace_back([this, worker] { serve(worker); });
  } catch (const std::system_error& error) {
    return fail(ErrorKind::refused,
                "cannot start worker " + std::to_string(threads_.size() + 1) + " of " +
                    std::to_string(workers()) + " (" + error.what() +
                    "); use fewer workers or raise the limit on processes (ulimit -u)");
  }
  join(workers());
  if (const auto misplaced = arrivals_.misplaced.load(); misplaced != 0)
    return fail(ErrorKind::refused,
                std::to_string(misplaced) +
                    " workers may not run on the processors chosen for them; use pinning=none");
  return {};
}

void ThreadTeam::stop() noexcept {
  call_.word.store(word_of(++number_, kStop));
  futex_wake(call_.word, INT_MAX);
  for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) {
  if (n <= 0) return;
  home_.settle();
  const RegionCall call = region_.open(n, grain, body);
  const int parts = static_cast<int>(std::min<Index>(call.chunks, workers()));
  if (parts > 1) {
    call_.call = call;
    publish(parts);
  }
  region_.work(call, 0, parts);
  if (parts > 1) join(parts);
  region_.close(call);
}

void ThreadTeam::publish(int parts) noexcept {
  // seq_cst here and in next_word: either the worker sees the new word or this sees the worker
  // asleep.
  call_.word.store(word_of(++number_, static_cast<std::uint32_t>(parts)));
  if (arrivals_.asleep.load() != 0) futex_wake(call_.word, INT_MAX);
}

void ThreadTeam::join(int parts) noexcept {
  expected_ += static_cast<std::uint64_t>(parts - 1);
  const auto all_done = [this] {
    return arrivals_.done.load(std::memory_order_acquire) == expected_;
  };
  for (int look = 0; look < kLooksPerClock; ++look)
    if (all_done()) return;
  const Nanoseconds limit = monotonic_raw() + options_.patience;
  for (bool is_patient = true; is_patient; is_patient = monotonic_raw() < limit)
    for (int look = 0; look < kLooksPerClock; ++look, relax())
      if (all_done()) return;
  while (!all_done())
    sched_yield();  // a worker may need this processor; the caller itself never sleeps
}

void ThreadTeam::serve(int worker) noexcept {
  block_signals();
  const auto& mine = options_.processors;
  const bool is_placed =
      mine.empty() ? options_.allowed.empty() || pin_this_thread(options_.allowed)
                   : pin_this_thread(std::span(mine).subspan(static_cast<std::size_t>(worker), 1));
  if (!is_placed) arrivals_.misplaced.fetch_add(1, std::memory_order_relaxed);
  arrivals_.done.fetch_add(1, std::memory_order_release);
  for (std::uint64_t word = 0;;) {
    word = next_word(word);
    const std::uint32_t parts = parts_of(word);
    if (parts == kStop) return;
    if (static_cast<std::uint32_t>(worker) >= parts) continue;
    region_.work(call_.call, worker, static_cast<int>(parts));
    arrivals_.done.fetch_add(1, std::memory_order_release);
  }
}

std::uint64_t ThreadTeam::next_word(std::uint64_t seen) noexcept {
  if (options_.idle != Wait::block)
    if (const std::uint64_t word = watch(seen); word != seen) return word;
  arrivals_.asleep.fetch_add(1);
  std::uint64_t word = seen;
  while ((word = call_.word.load()) == seen) futex_wait(call_.word, seen);
  arrivals_.asleep.fetch_sub(1, std::memory_order_relaxed);
  return word;
}

std::uint64_t ThreadTeam::watch(std::uint64_t seen) const noexcept {
  const Nanoseconds limit = monotonic_raw() + options_.patience;
  do {
    for (int look = 0; look < kLooksPerClock; ++look) {
      if (const std::uint64_t word = call_.word.load(std::memory_order_acquire); word != seen)
        return word;
      if (options_.idle == Wait::yield)
        sched_yield();
      else
        relax();
    }
  } while (monotonic_raw() < limit);
  return seen;
}

}  // namespace pontage::host
