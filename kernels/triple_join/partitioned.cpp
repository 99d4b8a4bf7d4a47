// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "kernels/triple_join/joins_in_a_row.hpp"
#include "kernels/triple_join/partition_item.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

static_assert(sizeof(Triple) == 3 * sizeof(Id), "triples are rows of three");

/// Both sides are partitioned by the bits of a hash of their key; each partition of the right side
/// gets a table that the inner caches hold, and the left rows come to it in the order of their
/// partitions. Every step is items over flat arrays that share nothing: blocks of rows that count
/// and scatter, partitions that build, blocks of rows that are joined.
template <class Probe>
class Partitions {
 public:
  template <class Row>
  bool prepare(const Row& row, Scratch& scratch, JoinStep& step) {
    if (!step.left->open_order(scratch)) return false;
    tell(row.probe(), {.stores = step.left->rows});
    if (step.pattern->path != Path::once) return true;
    const auto right_rows = static_cast<std::uint32_t>(step.right.size());
    partitions_ =
        step.key.parts == 0 ? 1 : std::min(kMost, std::bit_ceil(std::max(1U, right_rows / kRows)));
    left_ = {step.left->at, static_cast<std::uint32_t>(step.left->width()), 0, {}};
    right_ = {reinterpret_cast<const Id*>(step.right.data()), 3, 0, {}};
    for (std::size_t i = 0; i < step.key.parts; ++i) {
      left_.column[left_.parts++] = static_cast<std::uint32_t>(step.key.part[i].column);
      right_.column[right_.parts++] = static_cast<std::uint32_t>(step.key.part[i].place);
    }
    order_ = scratch.take<std::uint32_t>(right_rows);
    begins_ = scratch.take<std::uint32_t>(partitions_ + 1);
    auto* left_begins = scratch.take<std::uint32_t>(partitions_ + 1);
    if (order_ == nullptr || begins_ == nullptr || left_begins == nullptr) return false;
    return partition(row, scratch, left_, static_cast<std::uint32_t>(step.left->rows),
                     step.left->order, left_begins) &&
           partition(row, scratch, right_, right_rows, order_, begins_) &&
           build(row, scratch, right_rows);
  }

  template <class Read, class Take>
  void each(Probe& probe, const JoinStep& step, std::size_t from, std::size_t to, Read read,
            Take take) const {
    for (std::size_t place = from; place < to; ++place) {
      const Id* row = step.left->row(probe, place);
      read(row);
      const auto number = static_cast<std::uint32_t>(
          step.left->width() == 0 ? 0 : static_cast<std::size_t>(row - left_.at) / left_.width);
      const std::uint64_t hash = key_hash(probe, left_, number);
      const PartitionTable table = table_of(hash & (partitions_ - 1));
      const bool goes_on = chain_item(probe, table, hash, order_, next_, [&](std::uint32_t found) {
        const Triple triple = probe.follow(step.right.data() + found, site(JoinSite::kept));
        return step.key.compare(row, triple) != 0 || take(triple);
      });
      if (!goes_on) return;
    }
  }

 private:
  /// Rows of a partition, about, and partitions at the most.
  static constexpr std::uint32_t kRows = 1024, kMost = 1024;

  /// Puts the rows' numbers into `order` by partition; `begins` gets where each begins.
  template <class Row>
  bool partition(const Row& row, Scratch& scratch, const KeyedRows& rows, std::uint32_t count,
                 std::uint32_t* order, std::uint32_t* begins) const {
    Probe& probe = row.probe();
    const std::size_t blocks = row.lanes() == 1 ? 1 : row.lanes() * 4;
    const auto block = static_cast<std::uint32_t>((count + blocks - 1) / blocks);
    auto* counts = scratch.take<std::uint32_t>(blocks * partitions_);
    if (counts == nullptr) return false;
    const auto each_block = [&](auto item) {
      for_lanes(row.team(), row.lanes(), blocks, 1, [&](std::size_t, auto next) {
        std::size_t from = 0, to = 0;
        while (next(from, to))
          item(std::min(count, static_cast<std::uint32_t>(from) * block),
               std::min(count, static_cast<std::uint32_t>(to) * block),
               counts + from * partitions_);
      });
    };
    each_block([&](std::uint32_t from, std::uint32_t to, std::uint32_t* own) {
      count_item(probe, rows, from, to, partitions_, own);
    });
    std::uint32_t sum = 0;
    for (std::uint32_t number = 0; number < partitions_; ++number) {
      probe.store(begins + number, sum, site(JoinSite::slot));
      for (std::size_t i = 0; i < blocks; ++i) {
        std::uint32_t* const at = counts + i * partitions_ + number;
        const std::uint32_t own = probe.load(at, site(JoinSite::slot));
        probe.store(at, sum, site(JoinSite::slot));
        sum += own;
      }
    }
    probe.store(begins + partitions_, sum, site(JoinSite::slot));
    each_block([&](std::uint32_t from, std::uint32_t to, std::uint32_t* own) {
      scatter_item(probe, rows, from, to, partitions_, own, order);
    });
    return true;
  }

  /// A table for each partition, its heads twice as many as its rows.
  template <class Row>
  bool build(const Row& row, Scratch& scratch, std::uint32_t count) {
    Probe& probe = row.probe();
    heads_begin_ = scratch.take<std::uint32_t>(partitions_ + 1);
    next_ = scratch.take<std::uint32_t>(count);
    if (heads_begin_ == nullptr || next_ == nullptr) return false;
    std::uint32_t heads = 0;
    for (std::uint32_t number = 0; number < partitions_; ++number) {
      probe.store(heads_begin_ + number, heads, site(JoinSite::slot));
      heads += std::bit_ceil(std::max(1U, 2 * (begins_[number + 1] - begins_[number])));
    }
    tell(probe, {.loads = partitions_ + 1});
    probe.store(heads_begin_ + partitions_, heads, site(JoinSite::slot));
    heads_ = scratch.take<std::uint32_t>(heads);
    if (heads_ == nullptr) return false;
    for_lanes(row.team(), row.lanes(), partitions_, 1, [&](std::size_t, auto next) {
      std::size_t from = 0, to = 0;
      while (next(from, to))
        build_item(probe, right_, order_, begins_[from], begins_[to],
                   table_of(static_cast<std::uint32_t>(from)), next_);
    });
    return true;
  }

  PartitionTable table_of(std::uint64_t number) const {
    return {heads_ + heads_begin_[number], heads_begin_[number + 1] - heads_begin_[number] - 1};
  }

  KeyedRows left_, right_;
  std::uint32_t partitions_ = 1;
  std::uint32_t* order_ = nullptr;        ///< [right rows]
  std::uint32_t* begins_ = nullptr;       ///< [partitions + 1] in `order_`
  std::uint32_t* heads_begin_ = nullptr;  ///< [partitions + 1] in `heads_`
  std::uint32_t* heads_ = nullptr;
  std::uint32_t* next_ = nullptr;  ///< [right rows]
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
