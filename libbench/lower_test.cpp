// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "libbench/plan.hpp"
#include "tests/support/compositor.hpp"
#include "tests/support/fake_devices.hpp"
#include "tests/support/plan_order.hpp"
#include "tests/support/printing.hpp"

namespace pontage {
namespace {

using test::compositor;
using test::kFrame;
using test::kSize;
using test::kStream;

/// The machine of the worked example: stages are placed on `cpu`, `gpu` (discrete) or `uma`
/// (unified).
struct Machine {
  test::FakeHost cpu;
  test::FakeDiscrete gpu;
  test::FakeUnified uma;

  Placement place(std::vector<int> device_of_stage) {
    return {{&cpu, &gpu, &uma}, std::move(device_of_stage)};
  }
};
enum : int { kCpu = 0, kGpu = 1, kUma = 2 };

Plan lowered(Machine& machine, const ScenarioSpec& scenario, std::vector<int> device_of_stage,
             const LoweringAxes& axes = {}) {
  auto plan = lower(scenario, machine.place(std::move(device_of_stage)), axes);
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().what);
  return plan ? std::move(*plan) : Plan{};
}

std::string refusal(const ScenarioSpec& scenario, std::vector<int> device_of_stage,
                    const LoweringAxes& axes = {}) {
  Machine machine;
  const auto plan = lower(scenario, machine.place(std::move(device_of_stage)), axes);
  return plan ? "" : plan.error().what;
}

const ActSpec& act(const Plan& plan, ActId a) { return plan.acts[static_cast<std::size_t>(a)]; }
const BufferSpec& buffer(const Plan& plan, BufferId b) {
  return plan.buffers[static_cast<std::size_t>(b)];
}
bool is_queue_op(const Op& op) { return op.kind == OpKind::copy || op.kind == OpKind::launch; }

OpId find(const Plan& plan, OpKind kind, std::string_view stage, int part) {
  for (OpId i = 0; i < std::ssize(plan.body); ++i) {
    const Op& op = plan.body[static_cast<std::size_t>(i)];
    if (op.kind == kind && op.stage >= 0 &&
        plan.stages[static_cast<std::size_t>(op.stage)] == stage && op.part == part)
      return i;
  }
  ADD_FAILURE() << "no " << stage << " part " << part;
  return -1;
}

/// What holds for every plan, whatever the scenario.
void expect_sound(const ScenarioSpec& scenario, const Plan& plan) {
  EXPECT_EQ(test::first_unordered_read(scenario, plan), "");
  for (std::size_t a = 0; a < plan.acts.size(); ++a) {
    for (const EdgeSpec& edge : plan.acts[a].after)
      EXPECT_LT(edge.from, static_cast<ActId>(a)) << "acts are topological";
    const Op& op = plan.body[static_cast<std::size_t>(plan.acts[a].op)];
    EXPECT_TRUE(op.doing == static_cast<ActId>(a) || op.submitting == static_cast<ActId>(a))
        << "act " << a;
  }
  Bytes bytes{};
  int pieces = 0;
  for (const Op& op : plan.body) {
    if (op.kind != OpKind::copy) continue;
    bytes += op.most;
    ++pieces;
    EXPECT_LE(op.offset + op.most, buffer(plan, op.to).size);
    EXPECT_EQ(buffer(plan, op.from).size, buffer(plan, op.to).size);
  }
  EXPECT_EQ(bytes, plan.crossings.bytes);
  EXPECT_EQ(pieces, plan.crossings.pieces);
}

/// Every queue act is awaited, or something that is awaited comes after it.
void expect_all_is_awaited(const Plan& plan) {
  std::set<ActId> covered;
  for (const Op& op : plan.body)
    if (op.kind == OpKind::await) covered.insert(op.awaited);
  for (auto a = static_cast<ActId>(plan.acts.size()); a-- > 0;)
    if (covered.contains(a))
      for (const EdgeSpec& edge : act(plan, a).after) covered.insert(edge.from);
  for (const Op& op : plan.body)
    EXPECT_TRUE(!is_queue_op(op) || covered.contains(op.doing))
        << "nobody waits for act " << op.doing;
}

struct Row {
  const char* name;
  bool has_capture;
  std::vector<int> device_of_stage;
  Bytes bytes;           // the closed form
  int values;            // that cross
  int pieces, pieces_4;  // copies, with one stripe and with four
};

class Compositor : public testing::TestWithParam<std::tuple<Row, int>> {};

TEST_P(Compositor, CrossingsAreTheClosedForm) {
  const auto& [row, stripes] = GetParam();
  for (const Submission submit : {Submission::one_by_one, Submission::batched})
    for (const MemoryMode memory : {MemoryMode::pageable, MemoryMode::pinned}) {
      Machine machine;
      LoweringAxes axes;
      axes.submit = submit;
      axes.memory = memory;
      const Plan plan =
          lowered(machine, compositor(stripes, row.has_capture), row.device_of_stage, axes);
      EXPECT_EQ(plan.crossings.bytes, row.bytes);
      EXPECT_EQ(plan.crossings.values, row.values);
      EXPECT_EQ(plan.crossings.pieces, stripes == 1 ? row.pieces : row.pieces_4);
      expect_sound(compositor(stripes, row.has_capture), plan);
      expect_all_is_awaited(plan);
    }
}

TEST_P(Compositor, MappedCopiesNothing) {
  const auto& [row, stripes] = GetParam();
  Machine machine;
  LoweringAxes axes;
  axes.memory = MemoryMode::mapped;
  const Plan plan =
      lowered(machine, compositor(stripes, row.has_capture), row.device_of_stage, axes);
  EXPECT_EQ(plan.crossings.bytes, Bytes{});
  EXPECT_EQ(plan.crossings.values + plan.crossings.pieces, 0);
  EXPECT_EQ(plan.crossings.setup_bytes, Bytes{});
  expect_sound(compositor(stripes, row.has_capture), plan);
  expect_all_is_awaited(plan);
}

INSTANTIATE_TEST_SUITE_P(
    Placements, Compositor,
    testing::Combine(
        testing::Values(
            Row{"P0", false, {kCpu, kCpu, kCpu}, Bytes{}, 0, 0, 0},
            Row{"P1", false, {kGpu, kCpu, kCpu}, kFrame * 2, 2, 2, 5},
            Row{"P2", true, {kGpu, kCpu, kGpu, kCpu}, kFrame * 3 + kStream + kSize, 5, 5, 17},
            Row{"P3", false, {kGpu, kGpu, kCpu}, kFrame + kStream + kSize, 3, 3, 9},
            Row{"P4", false, {kUma, kUma, kCpu}, Bytes{}, 0, 0, 0},
            Row{"P5", false, {kUma, kUma, kUma}, Bytes{}, 0, 0, 0}),
        testing::Values(1, 4)),
    [](const auto& parameter) {
      return std::get<0>(parameter.param).name + std::string("x") +
             std::to_string(std::get<1>(parameter.param));
    });

TEST(Lower, CopiesFollowTheirProducerAndWaitsPrecedeTheirConsumer) {
  Machine machine;
  const Plan plan = lowered(machine, compositor(4, false), {kGpu, kCpu, kCpu});
  for (int part = 0; part < 4; ++part) {
    const OpId made = find(plan, OpKind::launch, "composite", part),
               used = find(plan, OpKind::host_step, "encode", part);
    const Op& copy = plan.body[static_cast<std::size_t>(made + 1)];
    ASSERT_EQ(copy.kind, OpKind::copy) << "pushed by the producer";
    EXPECT_EQ(copy.after, std::vector{plan.body[static_cast<std::size_t>(made)].doing});
    EXPECT_EQ(copy.offset, kFrame / 4 * part);
    EXPECT_EQ(copy.most, kFrame / 4);
    const Op& await = plan.body[static_cast<std::size_t>(used - 1)];
    ASSERT_EQ(await.kind, OpKind::await) << "pulled by the consumer";
    EXPECT_EQ(await.awaited, copy.doing);
    EXPECT_LT(made, plan.first_await) << "all parts are issued before the host waits for any";
  }
  EXPECT_EQ(plan.body[static_cast<std::size_t>(plan.first_await)].kind, OpKind::await);
}

TEST(Lower, HostStagesFeedADevicePartByPart) {
  Machine machine;
  const Plan plan = lowered(machine, compositor(4, true), {kGpu, kCpu, kGpu, kCpu});
  for (int part = 0; part < 4; ++part) {
    const OpId captured = find(plan, OpKind::host_step, "capture", part);
    EXPECT_EQ(plan.body[static_cast<std::size_t>(captured - 1)].kind, OpKind::await);
    EXPECT_EQ(plan.body[static_cast<std::size_t>(captured + 1)].kind, OpKind::copy);
    EXPECT_EQ(find(plan, OpKind::launch, "encode", part), captured + 2)
        << "not after the last part's capture";
  }
}

TEST(Lower, WhatCrossesLivesInTheMemoryOfTheMode) {
  for (const auto& [mode, name] : {std::pair(MemoryMode::pageable, "gpu.pageable"),
                                   std::pair(MemoryMode::pinned, "gpu.pinned")}) {
    Machine machine;
    LoweringAxes axes;
    axes.memory = mode;
    const Plan plan = lowered(machine, compositor(4, true), {kGpu, kCpu, kGpu, kCpu}, axes);
    const Placement placement = machine.place({});
    const auto memory = [&](BufferId b) {
      const BufferSpec& spec = buffer(plan, b);
      return placement.devices[static_cast<std::size_t>(spec.device)]
          ->memories()[static_cast<std::size_t>(spec.memory)]
          ->name();
    };
    for (const Op& op : plan.body) {
      if (op.kind != OpKind::copy) continue;
      const bool goes_in = memory(op.to) == "gpu.device";
      EXPECT_EQ(memory(goes_in ? op.from : op.to), name);
      EXPECT_EQ(memory(goes_in ? op.to : op.from), "gpu.device");
    }
  }
}

TEST(Lower, WhatRunsWholeIsOneResource) {
  Machine machine;
  LoweringAxes axes;
  const auto resources = [&](Submission submit) {
    axes.submit = submit;
    const Plan plan = lowered(machine, compositor(1, false), {kGpu, kGpu, kCpu}, axes);
    std::set<std::string> used;
    for (const Op& op : plan.body)
      if (is_queue_op(op)) {
        const ActSpec& act = plan.acts[static_cast<std::size_t>(op.doing)];
        used.insert(plan.resources[static_cast<std::size_t>(act.resource)].name);
      }
    return used;
  };
  EXPECT_EQ(resources(Submission::persistent), (std::set<std::string>{"gpu.compute"}));
  EXPECT_EQ(resources(Submission::batched),
            (std::set<std::string>{"gpu.compute", "gpu.to_device", "gpu.from_device"}));
}

TEST(Lower, OnlyPageableMemoryPassesThroughTheCall) {
  for (const MemoryMode memory : {MemoryMode::pageable, MemoryMode::pinned}) {
    Machine machine;
    LoweringAxes axes;
    axes.memory = memory;
    const Plan plan = lowered(machine, compositor(1, false), {kGpu, kGpu, kCpu}, axes);
    int held_up = 0, copies_out = 0;
    for (const Op& op : plan.body) {
      if (op.kind != OpKind::copy) continue;
      copies_out += op.is_to_device ? 0 : 1;
      held_up += op.holds_up ? 1 : 0;
      EXPECT_EQ(op.is_staged, memory == MemoryMode::pageable);
    }
    EXPECT_EQ(held_up, memory == MemoryMode::pageable ? copies_out : 0);
  }
}

TEST(Lower, DatasetsCrossOnceUnlessCold) {
  Machine machine;
  LoweringAxes axes;
  const Plan warm = lowered(machine, compositor(1, false), {kGpu, kGpu, kCpu}, axes);
  ASSERT_EQ(warm.setup.size(), 1U);
  EXPECT_EQ(warm.setup[0].most, Bytes{4096});
  EXPECT_EQ(warm.setup[0].doing, -1) << "setup is outside every window";
  EXPECT_EQ(warm.crossings.setup_bytes, Bytes{4096});
  EXPECT_FALSE(buffer(warm, warm.setup[0].to).is_per_slot);

  axes.cold = true;
  const Plan cold = lowered(machine, compositor(1, false), {kGpu, kGpu, kCpu}, axes);
  EXPECT_TRUE(cold.setup.empty());
  EXPECT_EQ(cold.crossings.bytes, warm.crossings.bytes + Bytes{4096});
  EXPECT_EQ(cold.crossings.values, warm.crossings.values + 1);
  EXPECT_EQ(cold.crossings.setup_bytes, Bytes{});
  expect_all_is_awaited(cold);
}

TEST(Lower, ABatchIsOneSubmitUpToTheHostsNextStep) {
  Machine machine;
  LoweringAxes axes;
  axes.submit = Submission::batched;
  const Plan plan = lowered(machine, compositor(4, true), {kGpu, kCpu, kGpu, kCpu}, axes);
  ActId leader = -1;
  int batch = -1;
  for (std::size_t i = 0; i < plan.body.size(); ++i) {
    const Op& op = plan.body[i];
    if (!is_queue_op(op)) continue;
    const bool leads = i == 0 || !is_queue_op(plan.body[i - 1]);
    EXPECT_EQ(op.submitting >= 0, leads) << "op " << i;
    if (leads) {
      leader = op.submitting;
      EXPECT_NE(op.batch, batch);
      EXPECT_EQ(act(plan, leader).leaf.kind, LeafKind::launch_submit);
      EXPECT_EQ(act(plan, leader).resource, 0);
    }
    batch = leads ? op.batch : batch;
    EXPECT_EQ(op.batch, batch);
    const EdgeSpec& edge = act(plan, op.doing).after.front();
    EXPECT_EQ(edge.from, leader);
    EXPECT_EQ(edge.lag, op.kind == OpKind::copy ? LagKind::setup : LagKind::launch);
  }
}

TEST(Lower, ManagedPagesMoveThemselvesOrAreAskedToMove) {
  Machine machine;
  const ScenarioSpec scenario{"one",
                              {{"one",
                                {{"graph", 4_KiB, Role::dataset},
                                 {"seeds", 64_KiB, Role::request},
                                 {"depths", 128_KiB, Role::response}},
                                {},
                                false}},
                              {},
                              1};
  LoweringAxes axes;
  axes.memory = MemoryMode::managed;
  const Plan left_alone = lowered(machine, scenario, {kGpu}, axes);
  EXPECT_EQ(left_alone.crossings.pieces, 0);
  EXPECT_TRUE(left_alone.setup.empty());

  axes.memory = MemoryMode::managed_prefetch;
  const Plan asked = lowered(machine, scenario, {kGpu}, axes);
  EXPECT_EQ(asked.crossings.values, 2);
  EXPECT_EQ(asked.crossings.bytes, 192_KiB);
  EXPECT_EQ(asked.crossings.setup_bytes, 4_KiB);
  EXPECT_EQ(asked.buffers.size(), left_alone.buffers.size()) << "one memory, one buffer a value";
  std::vector<bool> to_device;
  for (const Op& op : asked.body) {
    if (op.kind != OpKind::copy) continue;
    EXPECT_EQ(op.from, op.to);
    to_device.push_back(op.is_to_device);
  }
  EXPECT_EQ(to_device, (std::vector{true, false}));
  expect_sound(scenario, asked);
  expect_all_is_awaited(asked);
}

TEST(Lower, RefusesAWayOfSubmittingThatTheDeviceLacks) {
  LoweringAxes axes;
  axes.submit = Submission::graph;
  const std::string why = refusal(compositor(1, false), {kGpu, kGpu, kCpu}, axes);
  EXPECT_NE(why.find("gpu cannot be handed work as submit=graph"), std::string::npos) << why;
}

TEST(Lower, OneByOneEachOperationHasItsSubmit) {
  Machine machine;
  const Plan plan = lowered(machine, compositor(4, false), {kGpu, kGpu, kCpu});
  std::set<int> batches;
  for (const Op& op : plan.body) {
    if (!is_queue_op(op)) continue;
    ASSERT_GE(op.submitting, 0);
    EXPECT_TRUE(batches.insert(op.batch).second);
    EXPECT_EQ(act(plan, op.doing).after.front().from, op.submitting);
  }
}

TEST(Lower, EdgesSayWhatTheyWaitFor) {
  Machine machine;
  const Plan plan = lowered(machine, compositor(1, false), {kGpu, kGpu, kCpu});
  const Op& composite =
      plan.body[static_cast<std::size_t>(find(plan, OpKind::launch, "composite", 0))];
  const Op& encode = plan.body[static_cast<std::size_t>(find(plan, OpKind::launch, "encode", 0))];
  ASSERT_EQ(act(plan, composite.doing).after.size(), 2U);
  EXPECT_EQ(act(plan, composite.doing).after[1].lag, LagKind::event) << "from the copy engine";
  ASSERT_EQ(act(plan, encode.doing).after.size(), 2U);
  EXPECT_EQ(act(plan, encode.doing).after[1].from, composite.doing);
  EXPECT_EQ(act(plan, encode.doing).after[1].lag, LagKind::gap) << "on one engine";
  for (const Op& op : plan.body) {
    if (op.kind != OpKind::await) continue;
    EXPECT_EQ(act(plan, op.doing).leaf.kind, LeafKind::sync_wake);
    ASSERT_EQ(act(plan, op.doing).after.size(), 1U);
    EXPECT_EQ(act(plan, op.doing).after[0].from, op.awaited);
    EXPECT_EQ(act(plan, op.doing).after[0].lag, LagKind::notify);
  }
}

TEST(Lower, BetweenTwoDevicesTheHostCarries) {
  Machine machine;
  test::FakeDiscrete other("npu");
  const auto plan =
      lower(compositor(2, false), {{&machine.cpu, &machine.gpu, &other}, {1, 2, 0}}, {});
  ASSERT_TRUE(plan.has_value()) << plan.error().what;
  EXPECT_EQ(plan->crossings.bytes, kFrame + kFrame * 2 + kStream + kSize)
      << "the frame crosses twice on its way";
  EXPECT_EQ(plan->crossings.values, 4);
  expect_sound(compositor(2, false), *plan);
  expect_all_is_awaited(*plan);
}

TEST(Lower, FromUnifiedMemoryADeviceCopiesAfterTheHostHasWaited) {
  Machine machine;
  const ScenarioSpec scenario = compositor(2, false);
  const Plan plan = lowered(machine, scenario, {kUma, kGpu, kCpu});
  EXPECT_EQ(plan.crossings.bytes, kFrame + kStream + kSize);
  expect_sound(scenario, plan);
  expect_all_is_awaited(plan);
}

TEST(Lower, ConsumersInOneMemoryShareACopy) {
  Machine machine;
  ScenarioSpec s{"fan", {}, {{0, 1, 1, 0}, {0, 1, 2, 0}}, 1};
  for (const char* name : {"make", "left", "right"})
    s.stages.push_back({name,
                        {{"in", Bytes{100}, Role::request}, {"out", Bytes{100}, Role::response}},
                        {},
                        false});
  const Plan plan = lowered(machine, s, {kCpu, kGpu, kGpu});
  EXPECT_EQ(plan.crossings.pieces, 3) << "one up, two results down";
  EXPECT_EQ(plan.stage_buffers[1][0], plan.stage_buffers[2][0]);
  expect_sound(s, plan);
  expect_all_is_awaited(plan);
}

TEST(Lower, ResponsesEndWhereTheHostCanReadThem) {
  Machine machine;
  for (const MemoryMode memory : {MemoryMode::pinned, MemoryMode::mapped})
    for (const int device : {kCpu, kGpu, kUma}) {
      LoweringAxes axes;
      axes.memory = memory;
      axes.in_flight = 3;
      const Plan plan = lowered(machine, compositor(1, false), {device, device, device}, axes);
      EXPECT_EQ(plan.slots, 3);
      int finals = 0;
      for (const BufferSpec& b : plan.buffers) {
        const Memory& home = *machine.place({})
                                  .devices[static_cast<std::size_t>(b.device)]
                                  ->memories()[static_cast<std::size_t>(b.memory)];
        EXPECT_TRUE((!b.is_final && !b.is_origin) || home.host_reach() != Reach::none) << b.name;
        finals += b.is_final ? 1 : 0;
        EXPECT_EQ(b.is_per_slot, b.role != Role::dataset) << b.name;
      }
      EXPECT_EQ(finals, 1);
    }
}

TEST(LowerRefuses, WithASentence) {
  const ScenarioSpec good = compositor(4, false);
  ScenarioSpec s = good;
  s.flows[0].from_value = 0;
  EXPECT_EQ(refusal(s, {0, 0, 0}),
            "scenario 'compositor': a flow goes from a response to a request, not from 'client' to "
            "'frame'");
  s = good;
  s.stages[1].values[0].most = kFrame / 2;
  EXPECT_EQ(refusal(s, {0, 0, 0}),
            "scenario 'compositor': 'frame' (8294400 bytes) flows to 'frame' (4147200 bytes); both "
            "must have one size");
  s = good;
  s.stages[1].values[3].size_from = 4;
  EXPECT_EQ(
      refusal(s, {0, 0, 0}),
      "'stream' of stage 'encode' has variable length, which plans reserve but cannot lower yet");
  s = good;
  std::swap(s.flows[0].from_stage, s.flows[0].to_stage);
  EXPECT_EQ(
      refusal(s, {0, 0, 0}),
      "scenario 'compositor': a flow must go from a value of one stage to a value of a later one");
  s = good;
  s.flows.push_back(s.flows[0]);
  EXPECT_EQ(refusal(s, {0, 0, 0}), "scenario 'compositor': two flows feed 'frame'");
  s = good;
  s.parts = 7;
  EXPECT_EQ(refusal(s, {0, 0, 0}),
            "scenario 'compositor': 'client' of stage 'composite' has 8294400 bytes, which 7 parts "
            "do not divide; choose another number of parts");
  s.parts = 0;
  EXPECT_EQ(refusal(s, {0, 0, 0}), "scenario 'compositor': parts must be at least 1");
  EXPECT_EQ(refusal({"empty", {}, {}, 1}, {}), "scenario 'empty': it has no stages");
  EXPECT_EQ(refusal(good, {0, 0}),
            "scenario 'compositor': the placement must name a device for every stage");
  EXPECT_EQ(refusal(good, {0, 0, 3}),
            "scenario 'compositor': the placement names a device that it does not list");
  LoweringAxes axes;
  axes.cold = true;
  axes.in_flight = 2;
  EXPECT_EQ(refusal(good, {0, 0, 0}, axes),
            "cold=yes uploads the dataset in every job; it needs in_flight=1");
}

/// A device without a memory of the wished kind.
class NoPinned final : public test::FakeDevice {
 public:
  NoPinned() : FakeDevice("bare", {{"bare.engine", true, true, true}}, {}) {
    add("bare.device", Reach::native, Reach::none, {MemoryMode::pageable});
  }
};

TEST(LowerRefuses, AMemoryThatTheDeviceLacks) {
  NoPinned bare;
  const auto plan = lower(compositor(1, false), {{&bare}, {0, 0, 0}}, {});
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().kind, ErrorKind::refused);
  EXPECT_EQ(plan.error().what, "bare: there is no pinned memory");
}

/// The printed plan of P1 × 4 stripes, approved by a person. PONTAGE_APPROVE=1 in the environment
/// rewrites the file.
TEST(LowerApproval, PlanOfP1FourStripes) {
  Machine machine;
  const Placement placement{{&machine.cpu, &machine.gpu}, {kGpu, kCpu, kCpu}};
  const auto plan = lower(compositor(4, false), placement, {});
  ASSERT_TRUE(plan.has_value()) << plan.error().what;
  const std::string path = std::string(PONTAGE_GOLDEN_FOLDER) + "/plan_p1_4_stripes.txt";
  const char* approve = std::getenv("PONTAGE_APPROVE");
  if (approve != nullptr && std::string_view(approve) == "1") std::ofstream(path) << to_text(*plan);
  std::ifstream file(path);
  std::stringstream approved;
  approved << file.rdbuf();
  EXPECT_EQ(to_text(*plan), approved.str())
      << "if the new plan is right, run again with PONTAGE_APPROVE=1";
}

}  // namespace
}  // namespace pontage
