// SPDX-License-Identifier: Apache-2.0
/// What cannot run is refused with a sentence, of the right kind, and leaves the rest as it was.
#include "libbench/case_runner.hpp"
#include "tests/chain/live_case.hpp"
#include "tests/cuda/fake_backend.hpp"

namespace pontage {
namespace {

using test::FakeCuda;

CaseRequest small_chase(std::vector<std::pair<std::string, std::string>> axes) {
  CaseRequest request;
  request.kernels = {"chase"};
  request.variant = "fake";
  request.backends = {"cuda"};
  request.axes = {{"bytes", "16KiB"}, {"hops", "100"}};
  request.axes.insert(request.axes.end(), axes.begin(), axes.end());
  return request;
}

CaseRecord run_one(const Registry& registry, const CaseRequest& request) {
  const auto cases = expand_cases(registry, request);
  EXPECT_TRUE(cases && cases->size() == 1);
  SelfTest selftest;
  SentinelProbe sentinel;
  SamplePlan sampling;
  sampling.rule = "count";
  sampling.limits.least = sampling.limits.most = 2;
  sampling.warm_up = sampling.repetition = 1_ms;
  return run_case(cases->front(), {registry, test::test_clock(), selftest, sentinel, sampling, 3});
}

struct Refusal {
  const char* name;
  FakeCuda::Options options;
  std::vector<std::pair<std::string, std::string>> axes;
  ErrorKind kind;
  const char* words;
};

class RefusalTest : public testing::TestWithParam<Refusal> {};

TEST_P(RefusalTest, IsARecordWithASentence) {
  const Refusal& r = GetParam();
  const CaseRecord record =
      run_one(test::fake_registry(std::make_shared<FakeCuda>(r.options)), small_chase(r.axes));
  EXPECT_EQ(record.status, Status::skipped);
  EXPECT_EQ(record.trouble, r.kind);
  EXPECT_NE(record.reason.find(r.words), std::string::npos) << record.reason;
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusalTest,
    testing::Values(
        Refusal{"NoGpu",
                {.devices = 0, .no_devices_because = cuda::kNoDevice},
                {},
                ErrorKind::unavailable,
                "no CUDA device: no CUDA-capable device is detected"},
        Refusal{"EmptyList", {.devices = 0}, {}, ErrorKind::unavailable, "the driver lists none"},
        Refusal{"NoSuchGpu", {}, {{"gpu", "3"}}, ErrorKind::unavailable, "there is no gpu=3"},
        Refusal{"OutOfMemory", {.memory = 8192}, {}, ErrorKind::refused, "out of memory"},
        Refusal{"ManagedBeyondAQuarter",
                {.memory = 1 << 15},
                {{"memory", "managed"}},
                ErrorKind::refused,
                "a quarter of what was free"},
        Refusal{"NotCoherent",
                {.is_coherent = false},
                {{"memory", "coherent"}},
                ErrorKind::refused,
                "not coherent"},
        Refusal{"NotMapped",
                {.maps_host_memory = false},
                {{"memory", "mapped"}},
                ErrorKind::refused,
                "memory=mapped needs"},
        Refusal{"NotMigrating",
                {.migrates_pages = false},
                {{"memory", "managed_prefetch"}},
                ErrorKind::refused,
                "memory=managed_prefetch needs"},
        Refusal{"PrefetchesAreNotRecorded",
                {},
                {{"memory", "managed_prefetch"}, {"submit", "graph"}},
                ErrorKind::refused,
                "cannot record a prefetch"},
        Refusal{"PrefetchesAreNotResident",
                {},
                {{"memory", "managed_prefetch"}, {"submit", "persistent"}},
                ErrorKind::refused,
                "cannot ask managed pages to move"},
        Refusal{"PageableIsNotResident",
                {},
                {{"memory", "pageable"}, {"submit", "persistent"}},
                ErrorKind::refused,
                "do not reach pageable memory"},
        Refusal{"NoBellWithoutMapping",
                {.maps_host_memory = false},
                {{"submit", "persistent"}},
                ErrorKind::refused,
                "which submit=persistent needs"}),
    [](const auto& p) { return p.param.name; });

TEST(Absent, IsLeftOutUnlessNamed) {
  Registry registry = test::fake_registry(std::make_shared<FakeCuda>(
      FakeCuda::Options{.devices = 0, .no_devices_because = cuda::kNoDevice}));
  registry.add(cuda::make_backend_over(std::make_shared<FakeCuda>(),
                                       std::make_shared<test::NoManagement>()));
  CaseRequest request = small_chase({});
  EXPECT_EQ(expand_cases(registry, request)->front().backend, registry.backends()[0].get());
  request.backends.clear();
  const auto all = expand_cases(registry, request);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().backend, registry.backends()[1].get());
}

TEST(Absent, DoctorSaysItInOneLine) {
  const Registry registry = test::fake_registry(std::make_shared<FakeCuda>(
      FakeCuda::Options{.devices = 0, .no_devices_because = cuda::kNoDevice}));
  const auto checks = (*registry.backend("cuda"))->checks();
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_TRUE(checks[0].finding.starts_with("no CUDA device: ")) << checks[0].finding;
}

TEST(Lost, EndsTheCaseWithASentenceAndNotWithAWrongAnswer) {
  for (const int operations : {0, 3, 700, 1000}) {
    auto runtime = std::make_shared<FakeCuda>();
    runtime->lose_device_after(operations);
    const Registry registry = test::fake_registry(runtime);
    const CaseRecord record = run_one(registry, small_chase({{"wait", "block"}}));
    EXPECT_EQ(record.status, Status::skipped) << operations;
    EXPECT_EQ(record.trouble, ErrorKind::unavailable) << record.reason;
    EXPECT_TRUE(record.runs.empty()) << "what a lost device left behind is no time";
    const CaseRecord next = run_one(registry, small_chase({}));
    EXPECT_EQ(next.trouble, ErrorKind::unavailable) << "the next case says so at once";
  }
}

}  // namespace
}  // namespace pontage
