// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime.h>

#include "backends/cuda/cuda_runtime.hpp"
#include "libbench/resident.cuh"

namespace pontage::cuda {
namespace {

static_assert(CUDART_VERSION >= 12000, "CUDA 12 or newer is needed");
static_assert(kInvalidValue == cudaErrorInvalidValue && kOutOfMemory == cudaErrorMemoryAllocation &&
              kInsufficientDriver == cudaErrorInsufficientDriver &&
              kNoDevice == cudaErrorNoDevice && kNotReady == cudaErrorNotReady &&
              kLaunchFailure == cudaErrorLaunchFailure &&
              kCaptureUnsupported == cudaErrorStreamCaptureUnsupported);

cudaStream_t of(Stream s) { return reinterpret_cast<cudaStream_t>(s); }
cudaEvent_t of(Event e) { return reinterpret_cast<cudaEvent_t>(e); }
cudaGraph_t of(Graph g) { return reinterpret_cast<cudaGraph_t>(g); }
cudaGraphExec_t of(GraphExec g) { return reinterpret_cast<cudaGraphExec_t>(g); }

__global__ void do_nothing() {}
void launch_nothing(CudaStream& stream, const Args&) {
  do_nothing<<<1, 1, 0, static_cast<cudaStream_t>(stream.stream)>>>();
}

struct NothingStaying {
  __device__ void operator()(ResidentGrid&, int) const {}
};
void stay_for_nothing(CudaStream& stream, const ResidentBoard& board, std::span<const Args>) {
  launch_resident<128>(stream, board, NothingStaying{}, 1);
}

__global__ void last(std::uint64_t ns) {
  const ResidentGrid grid;
  for (const std::uint64_t begin = grid.now_ns(); grid.now_ns() - begin < ns;) {
  }
}

int attribute(cudaDeviceAttr which, int device) {
  int value = 0;
  return cudaDeviceGetAttribute(&value, which, device) == cudaSuccess ? value : 0;
}

class CudaRuntime final : public Runtime {
 public:
  std::string describe(Code code) const override {
    const auto error = static_cast<cudaError_t>(code);
    return std::string(cudaGetErrorString(error)) + " (" + cudaGetErrorName(error) + ")";
  }
  Code count_devices(int* count) override {
    const Code code = cudaGetDeviceCount(count);
    if (code != kGood) (void)cudaGetLastError();  // said here; not to be found after a launch
    return code;
  }
  Code properties(int device, DeviceProperties* p) override {
    cudaDeviceProp of_device;
    if (const Code code = cudaGetDeviceProperties(&of_device, device); code != kGood) return code;
    char bus[32] = {};
    (void)cudaDeviceGetPCIBusId(bus, sizeof bus, device);
    p->name = of_device.name;
    p->bus = bus;
    p->major = of_device.major;
    p->minor = of_device.minor;
    p->multiprocessors = of_device.multiProcessorCount;
    p->copy_engines = attribute(cudaDevAttrAsyncEngineCount, device);
    p->maps_host_memory = attribute(cudaDevAttrCanMapHostMemory, device) != 0 &&
                          attribute(cudaDevAttrUnifiedAddressing, device) != 0;
    p->migrates_pages = attribute(cudaDevAttrConcurrentManagedAccess, device) != 0;
    p->reads_pageable = attribute(cudaDevAttrPageableMemoryAccess, device) != 0;
    p->is_coherent = attribute(cudaDevAttrPageableMemoryAccessUsesHostPageTables, device) != 0;
    (void)cudaDriverGetVersion(&p->driver_version);
    return cudaRuntimeGetVersion(&p->runtime_version);
  }
  Code use(int device) override { return cudaSetDevice(device); }
  Code free_memory(std::size_t* free, std::size_t* total) override {
    return cudaMemGetInfo(free, total);
  }
  Code take_last_error() override { return cudaGetLastError(); }

  Code allocate(MemoryKind kind, std::size_t bytes, void** at) override {
    const Code code = allocate_kind(kind, bytes, at);
    if (code != kGood) (void)cudaGetLastError();
    return code;
  }
  Code release(MemoryKind kind, void* at) override {
    return kind == MemoryKind::device || kind == MemoryKind::managed ? cudaFree(at)
                                                                     : cudaFreeHost(at);
  }

