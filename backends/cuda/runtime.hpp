// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "libbench/dialect.hpp"
#include "libbench/units.hpp"

namespace pontage::cuda {

/// What a call returned: a cudaError_t by number. The ones that are acted upon have names here;
/// the real runtime checks at compile time that the numbers are CUDA's.
using Code = int;
inline constexpr Code kGood = 0;
inline constexpr Code kInvalidValue = 1;
inline constexpr Code kOutOfMemory = 2;
inline constexpr Code kInsufficientDriver = 35;
inline constexpr Code kNoDevice = 100;
inline constexpr Code kNotReady = 600;
inline constexpr Code kLaunchFailure = 719;  ///< sticky: every later call fails the same way
inline constexpr Code kCaptureUnsupported = 900;

struct StreamTag;
struct EventTag;
struct GraphTag;
struct GraphExecTag;
using Stream = StreamTag*;        ///< a cudaStream_t
using Event = EventTag*;          ///< a cudaEvent_t
using Graph = GraphTag*;          ///< a cudaGraph_t
using GraphExec = GraphExecTag*;  ///< a cudaGraphExec_t

/// What the runtime allocates; ordinary host memory is not its business.
enum class MemoryKind : std::uint8_t { device, pinned, write_combined, mapped, managed };
enum class EventKind : std::uint8_t {
  order,     ///< says that something is done; no time
  blocking,  ///< the same, and a host that waits for it sleeps
  timing,    ///< also says when, on the device's clock
};

struct DeviceProperties {
  std::string name;
  std::string bus;  ///< "0000:17:00.0", as NVML takes it
  int major = 0, minor = 0;
  int multiprocessors = 0;
  int copy_engines = 0;
  int driver_version = 0, runtime_version = 0;  ///< 13000 is 13.0
  bool maps_host_memory = false;                ///< at the host's own addresses
  bool migrates_pages = false;  ///< managed memory that both sides may touch at once
  bool reads_pageable = false;  ///< any memory of the process…
  bool is_coherent = false;     ///< …through the host's own page tables
};

/// The narrow seam to CUDA: the part of its runtime that this backend uses, one call a function,
/// nothing added. `cuda_runtime.cu` forwards to the real one and is the only one to call CUDA,
/// whose headers it sees; tests/support/fake_cuda imitates it, so that all else runs where is no
/// GPU and no toolkit. Calls are for one thread; handles of one runtime mean nothing to another.
class Runtime {
 public:
  virtual ~Runtime() = default;
  /// "out of memory (cudaErrorMemoryAllocation)".
  virtual std::string describe(Code) const = 0;
  virtual Code count_devices(int* count) = 0;
  virtual Code properties(int device, DeviceProperties*) = 0;
  /// From now on calls of this thread mean this device.
  virtual Code use(int device) = 0;
  virtual Code free_memory(std::size_t* free, std::size_t* total) = 0;
  /// The error of a launch since the last call of this; forgets it unless it is sticky.
  virtual Code take_last_error() = 0;

  virtual Code allocate(MemoryKind, std::size_t bytes, void** at) = 0;
  virtual Code release(MemoryKind, void* at) = 0;

  virtual Code make_stream(Stream*) = 0;  ///< one that does not wait for the default stream
  virtual Code destroy(Stream) = 0;
  virtual Code synchronise(Stream) = 0;

  virtual Code make_event(EventKind, Event*) = 0;
  virtual Code destroy(Event) = 0;
  virtual Code record(Event, Stream) = 0;
  /// While a stream is recorded into a graph: the graph itself will record the event.
  virtual Code record_in_graph(Event, Stream) = 0;
  virtual Code wait_for(Stream, Event) = 0;
  virtual Code query(Event) = 0;  ///< kGood, kNotReady or an error
  virtual Code synchronise(Event) = 0;
  /// From one timing event to another, both done. A float: 61 ns are the last place at 1 s.
  virtual Code elapsed(Event from, Event to, float* milliseconds) = 0;

  virtual Code copy(void* to, const void* from, std::size_t bytes, bool is_to_device, Stream) = 0;
  virtual Code prefetch(void* at, std::size_t bytes, int device, bool is_to_device, Stream) = 0;

  virtual Code begin_capture(Stream) = 0;
  virtual Code end_capture(Stream, Graph*) = 0;
  virtual Code instantiate(Graph, GraphExec*) = 0;
  virtual Code upload(GraphExec, Stream) = 0;
  virtual Code launch(GraphExec, Stream) = 0;
  virtual Code destroy(Graph) = 0;
  virtual Code destroy(GraphExec) = 0;

  /// A kernel that does nothing but last so long: only for planted delays.
  virtual Code delay(Nanoseconds, Stream) = 0;
  /// One kernel that does nothing, and one that stays for nothing: what calibration measures lags
  /// with.
  virtual CudaEntry empty_kernel() const = 0;
};

}  // namespace pontage::cuda
