// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu_split/completion.hpp"

#include <sched.h>

#include "backends/shared/host/futex.hpp"

namespace pontage::cpu_split {

void Completions::reset(int acts) {
  counters_ = std::make_unique<Counter[]>(static_cast<std::size_t>(acts));
  count_ = acts;
}

void Completions::signal(ActId act, JobId job) noexcept {
  Counter& counter = counters_[static_cast<std::size_t>(act)];
  // Sequentially consistent on both sides: either the waiter sees the count or this thread sees the
  // sleeper.
  counter.done.store(static_cast<std::uint64_t>(job) + 1);
  if (counter.sleepers.load() != 0) host::futex_wake(counter.done, INT32_MAX);
}

void Completions::await(ActId act, JobId job, Wait wait) noexcept {
  Counter& counter = counters_[static_cast<std::size_t>(act)];
  const auto target = static_cast<std::uint64_t>(job);
  if (wait != Wait::block) {
    while (counter.done.load(std::memory_order_acquire) <= target) {
      if (wait == Wait::yield)
        sched_yield();
      else
        host::relax();
    }
    return;
  }
  if (counter.done.load(std::memory_order_acquire) > target) return;
  counter.sleepers.fetch_add(1);
  for (std::uint64_t seen = counter.done.load(); seen <= target; seen = counter.done.load())
    host::futex_wait(counter.done, seen);
  counter.sleepers.fetch_sub(1);
}

}  // namespace pontage::cpu_split
