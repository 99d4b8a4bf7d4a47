// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "libbench/resident.hpp"
#include "tests/support/fake_cuda/fake_parts.hpp"

namespace pontage::test {

using cuda::Code;
using cuda::kGood;

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

/// What is in a recording is not submitted now and not by what records it.
std::function<void()> FakeCuda::watched(const FakeStream& stream, bool is_kernel,
                                        std::function<void()> body) const {
  if (!options_.watch || stream.recording != nullptr) return body;
  return [body = std::move(body), seen = options_.watch(is_kernel)] {
    seen(false);
    body();
    seen(true);
  };
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
  body = cuda.watched(stream, true, std::move(body));
  if (const Code code = cuda.add(stream, std::move(body)); code != kGood) cuda.last_error_ = code;
}

Code FakeCuda::delay(Nanoseconds time, cuda::Stream s) {
  const Lock lock(mutex_);
  return add(*of(s), [=] { std::this_thread::sleep_for(std::chrono::nanoseconds(time.count())); });
}

/// The device's timer counts from elsewhere than the host's.
void FakeCuda::stay_on(const CudaStream& stream, const ResidentBoard& board,
                       std::function<void(int slot)> work) {
  launch(stream, [=] {
    HostGrid grid([] { return static_cast<std::uint64_t>(monotonic_raw().count()) + 77'000'000; });
    stay(grid, board, [&](HostGrid&, int slot) { work(slot); });
  });
}

CudaEntry FakeCuda::empty_kernel() const {
  return {[](CudaStream& stream, const Args&) { launch(stream, [] {}); },
          [](CudaStream& stream, const ResidentBoard& board, std::span<const Args>) {
            stay_on(stream, board, [](int) {});
          }};
}

}  // namespace pontage::test