  Code make_stream(Stream* s) override {
    return cudaStreamCreateWithFlags(reinterpret_cast<cudaStream_t*>(s), cudaStreamNonBlocking);
  }
  Code destroy(Stream s) override { return cudaStreamDestroy(of(s)); }
  Code synchronise(Stream s) override { return cudaStreamSynchronize(of(s)); }

  Code make_event(EventKind kind, Event* e) override {
    const unsigned flags = kind == EventKind::timing ? cudaEventDefault
                           : kind == EventKind::blocking
                               ? cudaEventDisableTiming | cudaEventBlockingSync
                               : cudaEventDisableTiming;
    return cudaEventCreateWithFlags(reinterpret_cast<cudaEvent_t*>(e), flags);
  }
  Code destroy(Event e) override { return cudaEventDestroy(of(e)); }
  Code record(Event e, Stream s) override { return cudaEventRecord(of(e), of(s)); }
  Code record_in_graph(Event e, Stream s) override {
    return cudaEventRecordWithFlags(of(e), of(s), cudaEventRecordExternal);
  }
  Code wait_for(Stream s, Event e) override { return cudaStreamWaitEvent(of(s), of(e), 0); }
  Code query(Event e) override { return cudaEventQuery(of(e)); }
  Code synchronise(Event e) override { return cudaEventSynchronize(of(e)); }
  Code elapsed(Event from, Event to, float* milliseconds) override {
    return cudaEventElapsedTime(milliseconds, of(from), of(to));
  }

  Code copy(void* to, const void* from, std::size_t bytes, bool is_to_device, Stream s) override {
    return cudaMemcpyAsync(to, from, bytes,
                           is_to_device ? cudaMemcpyHostToDevice : cudaMemcpyDeviceToHost, of(s));
  }
  Code prefetch(void* at, std::size_t bytes, int device, bool is_to_device, Stream s) override {
#if CUDART_VERSION >= 13000
    const cudaMemLocation to{is_to_device ? cudaMemLocationTypeDevice : cudaMemLocationTypeHost,
                             is_to_device ? device : 0};
    return cudaMemPrefetchAsync(at, bytes, to, 0, of(s));
#else
    return cudaMemPrefetchAsync(at, bytes, is_to_device ? device : cudaCpuDeviceId, of(s));
#endif
  }

  Code begin_capture(Stream s) override {
    return cudaStreamBeginCapture(of(s), cudaStreamCaptureModeRelaxed);
  }
  Code end_capture(Stream s, Graph* g) override {
    return cudaStreamEndCapture(of(s), reinterpret_cast<cudaGraph_t*>(g));
  }
  Code instantiate(Graph g, GraphExec* exec) override {
    return cudaGraphInstantiate(reinterpret_cast<cudaGraphExec_t*>(exec), of(g), 0);
  }
  Code upload(GraphExec exec, Stream s) override { return cudaGraphUpload(of(exec), of(s)); }
  Code launch(GraphExec exec, Stream s) override { return cudaGraphLaunch(of(exec), of(s)); }
  Code destroy(Graph g) override { return cudaGraphDestroy(of(g)); }
  Code destroy(GraphExec exec) override { return cudaGraphExecDestroy(of(exec)); }

  Code delay(Nanoseconds time, Stream s) override {
    last<<<1, 1, 0, of(s)>>>(static_cast<std::uint64_t>(time.count()));
    return cudaGetLastError();
  }
  CudaEntry empty_kernel() const override { return {launch_nothing, stay_for_nothing}; }

 private:
  static Code allocate_kind(MemoryKind kind, std::size_t bytes, void** at) {
    switch (kind) {
      case MemoryKind::device:
        return cudaMalloc(at, bytes);
      case MemoryKind::pinned:
        return cudaHostAlloc(at, bytes, cudaHostAllocDefault);
      case MemoryKind::write_combined:
        return cudaHostAlloc(at, bytes, cudaHostAllocWriteCombined);
      case MemoryKind::mapped:
        return cudaHostAlloc(at, bytes, cudaHostAllocMapped);
      case MemoryKind::managed:
        return cudaMallocManaged(at, bytes, cudaMemAttachGlobal);
    }
    return kInvalidValue;
  }
};

}  // namespace

std::shared_ptr<Runtime> make_runtime() { return std::make_shared<CudaRuntime>(); }

}  // namespace pontage::cuda
