// SPDX-License-Identifier: Apache-2.0
/// The queue by itself: order across engines, what is asynchronous, how it waits, what it leaves.
#include <gtest/gtest.h>

#include <cstring>

#include "backends/cuda/cuda_queue.hpp"
#include "tests/cuda/fake_backend.hpp"
#include "tests/support/average_kernel.hpp"

namespace pontage {
namespace {

using cuda::CudaQueue;
using test::FakeCuda;

constexpr int kWords = 1024;
constexpr Bytes kSize{kWords * 8};
enum ActName : ActId { kIn = 0, kAddOne = 1, kOut = 2, kActs = 3 };

void add_one(const Args& args) {
  const auto* in = args.value<const std::uint64_t>(0);
  auto* out = args.value<std::uint64_t>(1);
  for (int i = 0; i < kWords; ++i) out[i] = in[i] + 1;
}

/// Two slots of a copy in, a kernel and a copy out, on three engines. Members in order of
/// ownership.
struct Pipeline {
  std::shared_ptr<FakeCuda> runtime = std::make_shared<FakeCuda>();
  std::unique_ptr<CudaQueue> queue;
  test::AverageProblem problem;
  Variant variant{"add_one", test::on_stream<add_one>(), ""};
  std::uint64_t* host_in[2] = {};
  std::uint64_t* host_out[2] = {};
  void* device_in[2] = {};
  void* device_out[2] = {};
  std::vector<PreparedId> prepared;

  explicit Pipeline(Submission how) {
    queue = *CudaQueue::make(runtime, {0, 2, nullptr});
    for (int s = 0; s < 2; ++s) {
      allocate(cuda::MemoryKind::pinned, &host_in[s]);
      allocate(cuda::MemoryKind::pinned, &host_out[s]);
      allocate(cuda::MemoryKind::device, &device_in[s]);
      allocate(cuda::MemoryKind::device, &device_out[s]);
    }
    std::vector<Command> commands{
        copy(kIn, cuda::kToDevice, true, {{device_in[0], host_in[0]}, {device_in[1], host_in[1]}},
             {}),
        launch(),
        copy(kOut, cuda::kFromDevice, false,
             {{host_out[0], device_out[0]}, {host_out[1], device_out[1]}}, {kAddOne})};
    if (how == Submission::one_by_one)
      for (Command& command : commands)
        prepared.push_back(*queue->prepare({std::move(command)}, kActs, how));
    else
      prepared.push_back(*queue->prepare(std::move(commands), kActs, how));
  }
  ~Pipeline() {
    queue.reset();
    for (int s = 0; s < 2; ++s) {
      (void)runtime->release(cuda::MemoryKind::pinned, host_in[s]);
      (void)runtime->release(cuda::MemoryKind::pinned, host_out[s]);
      (void)runtime->release(cuda::MemoryKind::device, device_in[s]);
      (void)runtime->release(cuda::MemoryKind::device, device_out[s]);
    }
  }

  template <class T>
  void allocate(cuda::MemoryKind kind, T** at) {
    void* got = nullptr;
    EXPECT_EQ(runtime->allocate(kind, static_cast<std::size_t>(kSize.count()), &got), 0);
    *at = static_cast<T*>(got);
  }
  static Command copy(ActId act, int engine, bool in, std::vector<std::vector<void*>> pointers,
                      std::vector<ActId> after) {
    Command c;
    c.act = act;
    c.engine = engine;
    c.is_to_device = in;
    c.pointers = std::move(pointers);
    c.sizes = {kSize};
    c.after = std::move(after);
    return c;
  }
  Command launch() const {
    Command c;
    c.kind = Command::Kind::launch;
    c.act = kAddOne;
    c.engine = cuda::kCompute;
    c.variant = &variant;
    c.problem = &problem;
    c.pointers = {{device_in[0], device_out[0]}, {device_in[1], device_out[1]}};
    c.sizes = {kSize, kSize};
    c.after = {kIn};
    return c;
  }

