// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/joins_in_a_row.hpp"
#include "kernels/triple_join/triple_join_variants.hpp"

namespace pontage::triple_join {
namespace {

/// Both sides are put in the key's order, where they are not in it, and walked together.
template <class Probe>
class Merging {
 public:
  template <class Row>
  bool prepare(const Row& row, Scratch& scratch, JoinStep& step) {
    if (!put_left_in_order(row.probe(), scratch, *step.left, step.key)) return false;
    put_right_in_order(row.probe(), step);
    return true;
  }

  template <class Read, class Take>
  void each(Probe& probe, const JoinStep& step, std::size_t from, std::size_t to, Read read,
            Take take) const {
    const Triple* begin = step.right.data();
    const Triple* const end = begin + step.right.size();
    const auto loaded = [&](const Triple* at) { return probe.load(at, site(JoinSite::kept)); };
    for (std::size_t place = from; place < to; ++place) {
      const Id* row = step.left->row(probe, place);
      read(row);
      if (place == from) begin = step.key.lower_bound(probe, step.right, row);
      while (begin != end && step.key.compare(row, loaded(begin)) > 0) ++begin;
      // `begin` stays: the next row may have the same key.
      for (const Triple* at = begin; at != end; ++at) {
        const Triple triple = loaded(at);
        if (step.key.compare(row, triple) != 0) break;
        if (!take(triple)) return;
      }
    }
  }

 private:
  static bool put_left_in_order(Probe& probe, Scratch& scratch, Relation& left,
                                const JoinKey& key) {
    if (!left.open_order(scratch)) return false;
    const auto is_less = [&](std::uint32_t a, std::uint32_t b) {
      return key.is_less(left.at + a * left.width(), left.at + b * left.width());
    };
    // To compare is to read two rows' keys by way of the order.
    const std::size_t words = 2 * (1 + key.parts);
    tell(probe, {.loads = left.rows * words, .stores = left.rows});
    if (std::is_sorted(left.order, left.order + left.rows, is_less)) return true;
    Accesses sort = accesses_of_sort(left.rows, sizeof(Id));
    sort.loads *= words;
    tell(probe, sort);
    std::sort(left.order, left.order + left.rows, is_less);
    return true;
  }
  static void put_right_in_order(Probe& probe, JoinStep& step) {
    const auto is_less = [&](const Triple& a, const Triple& b) { return step.key.is_less(a, b); };
    tell(probe, {.loads = step.right.size(), .bytes = sizeof(Triple)});
    if (std::is_sorted(step.right.begin(), step.right.end(), is_less)) return;
    tell(probe, accesses_of_sort(step.right.size(), sizeof(Triple)));
    std::sort(step.right.begin(), step.right.end(), is_less);
  }
};

}  // namespace

void merge(HostTeam& team, const Args& args) {
  NullProbe probe;
  join_in_a_row<Merging<NullProbe>>(team, args, probe);
}
void count_merge(HostTeam& team, const Args& args, CountProbe& probe) {
  join_in_a_row<Merging<CountProbe>>(team, args, probe);
}

}  // namespace pontage::triple_join
