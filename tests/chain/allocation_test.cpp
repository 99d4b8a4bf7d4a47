// SPDX-License-Identifier: Apache-2.0
/// Nothing of ours allocates between a job's release and its end.
#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/chain/live_case.hpp"

namespace {

std::atomic<bool> is_counting{false};
std::atomic<int> allocations{0};

void* counted(std::size_t size) {
  if (is_counting.load(std::memory_order_relaxed)) ++allocations;
  void* at = std::malloc(size == 0 ? 1 : size);
  if (at == nullptr) std::abort();
  return at;
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  if (is_counting.load(std::memory_order_relaxed)) ++allocations;
  void* at = std::aligned_alloc(static_cast<std::size_t>(alignment),
                                (size + static_cast<std::size_t>(alignment) - 1) /
                                    static_cast<std::size_t>(alignment) *
                                    static_cast<std::size_t>(alignment));
  if (at == nullptr) std::abort();
  return at;
}
void operator delete(void* at) noexcept { std::free(at); }
void operator delete[](void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }
void operator delete[](void* at, std::size_t) noexcept { std::free(at); }
void operator delete(void* at, std::align_val_t) noexcept { std::free(at); }
void operator delete(void* at, std::size_t, std::align_val_t) noexcept { std::free(at); }

namespace pontage {
namespace {

class Window final : public JobObserver {
 public:
  void before(JobId, SlotId) override { is_counting = true; }
  void after(JobId, SlotId) override { is_counting = false; }
};

int allocations_of(std::string_view backend, const Settings& axes, std::string_view kernel,
                   const Settings& shape, Wait wait) {
  const Registry registry = test::full_registry();
  auto c = test::LiveCase::make(registry, backend, axes, kernel, shape, {.wait = wait});
  if (c->execution == nullptr) return -1;
  Window window;
  c->execution->run({.first = 0, .jobs = 5, .is_traced = true}, nullptr);
  (void)c->execution->drain();
  allocations = 0;
  c->execution->run({.first = 5, .jobs = 20, .is_traced = true}, &window);
  c->execution->run({.first = 25, .jobs = 20, .is_traced = false}, &window);
  return allocations;
}

const Settings kChase{
    {"bytes", std::int64_t{1} << 16}, {"chains", std::int64_t{4}}, {"hops", std::int64_t{500}}};
const Settings kScan{{"vectors", std::int64_t{500}}, {"queries", std::int64_t{3}}};
const Settings kBfs{{"graph", std::string("grid")}, {"scale", std::int64_t{8}}};

TEST(Window, NothingIsAllocated) {
  const Settings one{{"workers", std::int64_t{1}}};
  EXPECT_EQ(allocations_of("cpu_threads", one, "chase", kChase, Wait::spin), 0);
  EXPECT_EQ(allocations_of("cpu_threads", one, "bfs", kBfs, Wait::spin), 0);
  EXPECT_EQ(allocations_of("cpu_threads", one, "similarity_scan", kScan, Wait::spin), 0);
  const Settings split{{"workers", std::int64_t{2}},
                       {"idle", std::string("block")},
                       {"pinning", std::string("none")}};
  EXPECT_EQ(allocations_of("cpu_split", split, "chase", kChase, Wait::block), 0);
  EXPECT_EQ(allocations_of("cpu_split", split, "bfs", kBfs, Wait::block), 0);
}

TEST(Window, TheCounterCounts) {
  const auto allocate = [](const Args&) { delete[] new char[100]; };  // NOLINT(clang-analyzer-*)
  static const Variant careless{"careless", SerialFn(allocate), ""};
  const Registry registry = test::full_registry();
  auto c = test::LiveCase::make(registry, "cpu_threads", {{"workers", std::int64_t{1}}}, "chase",
                                kChase, {}, &careless);
  ASSERT_NE(c->execution, nullptr);
  Window window;
  allocations = 0;
  c->execution->run({.first = 0, .jobs = 3}, &window);
  EXPECT_GE(allocations, 3);
}

}  // namespace
}  // namespace pontage
