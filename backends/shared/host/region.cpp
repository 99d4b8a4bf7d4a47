// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/region.hpp"

#include <algorithm>
#include <utility>

#include "libbench/clock.hpp"

namespace pontage::host {
namespace {

/// All chunks of a call, on the caller. What the loop needs is copied and the loop stands alone:
/// the compiler cannot know that the body leaves the call be, and a register too few costs a fifth
/// of a dispatch.
[[gnu::noinline]] void run_alone(const RegionCall& call) {
  const auto body = call.body;
  const Index grain = call.grain, last = call.n - grain;
  Index begin = 0;
  for (; begin < last; begin += grain) body(begin, begin + grain, 0);
  body(begin, call.n, 0);
}

/// The chunks first, first + stride, … of a call: one, but for a runtime that sends fewer threads
/// than asked for.
void run_counted_out(const RegionCall& call, int first, int stride) {
  for (Index chunk = first; chunk < call.chunks; chunk += stride) {
    const Index begin = chunk * call.grain;
    call.body(begin, std::min(begin + call.grain, call.n), first);
  }
}

/// Chunks as they come from the counter, beginning with one that was taken already.
void run_dynamic(const RegionCall& call, std::atomic<Index>& next, Index chunk, int worker) {
  const auto body = call.body;
  for (; chunk < call.chunks; chunk = next.fetch_add(1, std::memory_order_relaxed)) {
    const Index begin = chunk * call.grain;
    body(begin, std::min(begin + call.grain, call.n), worker);
  }
}

}  // namespace

Region::Region(int workers, const PlantedDelays* delays)
    : delays_(delays), rows_(static_cast<std::size_t>(workers)), track_(workers, kMostRegions) {}

RegionCall Region::open(Index n, Index grain, function_ref<void(Index, Index, int)> body) noexcept {
  RegionCall call;
  call.n = n;
  call.grain = std::clamp<Index>(grain, 1, n);
  call.chunks = n / call.grain + (n % call.grain != 0 ? 1 : 0);
  call.body = body;
  call.is_dynamic = workers() > 1 && call.chunks > workers();
  call.is_stamped = track_.is_active();
  call.number = ++number_;
  if (call.is_dynamic) next_.store(0, std::memory_order_relaxed);
  if (call.is_stamped) track_.open();
  return call;
}

void Region::work(const RegionCall& call, int worker, int present) noexcept {
  const Index first = call.is_dynamic ? next_.fetch_add(1, std::memory_order_relaxed) : worker;
  if (first >= call.chunks) return;
  if (worker != 0) delay_here(delays_, DelayPoint::before_first_item);
  const Ticks begin = call.is_stamped ? start_stamp() : 0;
  if (call.is_dynamic)
    run_dynamic(call, next_, first, worker);
  else if (present == 1)
    run_alone(call);
  else
    run_counted_out(call, worker, present);
  if (call.is_stamped) track_.ran(worker, begin, end_stamp());
  if (bool& took_part = row(worker).took_part; !took_part) took_part = true;
}

void Region::work_chunk(const RegionCall& call, Index chunk, int worker) noexcept {
  Row& mine = row(worker);
  if (mine.number != call.number) {
    if (worker != 0) delay_here(delays_, DelayPoint::before_first_item);
    mine.number = call.number;
    mine.took_part = true;
    if (call.is_stamped) mine.begin = start_stamp();
  }
  const Index begin = chunk * call.grain;
  call.body(begin, std::min(begin + call.grain, call.n), worker);
  if (call.is_stamped) mine.end = end_stamp();
}

void Region::close(const RegionCall& call) noexcept {
  if (call.is_stamped) track_.close();
}

void Region::collect(const RegionCall& call) noexcept {
  if (!call.is_stamped) return;
  for (int worker = 0; worker < workers(); ++worker)
    if (const Row& theirs = row(worker); theirs.number == call.number)
      track_.ran(worker, theirs.begin, theirs.end);
}

int Region::took_part() {
  int count = 0;
  for (Row& theirs : rows_) count += std::exchange(theirs.took_part, false) ? 1 : 0;
  return count;
}

}  // namespace pontage::host
