// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backends/cuda/cuda_backend.hpp"
#include "kernels/kernel_list.hpp"
#include "libbench/registry.hpp"
#include "tests/support/fake_cuda/fake_cuda.hpp"

namespace pontage::test {

class NoManagement final : public cuda::Management {
 public:
  Result<cuda::DeviceState> state(const std::string&) const override {
    return fail(ErrorKind::unavailable, "this device is made up");
  }
};

/// What the Args of a launch point to belongs to the queue; a kernel takes a copy, as a launch
/// copies its parameters.
struct Parameters {
  std::vector<void*> at;
  std::vector<Bytes> size;
  const void* shape;
  explicit Parameters(const Args& args)
      : at(args.at.begin(), args.at.end()),
        size(args.size.begin(), args.size.end()),
        shape(args.shape) {}
  Args args() const { return {at, size, shape, nullptr}; }
};

inline const Variant& reference_of(std::string_view kernel) {
  static const Registry registry = [] {
    Registry r;
    add_all_kernels(r);
    return r;
  }();
  for (const Variant& v : (*registry.kernel(kernel))->variants())
    if (v.name == "reference") return v;
  std::abort();
}

template <SerialFn Run>
void run_on_stream(CudaStream& stream, const Args& args) {
  FakeCuda::launch(stream, [p = Parameters(args)] { Run(p.args()); });
}

template <SerialFn Run>
void stay_on_stream(CudaStream& stream, const ResidentBoard& board, std::span<const Args> slots) {
  FakeCuda::stay_on(stream, board,
                    [of = std::vector<Parameters>(slots.begin(), slots.end())](int slot) {
                      Run(of[static_cast<std::size_t>(slot)].args());
                    });
}
template <SerialFn Run>
CudaEntry on_stream() {
  return {run_on_stream<Run>, stay_on_stream<Run>};
}

inline void reference_chase(const Args& args) {
  std::get<SerialFn>(reference_of("chase").entry)(args);
}
inline void reference_bfs(const Args& args) { std::get<SerialFn>(reference_of("bfs").entry)(args); }

inline Variant fake_variant(std::string_view kernel) {
  return {"fake", kernel == "chase" ? on_stream<reference_chase>() : on_stream<reference_bfs>(),
          "the reference, on a stream of the fake runtime"};
}

/// All kernels, and a cuda backend over the fake; the variants that the fake can run are called
/// "fake".
inline Registry fake_registry(std::shared_ptr<FakeCuda> runtime,
                              std::vector<std::string> cupti_libraries = {}) {
  Registry registry;
  add_all_kernels(registry);
  registry.add(cuda::make_backend_over(std::move(runtime), std::make_shared<NoManagement>(),
                                       std::move(cupti_libraries)));
  for (const char* kernel : {"chase", "bfs"})
    if (auto added = registry.add_variant(kernel, fake_variant(kernel)); !added) std::abort();
  return registry;
}

}  // namespace pontage::test
