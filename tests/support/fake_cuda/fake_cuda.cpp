// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_cuda/fake_cuda.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <new>
#include <set>
#include <thread>

namespace pontage::test {

using cuda::Code;
using cuda::kGood;

namespace {

constexpr Code kInvalidHandle = 400;
constexpr Code kUnjoined = 904;
constexpr Code kIsolation = 905;
constexpr std::align_val_t kAligned{512};

}  // namespace

/// What a record, a wait and a launch in a recording add to: operations and what each needs first.
struct FakeCuda::FakeGraph {
  struct Node {
    std::function<void()> body;
    std::shared_ptr<FakeEvent> event;  // recorded by the graph itself
    std::set<std::size_t> after;
  };
  std::vector<Node> nodes;
  std::vector<FakeStream*> streams;  // that are in the recording
  bool is_broken = false;
};

struct FakeCuda::FakeEvent {
  cuda::EventKind kind = cuda::EventKind::order;
  std::uint64_t recorded = 0, done = 0;  // how often
  std::int64_t at_ns = 0;                // on the device's clock, of the last that is done
  FakeGraph* recording = nullptr;        // recorded last in a recording…
  std::set<std::size_t> after;           // …after these nodes
};

struct FakeCuda::Item {
  std::function<void()> body;
  std::shared_ptr<FakeEvent> record, wait;
  std::uint64_t number = 0;  // of the record
  std::shared_ptr<FakeGraph> graph;
};

struct FakeCuda::FakeStream {
  FakeCuda* owner = nullptr;
  std::deque<Item> items;
  bool is_busy = false, is_ending = false;
  std::shared_ptr<FakeGraph> recording;
  bool began_recording = false;
  std::set<std::size_t> tail;  // nodes that the next one comes after
  std::thread thread;
};

FakeCuda::FakeStream* FakeCuda::of(cuda::Stream s) { return reinterpret_cast<FakeStream*>(s); }
FakeCuda::FakeEvent* FakeCuda::of(cuda::Event e) { return reinterpret_cast<FakeEvent*>(e); }

FakeCuda::FakeCuda(Options options) : options_(options) {}
FakeCuda::~FakeCuda() = default;

void FakeCuda::pause() {
  const Lock lock(mutex_);
  is_paused_ = true;
}
void FakeCuda::resume() {
  const Lock lock(mutex_);
  is_paused_ = false;
  changed_.notify_all();
}
void FakeCuda::lose_device_after(int operations) {
  const Lock lock(mutex_);
  operations_left_ = operations;
}
void FakeCuda::refuse_next_launch() {
  const Lock lock(mutex_);
  refuses_launch_ = true;
}
FakeCuda::Counts FakeCuda::counts() const {
  const Lock lock(mutex_);
  return counts_;
}

std::string FakeCuda::describe(Code code) const {
  switch (code) {
    case cuda::kOutOfMemory:
      return "out of memory (cudaErrorMemoryAllocation)";
    case cuda::kNoDevice:
      return "no CUDA-capable device is detected (cudaErrorNoDevice)";
    case cuda::kLaunchFailure:
      return "unspecified launch failure (cudaErrorLaunchFailure)";
    default:
      return "error " + std::to_string(code);
  }
}

Code FakeCuda::count_devices(int* count) {
  *count = options_.no_devices_because == kGood ? options_.devices : 0;
  return options_.no_devices_because;
}

Code FakeCuda::properties(int device, cuda::DeviceProperties* p) {
  if (device >= options_.devices) return cuda::kInvalidValue;
  p->name = "Fake GPU";
  p->bus = "0000:17:00.0";
  p->major = 9;
  p->multiprocessors = 2;
  p->copy_engines = 2;
  p->driver_version = p->runtime_version = 13000;
  p->maps_host_memory = options_.maps_host_memory;
  p->migrates_pages = options_.migrates_pages;
  p->reads_pageable = p->is_coherent = options_.is_coherent;
  return kGood;
}

Code FakeCuda::use(int device) {
  const Lock lock(mutex_);
  return device < options_.devices ? sticky() : cuda::kInvalidValue;
}

Code FakeCuda::free_memory(std::size_t* free, std::size_t* total) {
  const Lock lock(mutex_);
  *total = options_.memory;
  *free = options_.memory - used_;
  return sticky();
}

Code FakeCuda::take_last_error() {
  const Lock lock(mutex_);
  return is_lost_ ? cuda::kLaunchFailure : std::exchange(last_error_, kGood);
}

// ---- memory ----

Code FakeCuda::allocate(cuda::MemoryKind kind, std::size_t bytes, void** at) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  const bool is_devices = kind == cuda::MemoryKind::device || kind == cuda::MemoryKind::managed;
  if (is_devices && used_ + bytes > options_.memory) return cuda::kOutOfMemory;
  *at = ::operator new(bytes, kAligned);
  std::memset(*at, 0xEE, bytes);  // nobody promised zeros
  allocations_[static_cast<const std::byte*>(*at)] = {kind, bytes};
  if (is_devices) used_ += bytes;
  ++counts_.allocations;
  return kGood;
}

