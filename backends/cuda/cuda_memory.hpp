// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "backends/cuda/trouble.hpp"
#include "libbench/memory.hpp"

namespace pontage::cuda {

/// One kind of memory that the runtime allocates.
class CudaMemory final : public Memory {
 public:
  /// `most` limits what may be allocated at one time; 0 is no limit.
  CudaMemory(std::shared_ptr<Runtime> runtime, std::string name, MemoryKind kind, Reach host_reach,
             Bytes most = {})
      : runtime_(std::move(runtime)),
        name_(std::move(name)),
        kind_(kind),
        host_reach_(host_reach),
        most_(most) {}
  std::string_view name() const override { return name_; }
  Reach host_reach() const override { return host_reach_; }
  Result<void*> allocate(Bytes) override;
  void release(void*, Bytes) noexcept override;

 private:
  std::shared_ptr<Runtime> runtime_;
  std::string name_;
  MemoryKind kind_;
  Reach host_reach_;
  Bytes most_, used_{};
};

/// Ordinary memory of the process, every page touched when it is allocated: what pageable copies
/// come from, and what a coherent device reads by itself.
class OrdinaryMemory final : public Memory {
 public:
  explicit OrdinaryMemory(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  Reach host_reach() const override { return Reach::native; }
  Result<void*> allocate(Bytes) override;
  void release(void*, Bytes) noexcept override;

 private:
  std::string name_;
};

}  // namespace pontage::cuda
