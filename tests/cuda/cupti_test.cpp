// SPDX-License-Identifier: Apache-2.0
/// Spans from CUPTI's records, over a library of our own that is loaded as the real one is: records
/// find their operation by number, whatever their order; what cannot be trusted is not used.
#include <dlfcn.h>

#include <algorithm>

#include "backends/cuda/activity_trace.hpp"
#include "tests/chain/live_case.hpp"
#include "tests/cuda/fake_backend.hpp"
#include "tests/support/fake_cupti/fake_cupti.hpp"

namespace pontage {
namespace {

using test::FakeCuda;
using test::FakeCupti;
using test::LiveCase;

constexpr std::uint64_t kRecordedNs = 150;  // what the fake says that everything takes
constexpr int kJobs = 20;

class Cupti : public testing::Test {
 protected:
  void SetUp() override {
    void* library = dlopen(PONTAGE_FAKE_CUPTI, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
    fake_ = static_cast<FakeCupti*>(dlsym(library, "fake_cupti_state"));
    ASSERT_NE(fake_, nullptr);
    const FakeCupti kept = *fake_;
    *fake_ = {};
    fake_->submitted = kept.submitted;
    fake_->now = kept.now;
    fake_->ran = kept.ran;
  }

  FakeCupti& fake() { return *fake_; }

  /// What a job's operations on the device left, over 20 traced jobs.
  struct Seen {
    std::vector<Nanoseconds> lasted;
    std::string source;
    std::uint64_t corrections = 0;
  };
  Seen run(Submission how, std::vector<std::string> libraries = {PONTAGE_FAKE_CUPTI}) {
    FakeCuda::Options options;
    options.watch = [this](bool is_kernel) {
      return [cupti = fake_, is_kernel, correlation = fake_->submitted(),
              begin = std::make_shared<std::uint64_t>()](bool is_end) {
        if (is_end)
          cupti->ran(is_kernel, correlation, *begin, *begin + kRecordedNs);
        else
          *begin = cupti->now();
      };
    };
    const Registry registry =
        test::fake_registry(std::make_shared<FakeCuda>(options), std::move(libraries));
    const Settings shape{{"bytes", std::int64_t{1} << 14}, {"hops", std::int64_t{5000}}};
    const Variant variant = test::fake_variant("chase");
    auto c = LiveCase::make(registry, "cuda", {{"spans", std::string("cupti")}}, "chase", shape,
                            {.submit = how}, &variant);
    Seen seen;
    if (c->execution == nullptr) return seen;
    (void)c->execution->run({.first = 0, .jobs = kJobs, .is_traced = true}, nullptr);
    const MarkSet set = c->execution->drain();
    EXPECT_EQ(set.dropped, 0U);
    EXPECT_TRUE(c->problem->judge(c->execution->responses(0, 0)).right);
    const ClockMap& clock = test::test_clock();
    for (const Mark& mark : set.marks) {
      if (mark.act >= c->plan.acts.size()) continue;
      const ResourceId on = c->plan.acts[mark.act].resource;
      if (c->plan.resources[static_cast<std::size_t>(on)].device >= 0)
        seen.lasted.push_back(clock.at(mark.end) - clock.at(mark.begin));
    }
    for (const auto& [name, value] : c->device->facts()) {
      if (name == "spans") seen.source = value;
      if (name == "clock_corrections_count") seen.corrections = std::stoull(value);
    }
    return seen;
  }

 private:
  FakeCupti* fake_ = nullptr;
};

int recorded_count(const std::vector<Nanoseconds>& lasted) {
  return static_cast<int>(std::ranges::count_if(lasted, [](Nanoseconds time) {
    return std::abs(time.count() - static_cast<std::int64_t>(kRecordedNs)) <= 3;
  }));
}

TEST_F(Cupti, RecordsTimeEveryCopyAndKernelOfAJob) {
  for (const Submission how : {Submission::one_by_one, Submission::batched}) {
    const Seen seen = run(how);
    ASSERT_EQ(seen.lasted.size(), std::size_t{3} * kJobs);
    EXPECT_GE(recorded_count(seen.lasted), 3 * kJobs - static_cast<int>(seen.corrections));
    EXPECT_NE(seen.source.find("from CUPTI"), std::string::npos) << seen.source;
    EXPECT_NE(seen.source.find("for 60 operations, from events for 0;"), std::string::npos)
        << seen.source;
    EXPECT_EQ(fake().ids_pushed, fake().ids_popped);
  }
}

TEST_F(Cupti, GraphsStayWithEventsAndSaySo) {
  const Seen seen = run(Submission::graph);
  EXPECT_EQ(seen.lasted.size(), std::size_t{3} * kJobs);
  EXPECT_NE(seen.source.find("for 0 operations, from events for 60;"), std::string::npos)
      << seen.source;
  EXPECT_EQ(fake().ids_pushed, 0);
}

TEST_F(Cupti, RecordsOutsideTheirEventsAreNotUsed) {
  for (const std::int64_t ahead : {-50'000'000, 50'000'000}) {
    fake().clock_ahead_ns = ahead;
    const Seen seen = run(Submission::one_by_one);
    EXPECT_EQ(seen.lasted.size(), std::size_t{3} * kJobs);
    EXPECT_NE(seen.source.find("for 0 operations, from events for 60;"), std::string::npos)
        << seen.source;
    EXPECT_NE(seen.source.find("; 60 were not used"), std::string::npos) << seen.source;
  }
}

TEST_F(Cupti, RecordsThatHadNoRoomAreCounted) {
  fake().drops_records = true;
  const Seen seen = run(Submission::one_by_one);
  EXPECT_EQ(seen.lasted.size(), std::size_t{3} * kJobs);
  EXPECT_NE(seen.source.find("from events for 60;"), std::string::npos) << seen.source;
  EXPECT_NE(seen.source.find("; 60 records had no room"), std::string::npos) << seen.source;
}

TEST_F(Cupti, WhatCannotBeHadIsAFactAndEventsServe) {
  fake().enable_error = 15;
  const Seen refused = run(Submission::one_by_one);
  EXPECT_EQ(refused.lasted.size(), std::size_t{3} * kJobs);
  EXPECT_NE(refused.source.find("CUPTI is not used: CUPTI: turning records on failed: "
                                "CUPTI_ERROR_OF_THE_FAKE"),
            std::string::npos)
      << refused.source;
  const Seen absent = run(Submission::one_by_one, {"libpontage-no-such-library.so"});
  EXPECT_EQ(absent.lasted.size(), std::size_t{3} * kJobs);
  EXPECT_NE(absent.source.find("CUPTI is not used: CUPTI cannot be loaded"), std::string::npos)
      << absent.source;
}

TEST_F(Cupti, IsOfTheVersionThatWeWereCompiledForAndComplete) {
  fake().version = 12;
  const auto old = cuda::load_cupti({"libpontage-no-such-library.so", PONTAGE_FAKE_CUPTI});
  ASSERT_FALSE(old);
  EXPECT_NE(old.error().what.find("is CUPTI 12, and this was compiled for"), std::string::npos);
  fake().version = 990000;
  EXPECT_FALSE(cuda::load_cupti({PONTAGE_FAKE_CUPTI}));
  const auto other = cuda::load_cupti({"libm.so.6"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().what, "libm.so.6 has no cuptiGetVersion");
}

TEST_F(Cupti, ServesOneDeviceOfAProcessAtATime) {
  auto first = cuda::load_cupti({PONTAGE_FAKE_CUPTI});
  ASSERT_TRUE(first);
  EXPECT_FALSE(cuda::load_cupti({PONTAGE_FAKE_CUPTI}));
  first->reset();
  EXPECT_TRUE(cuda::load_cupti({PONTAGE_FAKE_CUPTI}));
}

TEST_F(Cupti, RecordsOfOneOperationAreOneIntervalAndStrangersNone) {
  auto trace = std::move(*cuda::load_cupti({PONTAGE_FAKE_CUPTI}));
  ASSERT_TRUE(trace->start());
  const std::uint64_t now = fake().now();
  trace->announce(7);
  const std::uint32_t one = fake().submitted(), two = fake().submitted(),
                      three = fake().submitted();
  trace->announced();
  const std::uint32_t stranger = fake().submitted();
  fake().ran(true, two, now + 3000, now + 4000);
  fake().ran(true, one, now + 1000, now + 2000);
  fake().ran(false, three, now + 5000, now + 6000);
  fake().ran(true, stranger, now, now + 9000);
  const auto taken = trace->take();
  ASSERT_EQ(taken.at.size(), 1U);
  const ClockMap& clock = test::test_clock();
  const cuda::DeviceInterval at = taken.at.at(7);
  EXPECT_NEAR(static_cast<double>((clock.at(at.end) - clock.at(at.begin)).count()), 5000, 50);
  EXPECT_TRUE(trace->take().at.empty());
}

TEST(RealCupti, IsThereOrSaysWhyNot) {
  const auto cupti = cuda::load_cupti(cuda::cupti_libraries());
  if (cupti)
    EXPECT_TRUE((*cupti)->source().starts_with("CUPTI ")) << (*cupti)->source();
  else
    EXPECT_FALSE(cupti.error().what.empty());
}

}  // namespace
}  // namespace pontage