Code FakeCuda::release(cuda::MemoryKind kind, void* at) {
  const Lock lock(mutex_);
  const auto found = allocations_.find(static_cast<const std::byte*>(at));
  if (found == allocations_.end() || found->second.kind != kind) return cuda::kInvalidValue;
  if (kind == cuda::MemoryKind::device || kind == cuda::MemoryKind::managed)
    used_ -= found->second.bytes;
  allocations_.erase(found);
  --counts_.allocations;
  ::operator delete(at, kAligned);
  return sticky();
}

/// The allocation that the whole range lies in.
const FakeCuda::Allocation* FakeCuda::holding(const void* at, std::size_t bytes) const {
  const auto* begin = static_cast<const std::byte*>(at);
  auto found = allocations_.upper_bound(begin);
  if (found == allocations_.begin()) return nullptr;
  --found;
  return begin + bytes <= found->first + found->second.bytes ? &found->second : nullptr;
}
bool FakeCuda::is_in_any(const void* at) const { return holding(at, 1) != nullptr; }

// ---- streams ----

Code FakeCuda::make_stream(cuda::Stream* made) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  auto* stream = new FakeStream;
  stream->owner = this;
  stream->thread = std::thread([this, stream] { serve(*stream); });
  ++counts_.streams;
  *made = reinterpret_cast<cuda::Stream>(stream);
  return kGood;
}

Code FakeCuda::destroy(cuda::Stream s) {
  FakeStream* stream = of(s);
  {
    const Lock lock(mutex_);
    stream->is_ending = true;
    --counts_.streams;
    changed_.notify_all();
  }
  stream->thread.join();
  delete stream;
  return kGood;
}

void FakeCuda::serve(FakeStream& stream) {
  Lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] {
      if (stream.items.empty()) return stream.is_ending;
      if (is_lost_ || stream.is_ending) return true;
      const Item& next = stream.items.front();
      return !is_paused_ && (next.wait == nullptr || next.wait->done >= next.number);
    });
    if (stream.items.empty()) return;
    const Item item = std::move(stream.items.front());
    stream.items.pop_front();
    stream.is_busy = true;
    perform(lock, item);
    stream.is_busy = false;
    changed_.notify_all();
  }
}

/// A lost device does nothing any more, but nobody who waits for it may wait for ever.
void FakeCuda::perform(Lock& lock, const Item& item) {
  if (item.record != nullptr) {
    stamp(*item.record);
    item.record->done = std::max(item.record->done, item.number);
  }
  if (item.wait != nullptr || item.record != nullptr || is_lost_) return;
  if (operations_left_ == 0) is_lost_ = true;
  if (operations_left_ > 0) --operations_left_;
  if (is_lost_) return;
  lock.unlock();
  if (item.body) item.body();
  if (item.graph) run_graph(*item.graph);
  lock.lock();
}

