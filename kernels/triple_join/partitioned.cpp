// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/joins_in_a_row.hpp"
#include "kernels/triple_join/partitioned_sides.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// Both sides are partitioned by the bits of a hash of their key; each partition of the right side
/// gets a table that the inner caches hold, and the left rows come to it in the order of their
/// partitions. Blocks of rows count and scatter, partitions build, blocks of rows are joined:
/// nothing is shared.
template <class Probe>
class Partitions {
 public:
  template <class Row>
  bool prepare(const Row& row, Scratch& scratch, JoinStep& step) {
    // A path has no right side; its left rows stay as they are.
    if (step.pattern->path != Path::once) {
      tell(row.probe(), {.stores = step.left->rows});
      return step.left->open_order(scratch);
    }
    const auto left_rows = static_cast<std::uint32_t>(step.left->rows),
               right_rows = static_cast<std::uint32_t>(step.right.size());
    sides_ = sides_of(*step.left, step.right.data(), right_rows, step.key);
    auto* left_begins = scratch.take<std::uint32_t>(sides_.partitions + 1);
    if (!step.left->take_order(scratch) || left_begins == nullptr ||
        !take_right(scratch, sides_, right_rows))
      return false;
    return partition(row, scratch, sides_.left, left_rows, step.left->order, left_begins) &&
           partition(row, scratch, sides_.right, right_rows, sides_.order, sides_.begins) &&
           build(row, scratch);
  }

  template <class Read, class Take>
  void each(Probe& probe, const JoinStep& step, std::size_t from, std::size_t to, Read read,
            Take take) const {
    for (std::size_t place = from; place < to; ++place) {
      const std::uint32_t number = probe.load(step.left->order + place, site(JoinSite::kept));
      read(sides_.left.row(number));
      if (!each_partner(probe, sides_, number, take)) return;
    }
  }

 private:
  /// Puts the rows' numbers into `order` by partition; `begins` gets where each begins.
  template <class Row>
  bool partition(const Row& row, Scratch& scratch, const KeyedRows& rows, std::uint32_t count,
                 std::uint32_t* order, std::uint32_t* begins) const {
    Probe& probe = row.probe();
    const std::uint32_t partitions = sides_.partitions;
    const std::size_t blocks = row.lanes() == 1 ? 1 : row.lanes() * 4;
    const auto block = static_cast<std::uint32_t>((count + blocks - 1) / blocks);
    auto* counts = scratch.take<std::uint32_t>(blocks * partitions);
    if (counts == nullptr) return false;
    const auto each_block = [&](auto item) {
      for_lanes(row.team(), row.lanes(), blocks, 1, [&](std::size_t, auto next) {
        std::size_t from = 0, to = 0;
        while (next(from, to))
          item(std::min(count, static_cast<std::uint32_t>(from) * block),
               std::min(count, static_cast<std::uint32_t>(to) * block), counts + from * partitions);
      });
    };
    each_block([&](std::uint32_t from, std::uint32_t to, std::uint32_t* own) {
      for (std::uint32_t i = 0; i < partitions; ++i)
        probe.store(own + i, std::uint32_t{0}, site(JoinSite::slot));
      for (; from < to; ++from) count_row<Alone>(probe, rows, from, partitions, own);
    });
    std::uint32_t sum = 0;
    for (std::uint32_t number = 0; number < partitions; ++number) {
      probe.store(begins + number, sum, site(JoinSite::slot));
      sum = place_blocks(probe, counts, blocks, partitions, number, sum);
    }
    probe.store(begins + partitions, sum, site(JoinSite::slot));
    each_block([&](std::uint32_t from, std::uint32_t to, std::uint32_t* own) {
      for (; from < to; ++from) scatter_row<Alone>(probe, rows, from, partitions, own, order);
    });
    return true;
  }

  /// A table for each partition.
  template <class Row>
  bool build(const Row& row, Scratch& scratch) {
    Probe& probe = row.probe();
    sides_.heads = scratch.take<std::uint32_t>(place_heads(probe, sides_));
    if (sides_.heads == nullptr) return false;
    for_lanes(row.team(), row.lanes(), sides_.partitions, 1, [&](std::size_t, auto next) {
      std::size_t from = 0, to = 0;
      while (next(from, to)) {
        for (std::uint32_t i = sides_.heads_begin[from]; i < sides_.heads_begin[to]; ++i)
          probe.store(sides_.heads + i, kNoTerm, site(JoinSite::slot));
        for (std::uint32_t at = sides_.begins[from]; at < sides_.begins[to]; ++at)
          hang_up<Alone>(probe, sides_, at);
      }
    });
    return true;
  }

  PartitionedSides sides_;
};

}  // namespace

void partitioned(HostTeam& team, const Args& args) {
  NullProbe probe;
  join_in_a_row<Partitions<NullProbe>>(team, args, probe);
}
void count_partitioned(HostTeam& team, const Args& args, CountProbe& probe) {
  join_in_a_row<Partitions<CountProbe>>(team, args, probe);
}

}  // namespace pontage::triple_join
