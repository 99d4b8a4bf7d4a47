// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/partitioned_grid.hpp"

#include "kernels/triple_join/triple_join_shape.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// A grid of the calling thread alone.
class OneThread {
 public:
  std::uint64_t rank() const { return 0; }
  std::uint64_t size() const { return 1; }
  void sync() {}
  std::uint64_t add(std::uint64_t& total, std::uint64_t own) {
    const std::uint64_t was = total;
    total += own;
    return was;
  }
  void add(GridTally& total, const GridTally& own) {
    total.rows += own.rows;
    total.sum += own.sum;
  }
};

}  // namespace

GridValues grid_values_of(const Args& args) {
  GridValues values;
  values.sizes = args.value<const GraphSizes>(kSizes);
  values.offsets = args.value<const std::uint64_t>(kOffsets);
  for (std::size_t i = 0; i < kOrders; ++i)
    values.orders[i] = args.value<const std::uint32_t>(kSpo + i);
  values.plan = args.value<const Plan>(kQuery);
  values.answer = args.value<Answer>(kAnswer);
  values.scratch = args.value<void>(kScratch);
  values.scratch_bytes = static_cast<std::size_t>(args.size[kScratch].count());
  values.most_triples = static_cast<std::uint64_t>(args.size[kSpo].count()) / sizeof(std::uint32_t);
  return values;
}

std::string refused_by_grid(const Plan& plan, std::string_view ask) {
  if (ask != "plan") return "a device does not parse SPARQL; give ask=plan";
  if (plan.distinct) return "it keeps no set of rows; a variant of the host takes DISTINCT";
  if (plan.has_limit) return "it hands over no rows; a variant of the host takes LIMIT";
  if (plan.filters > 0) return "it has no dictionary; a variant of the host takes FILTER";
  if (plan.patterns == 0) return "there is no pattern to join";
  for (std::uint32_t i = 0; i < plan.patterns; ++i)
    if (plan.pattern[i].path != Path::once)
      return "it walks no paths; a variant of the host takes p+ and p*";
  return {};
}

void count_partitioned_grid(HostTeam&, const Args& args, CountProbe& probe) {
  OneThread grid;
  join_by_grid(grid, probe, grid_values_of(args));
}

}  // namespace pontage::triple_join
