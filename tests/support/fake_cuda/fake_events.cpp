// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "tests/support/fake_cuda/fake_parts.hpp"

namespace pontage::test {

using cuda::Code;
using cuda::kGood;

Code FakeCuda::make_event(cuda::EventKind kind, cuda::Event* made) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  auto event = std::make_shared<FakeEvent>();
  event->kind = kind;
  *made = reinterpret_cast<cuda::Event>(event.get());
  events_[event.get()] = std::move(event);
  ++counts_.events;
  return kGood;
}

Code FakeCuda::destroy(cuda::Event event) {
  const Lock lock(mutex_);
  if (events_.erase(of(event)) == 0) return kInvalidHandle;
  --counts_.events;
  return kGood;
}

Code FakeCuda::record(cuda::Event e, cuda::Stream s) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  FakeStream& stream = *of(s);
  FakeEvent& event = *of(e);
  if (stream.recording != nullptr) {
    event.recording = stream.recording.get();
    event.after = stream.tail;
    return kGood;
  }
  event.recording = nullptr;
  Item item;
  item.record = events_.at(&event);
  item.number = ++event.recorded;
  stream.items.push_back(std::move(item));
  changed_.notify_all();
  return kGood;
}

Code FakeCuda::record_in_graph(cuda::Event e, cuda::Stream s) {
  const Lock lock(mutex_);
  FakeStream& stream = *of(s);
  if (stream.recording == nullptr) return cuda::kInvalidValue;
  stream.recording->nodes.push_back({{}, events_.at(of(e)), stream.tail});
  stream.tail = {stream.recording->nodes.size() - 1};
  return kGood;
}

Code FakeCuda::wait_for(cuda::Stream s, cuda::Event e) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  FakeStream& stream = *of(s);
  FakeEvent& event = *of(e);
  ++counts_.stream_waits;
  if (event.recording != nullptr) {
    if (stream.recording == nullptr)
      for (const auto& [at, graph] : graphs_)
        if (graph.get() == event.recording) join(stream, graph);
    if (stream.recording.get() != event.recording) return kIsolation;
    stream.tail.insert(event.after.begin(), event.after.end());
    return kGood;
  }
  if (stream.recording != nullptr) {
    stream.recording->is_broken = true;
    return kIsolation;
  }
  Item item;
  item.wait = events_.at(&event);
  item.number = event.recorded;
  stream.items.push_back(std::move(item));
  changed_.notify_all();
  return kGood;
}

Code FakeCuda::query(cuda::Event e) {
  const Lock lock(mutex_);
  ++counts_.queries;
  if (is_lost_) return sticky();
  return of(e)->done >= of(e)->recorded ? kGood : cuda::kNotReady;
}

Code FakeCuda::synchronise(cuda::Event e) {
  Lock lock(mutex_);
  FakeEvent& event = *of(e);
  if (event.kind == cuda::EventKind::blocking) ++counts_.blocking_syncs;
  const std::uint64_t number = event.recorded;
  changed_.wait(lock, [&] { return is_lost_ || event.done >= number; });
  return sticky();
}

Code FakeCuda::elapsed(cuda::Event from, cuda::Event to, float* milliseconds) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  const FakeEvent &a = *of(from), &b = *of(to);
  for (const FakeEvent* event : {&a, &b}) {
    if (event->kind != cuda::EventKind::timing || event->recorded == 0) return kInvalidHandle;
    if (event->done < event->recorded) return cuda::kNotReady;
  }
  *milliseconds = static_cast<float>(static_cast<double>(b.at_ns - a.at_ns) * 1e-6);
  return kGood;
}

void FakeCuda::stamp(FakeEvent& event) { event.at_ns = device_now(); }

std::int64_t FakeCuda::device_now() const {
  const auto host = static_cast<double>((monotonic_raw() - origin_).count());
  const auto ns = static_cast<std::int64_t>(host * (1 + options_.drift_ppm * 1e-6));
  return options_.clock_starts_ns + ns / options_.clock_step_ns * options_.clock_step_ns;
}

}  // namespace pontage::test
