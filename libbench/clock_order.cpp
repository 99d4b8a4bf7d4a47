// SPDX-License-Identifier: Apache-2.0
#include "libbench/clock_order.hpp"

#include <sched.h>

#include <atomic>
#include <thread>
#include <vector>

#include "libbench/clock.hpp"

namespace pontage {
namespace {

constexpr int kMostPartners = 8, kMostExchanges = 2'000, kStampsAlone = 10'000;

/// The processors this thread may use; empty where that cannot be asked (more than 1,024 of them).
std::vector<int> allowed_processors(cpu_set_t& mask) {
  CPU_ZERO(&mask);
  std::vector<int> allowed;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) return allowed;
  for (int p = 0; p < CPU_SETSIZE; ++p) {
    if (CPU_ISSET(p, &mask)) allowed.push_back(p);
  }
  return allowed;
}

bool pin_to(int processor) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  CPU_SET(processor, &mask);
  return sched_setaffinity(0, sizeof mask, &mask) == 0;
}

/// One direction's newest stamp and its number. Alone on its line.
struct alignas(64) Mailbox {
  std::atomic<int> round{0};
  Ticks stamp = 0;  // written before `round` is raised, read after it was seen
};

/// What both sides of an exchange share.
struct Table {
  Mailbox to_partner, to_caller;
  std::atomic<bool> is_over{false};
};

void send(Mailbox& to, int round, Ticks stamp) {
  to.stamp = stamp;
  to.round.store(round, std::memory_order_release);
}

/// Waits for the stamp of `round`; false when the other side has gone.
bool receive(const Mailbox& from, int round, const std::atomic<bool>& is_over) {
  while (from.round.load(std::memory_order_acquire) != round) {
    if (is_over.load(std::memory_order_relaxed)) return false;
  }
  return true;
}

/// 1 when a stamp taken now is smaller than the one received. Fenced, so it cannot be taken before
/// the load that saw the other's.
int is_backward(Ticks received, Ticks& mine) {
  mine = end_stamp();
  return mine < received ? 1 : 0;
}

std::int64_t answer_until_over(Table& table) {
  std::int64_t backward = 0;
  for (int round = 1; receive(table.to_partner, round, table.is_over); ++round) {
    Ticks mine = 0;
    backward += is_backward(table.to_partner.stamp, mine);
    send(table.to_caller, round, mine);
  }
  return backward;
}

/// The caller's side: opens each round, and ends at the deadline.
std::int64_t exchange_until(Nanoseconds deadline, Table& table, std::int64_t& exchanges) {
  std::int64_t backward = 0;
  for (int round = 1; round <= kMostExchanges && monotonic_raw() < deadline; ++round) {
    send(table.to_partner, round, end_stamp());
    if (!receive(table.to_caller, round, table.is_over)) break;
    Ticks mine = 0;
    backward += is_backward(table.to_caller.stamp, mine);
    ++exchanges;
  }
  table.is_over.store(true, std::memory_order_relaxed);
  return backward;
}

void exchange_with(int processor, Nanoseconds deadline, ClockOrder& order) {
  Table table;
  std::int64_t partners = 0;
  std::thread partner([&] {
    if (pin_to(processor)) partners = answer_until_over(table);
    table.is_over.store(true, std::memory_order_relaxed);
  });
  const std::int64_t before = order.exchanges;
  order.backward_steps += exchange_until(deadline, table, order.exchanges);
  partner.join();
  order.backward_steps += partners;
  order.processor_pairs += order.exchanges > before ? 1 : 0;
}

std::int64_t backward_steps_alone() {
  std::int64_t backward = 0;
  Ticks previous = end_stamp();
  for (int i = 0; i < kStampsAlone; ++i) {
    const Ticks now = end_stamp();
    backward += now < previous ? 1 : 0;
    previous = now;
  }
  return backward;
}

}  // namespace

ClockOrder count_backward_steps(Nanoseconds budget) {
  ClockOrder order;
  order.backward_steps = backward_steps_alone();
  cpu_set_t before;
  const std::vector<int> allowed = allowed_processors(before);
  if (allowed.size() < 2 || !pin_to(allowed.front())) return order;
  const int others = static_cast<int>(allowed.size()) - 1;
  const int partners = others < kMostPartners ? others : kMostPartners;
  for (int k = 1; k <= partners; ++k) {
    const auto at = static_cast<std::size_t>(static_cast<std::int64_t>(others) * k / partners);
    exchange_with(allowed[at], monotonic_raw() + budget / partners, order);
  }
  sched_setaffinity(0, sizeof before, &before);
  return order;
}

}  // namespace pontage