void FakeCuda::stamp(FakeEvent& event) { event.at_ns = device_now(); }

std::int64_t FakeCuda::device_now() const {
  const auto host = static_cast<double>((monotonic_raw() - origin_).count());
  const auto ns = static_cast<std::int64_t>(host * (1 + options_.drift_ppm * 1e-6));
  return options_.clock_starts_ns + ns / options_.clock_step_ns * options_.clock_step_ns;
}

/// A kernel or a copy: to the stream, or into the recording that the stream is in.
Code FakeCuda::add(FakeStream& stream, std::function<void()> body) {
  if (is_lost_) return sticky();
  if (stream.recording != nullptr) {
    stream.recording->nodes.push_back({std::move(body), nullptr, stream.tail});
    stream.tail = {stream.recording->nodes.size() - 1};
    return kGood;
  }
  Item item;
  item.body = std::move(body);
  stream.items.push_back(std::move(item));
  changed_.notify_all();
  return kGood;
}

Code FakeCuda::synchronise(cuda::Stream s) {
  Lock lock(mutex_);
  FakeStream& stream = *of(s);
  if (stream.recording != nullptr) {
    stream.recording->is_broken = true;
    return cuda::kCaptureUnsupported;
  }
  changed_.wait(lock, [&] { return is_lost_ || (stream.items.empty() && !stream.is_busy); });
  return sticky();
}

void FakeCuda::launch(const CudaStream& handle, std::function<void()> body) {
  FakeStream& stream = *static_cast<FakeStream*>(handle.stream);
  FakeCuda& cuda = *stream.owner;
  const Lock lock(cuda.mutex_);
  if (std::exchange(cuda.refuses_launch_, false)) {
    cuda.last_error_ = cuda::kInvalidValue;
    return;
  }
  ++cuda.counts_.kernels;
  if (const Code code = cuda.add(stream, std::move(body)); code != kGood) cuda.last_error_ = code;
}

CudaFn FakeCuda::empty_kernel() const {
  return [](CudaStream& stream, const Args&) { launch(stream, [] {}); };
}

// ---- events ----

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

// ---- copies ----

Code FakeCuda::copy(void* to, const void* from, std::size_t bytes, bool is_to_device,
                    cuda::Stream s) {
  Lock lock(mutex_);
  const void* there = is_to_device ? to : from;
  const void* here = is_to_device ? from : to;
  const Allocation* device = holding(there, bytes);
  if (device == nullptr || device->kind != cuda::MemoryKind::device) return cuda::kInvalidValue;
  const bool is_pageable = !is_in_any(here);
  if (!is_pageable &&
      (holding(here, bytes) == nullptr || holding(here, bytes)->kind == cuda::MemoryKind::device))
    return cuda::kInvalidValue;
  ++counts_.copies;
  FakeStream& stream = *of(s);
  if (!is_pageable || stream.recording != nullptr)
    return add(stream, [=] { std::memcpy(to, from, bytes); });
  if (is_to_device) {  // staged before the call returns
    const auto* first = static_cast<const std::byte*>(from);
    return add(stream, [=, kept = std::vector<std::byte>(first, first + bytes)] {
      std::memcpy(to, kept.data(), bytes);
    });
  }
  const Code code = add(stream, [=] { std::memcpy(to, from, bytes); });
  changed_.wait(lock, [&] { return is_lost_ || (stream.items.empty() && !stream.is_busy); });
  return code == kGood ? sticky() : code;
}

Code FakeCuda::prefetch(void* at, std::size_t bytes, int, bool, cuda::Stream s) {
  const Lock lock(mutex_);
  const Allocation* held = holding(at, bytes);
  if (held == nullptr || held->kind != cuda::MemoryKind::managed) return cuda::kInvalidValue;
  if (of(s)->recording != nullptr) {
    of(s)->recording->is_broken = true;
    return cuda::kCaptureUnsupported;
  }
  ++counts_.prefetches;
  return add(*of(s), [] {});
}

