// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "tests/support/fake_cuda/fake_cuda.hpp"

namespace pontage::test {

/// Errors of CUDA that only the fake gives.
inline constexpr cuda::Code kInvalidHandle = 400;
inline constexpr cuda::Code kUnjoined = 904;
inline constexpr cuda::Code kIsolation = 905;

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

}  // namespace pontage::test
