// SPDX-License-Identifier: Apache-2.0
/// Variants come from outside a kernel's folder: a library adds one in its own dialect, a device
/// that speaks it runs it, our judge checks it.
#include <dlfcn.h>

#include <cstring>

#include "libbench/sampler.hpp"
#include "tests/chain/live_case.hpp"
#include "tests/variants/board.hpp"

namespace pontage {
namespace {

/// Does everything inside submit, in order.
class BoardQueue final : public Queue {
 public:
  void clear() override { prepared_.clear(); }
  Result<PreparedId> prepare(std::vector<Command> commands, int, Submission) override {
    prepared_.push_back(std::move(commands));
    return static_cast<PreparedId>(prepared_.size()) - 1;
  }
  void submit(PreparedId prepared, JobId, SlotId slot) override {
    for (const Command& c : prepared_[static_cast<std::size_t>(prepared)]) {
      const auto& at = c.pointers[static_cast<std::size_t>(slot)];
      if (c.kind == Command::Kind::copy)
        std::memcpy(at[0], at[1], static_cast<std::size_t>(c.sizes[0].count()));
      else
        static_cast<const test::BoardEntry*>(std::get<ForeignEntry>(c.variant->entry).entry)
            ->run({at, c.sizes, c.problem->shape().fields(), nullptr});
    }
  }
  void await(ActId, JobId, Wait) override {}
  void trace(bool) override {}
  void drain(MarkSet&) override {}

 private:
  std::vector<std::vector<Command>> prepared_;
};

/// Borrows another device's memories and speaks "board" only.
class Board final : public Device {
 public:
  explicit Board(std::unique_ptr<Device> host) : host_(std::move(host)) {}
  std::string_view name() const override { return "board"; }
  Provenance provenance() const override { return Provenance::measured; }
  std::span<Memory* const> memories() const override { return host_->memories(); }
  Reach reach(const Memory& memory) const override { return host_->reach(memory); }
  Result<int> host_side(MemoryMode) const override { return 0; }
  std::span<const EngineSpec> engines() const override { return engines_; }
  bool speaks(std::string_view dialect) const override { return dialect == "board"; }
  HostTeam* host_team() override { return nullptr; }
  Queue* queue() override { return &queue_; }
  std::vector<std::pair<std::string, std::string>> facts() const override { return {}; }

 private:
  std::unique_ptr<Device> host_;
  std::vector<EngineSpec> engines_{{"board.engine", true, true, true}};
  BoardQueue queue_;
};

TEST(VariantLibrary, ItsVariantRunsOnTheDeviceThatSpeaksItsDialect) {
  Registry registry = test::full_registry();
  void* library = dlopen(PONTAGE_BOARD_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto* enter = reinterpret_cast<bool (*)(Registry&)>(dlsym(library, "pontage_board_register"));
  ASSERT_NE(enter, nullptr);
  const Kernel& chase = **registry.kernel("chase");
  Board board(*(*registry.backend("cpu_threads"))->open({{"workers", std::int64_t{1}}}, nullptr));
  const auto problem =
      *chase.make_problem(*chase.shape_schema().make({{"bytes", std::int64_t{1} << 14},
                                                      {"chains", std::int64_t{3}},
                                                      {"hops", std::int64_t{50}}}),
                          5);
  const auto before = choose_variant(registry.variants(chase), board, *problem, "");
  ASSERT_FALSE(before);
  EXPECT_NE(before.error().what.find("does not speak"), std::string::npos) << before.error().what;

  ASSERT_TRUE(enter(registry));
  EXPECT_FALSE(enter(registry)) << "the same variant twice must be refused";
  const auto variant = choose_variant(registry.variants(chase), board, *problem, "");
  ASSERT_TRUE(variant) << variant.error().what;
  EXPECT_EQ((*variant)->name, "board_walk");
  const Placement placement{{&board}, {0}};
  const Plan plan = *lower(single_stage("chase", *problem, **variant), placement, {});
  auto execution =
      *Execution::make(plan, placement, {{problem.get(), *variant}}, test::test_clock());
  ASSERT_TRUE(execution->setup());
  execution->run({.first = 0, .jobs = 1}, nullptr);
  const Verdict verdict = problem->judge(execution->responses(0, 0));
  EXPECT_TRUE(verdict.right) << verdict.why;
}

}  // namespace
}  // namespace pontage
