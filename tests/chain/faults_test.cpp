// SPDX-License-Identifier: Apache-2.0
/// Planted faults: each must be caught by the sampler and named by its sentence. What is caught
/// here is recorded `wrong` and never plotted.
#include <limits>

#include "kernels/graph_walk/bfs.hpp"
#include "kernels/graph_walk/chase.hpp"
#include "libbench/sampler.hpp"
#include "tests/chain/live_case.hpp"
#include "tests/support/average_kernel.hpp"

namespace pontage {
namespace {

using graph_walk::kEnds;
using graph_walk::kOffsets;
using graph_walk::kParents;
using graph_walk::kRoots;
using graph_walk::kStarts;

const Settings kChase{{"bytes", std::int64_t{1} << 14},
                      {"chains", std::int64_t{2}},
                      {"banks", std::int64_t{2}},
                      {"hops", std::int64_t{100}}};
const Settings kBfs{{"graph", std::string("grid")}, {"scale", std::int64_t{6}}};

int calls = 0;  // of the faulty variant; tests reset it

const Variant& reference(std::string_view kernel) {
  static const Registry registry = test::full_registry();
  for (const Variant& v : (*registry.kernel(kernel))->variants())
    if (v.name == "reference") return v;
  std::abort();
}
void right_chase(const Args& args) { std::get<SerialFn>(reference("chase").entry)(args); }
void right_bfs(const Args& args) { std::get<SerialFn>(reference("bfs").entry)(args); }
std::size_t count(const Args& args, std::size_t value, std::size_t item) {
  return static_cast<std::size_t>(args.size[value].count()) / item;
}

Sampled sample_case(const Problem& problem, const Variant& variant, Device& device) {
  const Placement placement{{&device}, {0}};
  const Plan plan = *lower(single_stage("faulty", problem, variant), placement, {});
  SamplePlan sampling;
  sampling.rule = "count";
  sampling.limits.least = 2;
  sampling.limits.most = 2;
  sampling.warm_up = 1_ms;
  sampling.repetition = 1_ms;
  SentinelProbe sentinel;
  calls = 0;
  auto sampled = sample({.plan = plan,
                         .placement = placement,
                         .code = {{&problem, &variant}},
                         .clock = test::test_clock(),
                         .lags = {}},
                        sampling, sentinel);
  EXPECT_TRUE(sampled) << sampled.error().what;
  return sampled ? *sampled : Sampled{};
}

std::unique_ptr<Device> one_worker() {
  static const Registry registry = test::full_registry();
  return *(*registry.backend("cpu_threads"))->open({{"workers", std::int64_t{1}}}, nullptr);
}

Sampled run_on_threads(std::string_view kernel, const Settings& shape, SerialFn fault) {
  const Registry registry = test::full_registry();
  const Kernel& k = **registry.kernel(kernel);
  const auto problem = *k.make_problem(*k.shape_schema().make(shape), 7);
  const Variant variant{"faulty", Entry(fault), ""};
  const auto device = one_worker();
  return sample_case(*problem, variant, *device);
}

struct Fault {
  const char* name;
  const char* kernel;
  SerialFn run;
  const char* named_by;  // part of the sentence
};

class FaultTest : public testing::TestWithParam<Fault> {};

TEST_P(FaultTest, IsCaughtAndNamed) {
  const Fault& fault = GetParam();
  const bool is_chase = std::string_view(fault.kernel) == "chase";
  const Sampled sampled = run_on_threads(fault.kernel, is_chase ? kChase : kBfs, fault.run);
  EXPECT_EQ(sampled.status, Status::wrong);
  EXPECT_NE(sampled.reason.find(fault.named_by), std::string::npos) << sampled.reason;
  EXPECT_EQ(sampled.run.job.count, 0U) << "a wrong answer must leave no time behind";
}

INSTANTIATE_TEST_SUITE_P(
    Planted, FaultTest,
    testing::Values(Fault{"parent_off_by_one", "bfs",
                          [](const Args& a) {
                            right_bfs(a);
                            a.value<std::int32_t>(kParents)[17] += 1;
                          },
                          "vertex 17"},
                    Fault{"wrong_root", "bfs",
                          [](const Args& a) {
                            std::vector<std::uint32_t> roots(
                                a.value<std::uint32_t>(kRoots),
                                a.value<std::uint32_t>(kRoots) + count(a, kRoots, 4));
                            for (auto& root : roots)
                              root = (root + 1) %
                                     static_cast<std::uint32_t>(count(a, kOffsets, 8) - 1);
                            std::vector<void*> at(a.at.begin(), a.at.end());
                            at[kRoots] = roots.data();
                            right_bfs({at, a.size, a.shape, a.produced});
                          },
                          "vertex"},
                    Fault{"unreached_left_unset", "bfs",
                          [](const Args& a) {
                            right_bfs(a);
                            a.value<std::int32_t>(kParents)[count(a, kParents, 4) - 1] =
                                graph_walk::kNotReached;
                          },
                          "vertex"},
                    Fault{"nothing_written", "bfs", [](const Args&) {}, "vertex 0"},
                    Fault{"stale_output_of_the_previous_repetition", "bfs",
                          [](const Args& a) {
                            if (calls++ < 3) right_bfs(a);
                          },
                          "job"},
                    Fault{"one_line_too_far", "chase",
                          [](const Args& a) {
                            right_chase(a);
                            a.value<std::uint64_t>(kEnds)[1] += 64;
                          },
                          "chain 1"},
                    Fault{"a_worker_that_never_ran", "chase",
                          [](const Args& a) {
                            std::vector<std::uint64_t> kept(
                                a.value<std::uint64_t>(kEnds),
                                a.value<std::uint64_t>(kEnds) + count(a, kEnds, 8));
                            right_chase(a);
                            const std::size_t half = kept.size() / 2;
                            std::copy(kept.begin() + static_cast<std::ptrdiff_t>(half), kept.end(),
                                      a.value<std::uint64_t>(kEnds) + half);
                          },
                          "bank 1"},
                    Fault{"starts_returned_as_ends", "chase",
                          [](const Args& a) {
                            std::copy_n(a.value<std::uint64_t>(kStarts), count(a, kEnds, 8),
                                        a.value<std::uint64_t>(kEnds));
                          },
                          "chain 0"},
                    Fault{"banks_swapped", "chase",
                          [](const Args& a) {
                            right_chase(a);
                            std::swap(a.value<std::uint64_t>(kEnds)[0],
                                      a.value<std::uint64_t>(kEnds)[2]);
                          },
                          "chain 0"},
                    Fault{"wrong_from_the_fifth_job_on", "chase",
                          [](const Args& a) {
                            right_chase(a);
                            if (++calls > 4) a.value<std::uint64_t>(kEnds)[0] ^= 64;
                          },
                          "job"}),
    [](const auto& param) { return param.param.name; });

TEST(Fault, NotANumberIsCaughtAndNamed) {
  const test::AverageProblem problem;
  const Variant variant{"faulty", SerialFn([](const Args& a) {
                          test::AverageProblem::run(a);
                          a.value<float>(1)[5] = std::numeric_limits<float>::quiet_NaN();
                        }),
                        ""};
  const auto device = one_worker();
  const Sampled sampled = sample_case(problem, variant, *device);
  EXPECT_EQ(sampled.status, Status::wrong);
  EXPECT_EQ(sampled.reason, "element 5 is not finite");
}

/// A queue that reports every launch done at once and does it when the next one comes: the answer
/// is there, only too late.
class EarlyQueue final : public Queue {
 public:
  void clear() override { prepared_.clear(); }
  Result<PreparedId> prepare(std::vector<Command> commands, int, Submission) override {
    prepared_.push_back(std::move(commands));
    return static_cast<PreparedId>(prepared_.size()) - 1;
  }
  void submit(PreparedId prepared, JobId, SlotId slot) override {
    if (late_ != nullptr) perform(*late_, slot);
    late_ = nullptr;
    for (const Command& command : prepared_[static_cast<std::size_t>(prepared)]) late_ = &command;
  }
  void await(ActId, JobId, Wait) override {}
  void trace(bool) override {}
  void drain(MarkSet&) override {}

