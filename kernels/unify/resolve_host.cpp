// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>

#include "kernels/unify/resolve_item.hpp"
#include "kernels/unify/resolve_variants.hpp"

namespace pontage::unify {
namespace {

/// A stretch of `count` in a pool of `size`; false when it is full.
bool take(std::uint64_t& used, std::uint64_t size, std::uint32_t count, std::uint32_t& first) {
  const std::uint64_t at =
      std::atomic_ref<std::uint64_t>(used).fetch_add(count, std::memory_order_relaxed);
  first = static_cast<std::uint32_t>(at);
  return at + count <= size;
}

class Job {
 public:
  explicit Job(const Args& args)
      : args_(args),
        program_(program_of(args)),
        room_(ResolveRoom::of(program_.most)),
        taken_(args.value<ResponsesTaken>(kResolveRoom)),
        steps_(args.size[kSteps].count() / static_cast<Index>(sizeof(ProofStep))),
        made_(args.size[kMade].count() / static_cast<Index>(sizeof(Value))) {
    *taken_ = {};
  }
  Index queries() const {
    return args_.size[kQueries].count() / static_cast<Index>(sizeof(QueryRecord));
  }
  Index lanes() const { return args_.shape_as<ResolveShape>().lanes; }
  using Item = ResolveItem<NullProbe>;
  Item item(Index lane) {
    return {probe_, program_,
            args_.value<std::byte>(kResolveRoom) + kTakenBytes +
                static_cast<std::uint64_t>(lane) * room_.size};
  }
  void answer(Item& item, Index query) const {
    QueryResult result = item.run(args_.value<const QueryRecord>(kQueries) + query);
    const bool has_room =
        take(taken_->steps, static_cast<std::uint64_t>(steps_), result.steps, result.first_step) &&
        take(taken_->made, static_cast<std::uint64_t>(made_), result.made, result.first_made);
    if (has_room) {
      std::copy_n(item.steps(), result.steps, args_.value<ProofStep>(kSteps) + result.first_step);
      std::copy_n(item.made(), result.made, args_.value<Value>(kMade) + result.first_made);
    } else {
      result = {.is_cut = 1};
    }
    args_.value<QueryResult>(kResults)[query] = result;
  }

 private:
  const Args& args_;
  NullProbe probe_;
  Program program_;
  ResolveRoom room_;
  ResponsesTaken* taken_;
  Index steps_, made_;
};

}  // namespace

void resolve_tabled(HostTeam& team, const Args& args) {
  Job job(args);
  const Index lanes = std::min<Index>(job.lanes(), team.workers());
  team.for_chunks(lanes, 1, [&](Index lane, Index, int) { job.item(lane).clean_room(); });
  if (team.workers() <= job.lanes()) {
    team.for_chunks(job.queries(), 1, [&](Index begin, Index, int worker) {
      Job::Item item = job.item(worker);
      job.answer(item, begin);
    });
    return;
  }
  team.for_chunks(lanes, 1, [&](Index lane, Index, int) {
    Job::Item item = job.item(lane);
    for (Index query = lane; query < job.queries(); query += lanes) job.answer(item, query);
  });
}

void resolve_serial(const Args& args) {
  Job job(args);
  Job::Item item = job.item(0);
  item.clean_room();
  for (Index query = 0; query < job.queries(); ++query) job.answer(item, query);
}

}  // namespace pontage::unify