  void fill(JobId job) {
    for (int i = 0; i < kWords; ++i)
      host_in[job % 2][i] = static_cast<std::uint64_t>(job) * 100'000 + static_cast<unsigned>(i);
  }
  void submit(JobId job) {
    for (const PreparedId id : prepared) queue->submit(id, job, job % 2);
  }
  bool is_right(JobId job) const {
    for (int i = 0; i < kWords; ++i)
      if (host_out[job % 2][i] !=
          static_cast<std::uint64_t>(job) * 100'000 + static_cast<unsigned>(i) + 1)
        return false;
    return true;
  }
};

class QueueTest : public testing::TestWithParam<Submission> {};
INSTANTIATE_TEST_SUITE_P(Submissions, QueueTest,
                         testing::Values(Submission::one_by_one, Submission::batched,
                                         Submission::graph),
                         [](const auto& p) { return std::string(to_text(p.param)); });

TEST_P(QueueTest, EachJobsAnswerIsItsOwnWithTwoInFlight) {
  Pipeline p(GetParam());
  p.fill(0);
  p.submit(0);
  for (JobId job = 0; job < 200; ++job) {
    p.fill(job + 1);
    p.submit(job + 1);
    p.queue->await(kOut, job, static_cast<Wait>(job % 3));
    ASSERT_TRUE(p.is_right(job)) << job;
  }
  p.queue->await(kOut, 200, Wait::block);
  EXPECT_TRUE(p.queue->health());
}

TEST_P(QueueTest, SubmittingReturnsBeforeAnythingIsDone) {
  Pipeline p(GetParam());
  p.runtime->pause();
  p.fill(0);
  std::memset(p.host_out[0], 0, static_cast<std::size_t>(kSize.count()));
  p.submit(0);
  EXPECT_FALSE(p.is_right(0));
  p.runtime->resume();
  p.queue->await(kOut, 0, Wait::spin);
  EXPECT_TRUE(p.is_right(0));
}

TEST_P(QueueTest, OnlyAHostThatSleepsGetsEventsThatWakeIt) {
  Pipeline p(GetParam());
  const auto run = [&](JobId first, Wait wait) {
    for (JobId job = first; job < first + 5; ++job) {
      p.fill(job);
      p.submit(job);
      p.queue->await(kOut, job, wait);
    }
    return p.runtime->counts().blocking_syncs;
  };
  EXPECT_EQ(run(0, Wait::spin), 0);
  EXPECT_EQ(run(5, Wait::yield), 0);
  // The first submits of each slot still follow the wait before.
  EXPECT_EQ(run(10, Wait::block), 3);
}

TEST_P(QueueTest, MarksAreOrderedAndBetweenSubmitAndSeen) {
  Pipeline p(GetParam());
  p.queue->trace(true);
  std::vector<std::pair<Ticks, Ticks>> windows;
  for (JobId job = 0; job < 30; ++job) {
    p.fill(job);
    const Ticks begin = start_stamp();
    p.submit(job);
    p.queue->await(kOut, job, Wait::yield);
    windows.emplace_back(begin, end_stamp());
    if (job < 15) p.queue->between_jobs();  // from then on nobody calls it
  }
  MarkSet set;
  p.queue->drain(set);
  EXPECT_EQ(set.dropped, 0U);
  ASSERT_EQ(set.marks.size(), 90U);
  std::map<JobId, std::map<int, Mark>> by_job;
  for (const Mark& mark : set.marks) by_job[mark.job][mark.act] = mark;
  for (auto& [job, acts] : by_job) {
    ASSERT_EQ(acts.size(), 3U);
    EXPECT_GE(acts[kIn].begin, windows[static_cast<std::size_t>(job)].first);
    EXPECT_LE(acts[kIn].end, acts[kAddOne].begin);
    EXPECT_LE(acts[kAddOne].end, acts[kOut].begin);
    EXPECT_LE(acts[kOut].end, windows[static_cast<std::size_t>(job)].second);
    EXPECT_EQ(acts[kIn].bytes, static_cast<std::uint64_t>(kSize.count()));
  }
  MarkSet again;
  p.queue->drain(again);
  EXPECT_TRUE(again.marks.empty());
}

TEST_P(QueueTest, NothingIsLeftBehind) {
  auto runtime = std::shared_ptr<FakeCuda>();
  {
    Pipeline p(GetParam());
    runtime = p.runtime;
    p.fill(0);
    p.submit(0);
    p.queue->await(kOut, 0, Wait::spin);
    p.queue->clear();
    EXPECT_EQ(runtime->counts().graphs, 0);
  }
  const auto left = runtime->counts();
  EXPECT_EQ(left.streams, 0);
  EXPECT_EQ(left.events, 0);
  EXPECT_EQ(left.allocations, 0);
}

TEST_P(QueueTest, ALostDeviceIsReportedAndNobodyWaitsForEver) {
  Pipeline p(GetParam());
  p.runtime->lose_device_after(4);
  for (JobId job = 0; job < 10; ++job) {
    p.submit(job);
    p.queue->await(kOut, job, static_cast<Wait>(job % 3));
  }
  const auto health = p.queue->health();
  ASSERT_FALSE(health);
  EXPECT_EQ(health.error().kind, ErrorKind::unavailable);
  EXPECT_NE(health.error().what.find("cudaErrorLaunchFailure"), std::string::npos)
      << health.error().what;
  p.queue->clear();
  EXPECT_FALSE(p.queue->health()) << "a device that is lost stays lost";
  EXPECT_FALSE(p.queue->prepare({p.launch()}, kActs, GetParam()));
}

TEST(Queue, ALaunchThatIsRefusedIsReportedAndOverWithItsWork) {
  Pipeline p(Submission::batched);
  p.runtime->refuse_next_launch();
  p.submit(0);
  p.queue->await(kOut, 0, Wait::spin);
  const auto health = p.queue->health();
  ASSERT_FALSE(health);
  EXPECT_NE(health.error().what.find("launching the variant"), std::string::npos);
  p.queue->clear();
  EXPECT_TRUE(p.queue->health());
}

TEST(Queue, WaitingForWhatNobodySubmittedIsReportedAndReturns) {
  Pipeline p(Submission::batched);
  p.queue->await(kOut, 7, Wait::block);
  EXPECT_FALSE(p.queue->health());
}

TEST(Queue, GraphsKeepTheOrderThatTheirCommandsAskFor) {
  // The fake runs what was recorded last first, wherever the recording allows it.
  Pipeline p(Submission::graph);
  for (JobId job = 0; job < 4; ++job) {
    p.fill(job);
    p.submit(job);
    p.queue->await(kOut, job, Wait::spin);
    EXPECT_TRUE(p.is_right(job));
  }
  EXPECT_EQ(p.runtime->counts().graph_launches, 4);
}

}  // namespace
}  // namespace pontage
