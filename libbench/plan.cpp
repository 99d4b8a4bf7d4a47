// SPDX-License-Identifier: Apache-2.0
#include "libbench/plan.hpp"

#include <sstream>

namespace pontage {
namespace {

void print_op(std::ostream& out, const Plan& plan, const Op& op) {
  const auto name = [&](BufferId b) { return plan.buffers[static_cast<std::size_t>(b)].name; };
  const auto part = op.part < 0 ? std::string() : " part " + std::to_string(op.part);
  switch (op.kind) {
    case OpKind::host_step:
      out << "step    " << plan.stages[static_cast<std::size_t>(op.stage)] << part;
      break;
    case OpKind::launch:
      out << "launch  " << plan.stages[static_cast<std::size_t>(op.stage)] << part;
      break;
    case OpKind::await:
      out << "await   act " << op.awaited;
      break;
    case OpKind::copy:
      out << "copy    " << name(op.from) << " → " << name(op.to) << ' ' << op.most.count() << " B";
      if (op.offset.count() != 0) out << " at " << op.offset.count();
      break;
  }
  if (op.device >= 0 && op.kind != OpKind::await)
    out << " on " << plan.devices[static_cast<std::size_t>(op.device)];
  if (op.doing >= 0) out << " [act " << op.doing << ']';
  if (!op.after.empty() && op.kind != OpKind::await) {
    out << " after";
    for (const ActId act : op.after) out << ' ' << act;
  }
  if (plan.submit == Submission::batched && op.batch >= 0) out << " in batch " << op.batch;
  out << '\n';
}

}  // namespace

std::string to_text(const Plan& plan) {
  std::ostringstream out;
  out << "plan of " << plan.scenario << ", " << plan.slots << (plan.slots == 1 ? " job" : " jobs")
      << " in flight, wait " << to_text(plan.wait) << ", submit " << to_text(plan.submit) << '\n';
  for (const auto& b : plan.buffers)
    out << "buffer  " << b.name << ' ' << b.size.count() << " B " << to_text(b.role)
        << (b.is_origin ? " origin" : "") << (b.is_final ? " final" : "")
        << (b.is_per_slot ? "" : " once") << '\n';
  out << "setup\n";
  for (const Op& op : plan.setup) print_op(out, plan, op);
  out << "body\n";
  for (const Op& op : plan.body) print_op(out, plan, op);
  out << "crossings " << plan.crossings.values << " values, " << plan.crossings.pieces
      << " copies, " << plan.crossings.bytes.count() << " B a job, "
      << plan.crossings.setup_bytes.count() << " B once\n";
  for (const auto& reason : plan.reasons) out << "  " << reason << '\n';
  return out.str();
}

}  // namespace pontage
