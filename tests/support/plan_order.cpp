// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plan_order.hpp"

#include <set>
#include <vector>

namespace pontage::test {
namespace {

/// Bytes of a buffer that an operation reads or writes.
struct Piece {
  BufferId buffer;
  Bytes begin, end;
  bool overlaps(const Piece& other) const {
    return buffer == other.buffer && begin < other.end && other.begin < end;
  }
};

struct Written {
  Piece piece;
  ActId by;
};

std::vector<Piece> touched(const ScenarioSpec& scenario, const Plan& plan, const Op& op,
                           bool written) {
  if (op.kind == OpKind::copy) return {{written ? op.to : op.from, op.offset, op.offset + op.most}};
  if (op.kind == OpKind::await) return {};
  std::vector<Piece> pieces;
  const auto stage = static_cast<std::size_t>(op.stage);
  for (std::size_t v = 0; v < scenario.stages[stage].values.size(); ++v) {
    const ValueSpec& spec = scenario.stages[stage].values[v];
    const bool is_whole = op.part < 0 || spec.role == Role::dataset;
    const Bytes size = is_whole ? spec.most : spec.most / plan.parts;
    const Bytes begin = is_whole ? Bytes{} : size * op.part;
    if (spec.role == Role::scratch || (spec.role == Role::response) != written) continue;
    pieces.push_back({plan.stage_buffers[stage][v], begin, begin + size});
  }
  return pieces;
}

/// Adds an act and all that it comes after.
void add_with_causes(const Plan& plan, ActId act, std::set<ActId>& done) {
  if (!done.insert(act).second) return;
  for (const EdgeSpec& edge : plan.acts[static_cast<std::size_t>(act)].after)
    add_with_causes(plan, edge.from, done);
}

}  // namespace

std::string first_unordered_read(const ScenarioSpec& scenario, const Plan& plan) {
  std::set<ActId> known;  // to the host, at this point of its program
  std::vector<Written> queued;
  for (std::size_t i = 0; i < plan.body.size(); ++i) {
    const Op& op = plan.body[i];
    if (op.kind == OpKind::await) add_with_causes(plan, op.awaited, known);
    std::set<ActId> before = known;
    for (const ActId act : op.after)
      if (op.kind != OpKind::await) add_with_causes(plan, act, before);
    for (const Piece& read : touched(scenario, plan, op, false))
      for (const Written& w : queued)
        if (w.piece.overlaps(read) && !before.contains(w.by))
          return "operation " + std::to_string(i) + " reads " +
                 plan.buffers[static_cast<std::size_t>(read.buffer)].name + " before act " +
                 std::to_string(w.by) + " is known to be done";
    if (op.kind == OpKind::host_step) continue;
    for (const Piece& piece : touched(scenario, plan, op, true))
      queued.push_back({piece, op.doing});
  }
  return {};
}

}  // namespace pontage::test
