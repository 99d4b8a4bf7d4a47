// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "libbench/kernel.hpp"
#include "libbench/serial_team.hpp"

namespace pontage::test {

using pontage::SerialTeam;

/// As many threads as it is told, new ones for each call; chunks go to whoever comes first, the
/// last ones first.
class ThreadTeam final : public HostTeam {
 public:
  explicit ThreadTeam(int workers) : workers_(workers) {}
  int workers() const override { return workers_; }
  void for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) override {
    std::atomic<Index> left{(n + grain - 1) / grain};
    std::atomic<int> missing{workers_};
    const auto work = [&](int worker) {
      for (--missing; missing > 0;) std::this_thread::yield();
      for (Index chunk = --left; chunk >= 0; chunk = --left)
        body(chunk * grain, std::min(n, (chunk + 1) * grain), worker);
    };
    std::vector<std::thread> threads;
    for (int worker = 1; worker < workers_; ++worker) threads.emplace_back(work, worker);
    work(0);
    for (auto& thread : threads) thread.join();
  }
  int took_part() override { return workers_; }
  RegionTrack* regions() override { return nullptr; }

 private:
  int workers_;
};

/// A broken team: the last chunk of each call with more than one is never run.
class LazyTeam final : public HostTeam {
 public:
  int workers() const override { return 2; }
  void for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) override {
    const Index chunks = (n + grain - 1) / grain;
    for (Index chunk = 0; chunk < std::max<Index>(1, chunks - 1); ++chunk)
      body(chunk * grain, std::min(n, (chunk + 1) * grain), 0);
  }
  int took_part() override { return 1; }
  RegionTrack* regions() override { return nullptr; }
};

/// The buffers of one problem on the host, filled and poisoned as a run does it.
class Bench {
 public:
  explicit Bench(const Problem& problem) : problem_(&problem) {
    for (const ValueSpec& value : problem.values()) {
      const auto bytes = static_cast<std::size_t>(value.most.count());
      // 8-byte words for the alignment, one more so that no address is null.
      values_.emplace_back(bytes / 8 + 1, kPoison);
      sizes_.push_back(value.most);
      addresses_.push_back(values_.back().data());
      if (value.role == Role::dataset || value.role == Role::request)
        problem.fill(values_.size() - 1, writable(values_.size() - 1));
    }
  }
  Args args() const { return {addresses_, sizes_, problem_->shape().fields(), nullptr}; }
  void run(const Variant& variant, HostTeam& team) {
    const Args args = this->args();
    if (const auto* host = std::get_if<HostFn>(&variant.entry)) (*host)(team, args);
    if (const auto* serial = std::get_if<SerialFn>(&variant.entry)) (*serial)(args);
  }
  std::span<std::byte> writable(std::size_t value) {
    return std::as_writable_bytes(std::span(values_[value]))
        .first(static_cast<std::size_t>(sizes_[value].count()));
  }
  template <class T>
  T* as(std::size_t value) {
    return static_cast<T*>(addresses_[value]);
  }
  /// What a run hands to the judge: the responses and nothing else.
  HostValues responses() {
    std::vector<std::span<const std::byte>> bytes(values_.size());
    for (std::size_t value = 0; value < values_.size(); ++value)
      if (problem_->values()[value].role == Role::response) bytes[value] = writable(value);
    return HostValues(std::move(bytes));
  }
  Verdict judge() { return problem_->judge(responses()); }

 private:
  static constexpr std::uint64_t kPoison = 0xa5a5a5a5a5a5a5a5;
  const Problem* problem_;
  std::vector<std::vector<std::uint64_t>> values_;
  std::vector<Bytes> sizes_;
  std::vector<void*> addresses_;
};

/// The variants that Bench can run: the rest need a device.
inline std::vector<Variant> host_variants(const Kernel& kernel) {
  std::vector<Variant> variants;
  for (const Variant& variant : kernel.variants())
    if (dialect_of(variant.entry) == "host" || dialect_of(variant.entry) == "serial")
      variants.push_back(variant);
  return variants;
}

/// Those of them that take the problem.
inline std::vector<Variant> able_variants(const Kernel& kernel, const Problem& problem) {
  std::vector<Variant> able = host_variants(kernel);
  std::erase_if(able, [&](const Variant& variant) {
    return variant.refusal && !variant.refusal(problem).empty();
  });
  return able;
}

inline const Variant& variant_named(const Kernel& kernel, std::string_view name) {
  return *std::ranges::find(kernel.variants(), name, &Variant::name);
}

inline Result<std::unique_ptr<Problem>> make(const Kernel& kernel, const Settings& settings,
                                             Seed seed = 1) {
  auto shape = kernel.shape_schema().make(settings);
  if (!shape) return pass_on(shape.error());
  return kernel.make_problem(*shape, seed);
}

}  // namespace pontage::test