// ---- graphs ----

void FakeCuda::join(FakeStream& stream, std::shared_ptr<FakeGraph> graph) {
  graph->streams.push_back(&stream);
  stream.recording = std::move(graph);
  stream.tail.clear();
}

Code FakeCuda::begin_capture(cuda::Stream s) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  FakeStream& stream = *of(s);
  if (stream.recording != nullptr) return cuda::kInvalidValue;
  join(stream, std::make_shared<FakeGraph>());
  stream.began_recording = true;
  graphs_[stream.recording.get()] = stream.recording;
  ++counts_.graphs;
  return kGood;
}

/// Refused when a stream that joined the recording was not joined again: what it did last is not
/// before the end of the stream that began.
Code FakeCuda::end_capture(cuda::Stream s, cuda::Graph* made) {
  const Lock lock(mutex_);
  FakeStream& stream = *of(s);
  if (!stream.began_recording) return cuda::kInvalidValue;
  const std::shared_ptr<FakeGraph> graph = stream.recording;
  stream.began_recording = false;
  graph->nodes.push_back({{}, nullptr, stream.tail});  // the end
  for (FakeStream* joined : graph->streams) joined->recording = nullptr;
  std::set<std::size_t> reached{graph->nodes.size() - 1};
  for (std::size_t n = graph->nodes.size(); n-- > 0;)
    if (reached.contains(n))
      reached.insert(graph->nodes[n].after.begin(), graph->nodes[n].after.end());
  *made = reinterpret_cast<cuda::Graph>(graph.get());
  if (graph->is_broken || reached.size() != graph->nodes.size()) {
    const Code code = graph->is_broken ? cuda::kCaptureUnsupported : kUnjoined;
    graphs_.erase(graph.get());
    --counts_.graphs;
    *made = nullptr;
    return is_lost_ ? sticky() : code;
  }
  return sticky();
}

Code FakeCuda::instantiate(cuda::Graph graph, cuda::GraphExec* made) {
  const Lock lock(mutex_);
  auto copy = std::make_shared<FakeGraph>(*graphs_.at(graph));
  *made = reinterpret_cast<cuda::GraphExec>(copy.get());
  graphs_[copy.get()] = std::move(copy);
  ++counts_.graphs;
  return sticky();
}

Code FakeCuda::upload(cuda::GraphExec, cuda::Stream) { return kGood; }

Code FakeCuda::launch(cuda::GraphExec exec, cuda::Stream s) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  ++counts_.graph_launches;
  Item item;
  item.graph = graphs_.at(exec);
  of(s)->items.push_back(std::move(item));
  changed_.notify_all();
  return kGood;
}

/// Of all nodes that may run, the one recorded last runs first.
void FakeCuda::run_graph(const FakeGraph& graph) {
  std::set<std::size_t> done;
  while (done.size() < graph.nodes.size())
    for (std::size_t n = graph.nodes.size(); n-- > 0;) {
      const FakeGraph::Node& node = graph.nodes[n];
      if (done.contains(n) || !std::ranges::includes(done, node.after)) continue;
      if (node.body) node.body();
      if (node.event != nullptr) {
        const Lock lock(mutex_);
        stamp(*node.event);
        node.event->done = ++node.event->recorded;
      }
      done.insert(n);
      break;
    }
}

Code FakeCuda::destroy(cuda::Graph graph) {
  const Lock lock(mutex_);
  counts_.graphs -= static_cast<int>(graphs_.erase(graph));
  return kGood;
}
Code FakeCuda::destroy(cuda::GraphExec exec) {
  const Lock lock(mutex_);
  counts_.graphs -= static_cast<int>(graphs_.erase(exec));
  return kGood;
}

}  // namespace pontage::test
