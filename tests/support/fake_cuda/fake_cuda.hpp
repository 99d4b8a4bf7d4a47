// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "backends/cuda/runtime.hpp"
#include "libbench/clock.hpp"

namespace pontage::test {

/// A CUDA runtime without CUDA: streams are threads, kernels are host functions, so what is
/// asynchronous on a GPU is asynchronous here. Where CUDA's documents leave room it takes the
/// least helpful reading: nodes of a graph run in the last order their dependencies allow, and an
/// event that a graph records looks done from its launch before. It proves order, errors and
/// answers of the host's side, and nothing about a GPU's times.
class FakeCuda final : public cuda::Runtime {
 public:
  struct Options {
    int devices = 1;
    cuda::Code no_devices_because = cuda::kGood;
    std::size_t memory = std::size_t{1} << 30;
    bool is_coherent = true, maps_host_memory = true, migrates_pages = true;
    double drift_ppm = 0;            ///< of the device's clock
    std::int64_t clock_step_ns = 1;  ///< its resolution
    std::int64_t clock_starts_ns = 987'654'321'000;
    /// Called when a kernel (or a copy) is submitted to a stream, by who submits; what it returns
    /// is called at the start and at the end of it, as a profiler of the device would see them.
    std::function<std::function<void(bool is_end)>(bool is_kernel)> watch = nullptr;
  };
  /// What was done so far.
  struct Counts {
    int copies = 0, prefetches = 0, kernels = 0, graph_launches = 0, stream_waits = 0;
    int blocking_syncs = 0, queries = 0;
    int streams = 0, events = 0, graphs = 0, allocations = 0;  ///< that exist now
  };

  FakeCuda() : FakeCuda(Options{}) {}
  explicit FakeCuda(Options);
  ~FakeCuda() override;

  /// What a fake kernel calls instead of a launch: `body` runs when its turn on the stream comes.
  static void launch(const CudaStream&, std::function<void()> body);

  /// What a fake kernel that stays calls: `work` is its share of a job.
  static void stay_on(const CudaStream&, const ResidentBoard&, std::function<void(int slot)> work);

  void pause();   ///< nothing that is submitted starts…
  void resume();  ///< …until this
  /// The device is lost when it has done so many more operations.
  void lose_device_after(int operations);
  void refuse_next_launch();  ///< a launch with a wrong configuration: not sticky
  Counts counts() const;

  std::string describe(cuda::Code) const override;
  cuda::Code count_devices(int*) override;
  cuda::Code properties(int, cuda::DeviceProperties*) override;
  cuda::Code use(int) override;
  cuda::Code free_memory(std::size_t*, std::size_t*) override;
  cuda::Code take_last_error() override;
  cuda::Code allocate(cuda::MemoryKind, std::size_t, void**) override;
  cuda::Code release(cuda::MemoryKind, void*) override;
  cuda::Code make_stream(cuda::Stream*) override;
  cuda::Code destroy(cuda::Stream) override;
  cuda::Code synchronise(cuda::Stream) override;
  cuda::Code make_event(cuda::EventKind, cuda::Event*) override;
  cuda::Code destroy(cuda::Event) override;
  cuda::Code record(cuda::Event, cuda::Stream) override;
  cuda::Code record_in_graph(cuda::Event, cuda::Stream) override;
  cuda::Code wait_for(cuda::Stream, cuda::Event) override;
  cuda::Code query(cuda::Event) override;
  cuda::Code synchronise(cuda::Event) override;
  cuda::Code elapsed(cuda::Event, cuda::Event, float*) override;
  cuda::Code copy(void*, const void*, std::size_t, bool, cuda::Stream) override;
  cuda::Code prefetch(void*, std::size_t, int, bool, cuda::Stream) override;
  cuda::Code begin_capture(cuda::Stream) override;
  cuda::Code end_capture(cuda::Stream, cuda::Graph*) override;
  cuda::Code instantiate(cuda::Graph, cuda::GraphExec*) override;
  cuda::Code upload(cuda::GraphExec, cuda::Stream) override;
  cuda::Code launch(cuda::GraphExec, cuda::Stream) override;
  cuda::Code destroy(cuda::Graph) override;
  cuda::Code destroy(cuda::GraphExec) override;
  cuda::Code delay(Nanoseconds, cuda::Stream) override;
  CudaEntry empty_kernel() const override;

 private:
  struct FakeStream;
  struct FakeEvent;
  struct FakeGraph;
  struct Item;
  struct Allocation {
    cuda::MemoryKind kind;
    std::size_t bytes;
  };
  using Lock = std::unique_lock<std::mutex>;

  static FakeStream* of(cuda::Stream);
  static FakeEvent* of(cuda::Event);
  cuda::Code sticky() const { return is_lost_ ? cuda::kLaunchFailure : cuda::kGood; }
  std::int64_t device_now() const;
  const Allocation* holding(const void* at, std::size_t bytes) const;
  bool is_in_any(const void* at) const;
  cuda::Code add(FakeStream&, std::function<void()> body);
  std::function<void()> watched(const FakeStream&, bool is_kernel,
                                std::function<void()> body) const;
  static void join(FakeStream&, std::shared_ptr<FakeGraph>);
  void serve(FakeStream&);
  void perform(Lock&, const Item&);
  void stamp(FakeEvent&);
  void run_graph(const FakeGraph&);

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<const std::byte*, Allocation> allocations_;
  std::map<const void*, std::shared_ptr<FakeEvent>> events_;
  std::map<const void*, std::shared_ptr<FakeGraph>> graphs_;
  Counts counts_;
  std::size_t used_ = 0;
  bool is_paused_ = false, is_lost_ = false, refuses_launch_ = false;
  int operations_left_ = -1;
  cuda::Code last_error_ = cuda::kGood;
  Nanoseconds origin_ = monotonic_raw();
};

}  // namespace pontage::test