 private:
  static void perform(const Command& command, SlotId slot) {
    const auto& at = command.pointers[static_cast<std::size_t>(slot)];
    if (command.kind == Command::Kind::launch)
      std::get<SerialFn>(command.variant->entry)(
          {at, command.sizes, command.problem->shape().fields(), nullptr});
  }
  std::vector<std::vector<Command>> prepared_;
  const Command* late_ = nullptr;
};

/// One memory that host and device share, and the early queue.
class EarlyDevice final : public Device {
 public:
  explicit EarlyDevice(Device& home) : memories_{home.memories()[0]} {}
  std::string_view name() const override { return "early"; }
  Provenance provenance() const override { return Provenance::measured; }
  std::span<Memory* const> memories() const override { return memories_; }
  Reach reach(const Memory&) const override { return Reach::native; }
  Result<int> host_side(MemoryMode) const override { return 0; }
  std::span<const EngineSpec> engines() const override { return engines_; }
  bool speaks(std::string_view dialect) const override { return dialect == "serial"; }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return &queue_; }
  std::vector<std::pair<std::string, std::string>> facts() const override { return {}; }

 private:
  std::vector<Memory*> memories_;
  std::vector<EngineSpec> engines_{{"early.engine", true, true, true}};
  EarlyQueue queue_;
};

TEST(Fault, EarlyCompletionIsCaughtAndNamed) {
  const test::AverageProblem problem;
  const Variant variant{"right", SerialFn(test::AverageProblem::run), ""};
  const auto home = one_worker();
  EarlyDevice device(*home);
  const Sampled sampled = sample_case(problem, variant, device);
  EXPECT_EQ(sampled.status, Status::wrong);
  EXPECT_NE(sampled.reason.find("element 0"), std::string::npos) << sampled.reason;
}

TEST(Fault, TheRightAnswerPasses) {
  const Sampled sampled = run_on_threads("chase", kChase, right_chase);
  EXPECT_EQ(sampled.status, Status::right) << sampled.reason;
  EXPECT_GT(sampled.run.job.count, 0U);
  EXPECT_GE(sampled.repetitions_judged, static_cast<int>(sampled.run.job.count));
}

}  // namespace
}  // namespace pontage
