// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/levels.hpp"

#include <bit>

namespace pontage::triple_join {
namespace {

struct Arranged {
  Order order;
  int first, second;  ///< places whose terms are the keys
};

/// The order whose keys are `known` and whose next terms are those of `place`.
Arranged arranged(unsigned known, int place) {
  switch (known) {
    case 0:
      return {place == 0 ? Order::spo : place == 1 ? Order::pos : Order::osp, -1, -1};
    case kS:
      return {Order::spo, 0, -1};
    case kP:
      return {place == 0 ? Order::pso : Order::pos, 1, -1};
    case kO:
      return {Order::osp, 2, -1};
    case kS | kP:
      return {Order::spo, 0, 1};
    case kP | kO:
      return {Order::pos, 1, 2};
    default:
      return {Order::osp, 2, 0};
  }
}

class Maker {
 public:
  Maker(const Plan& plan, Levels& levels) : plan_(plan), levels_(levels) {}

  void make() {
    levels_.count = plan_.ordered;
    levels_.closures = 0;
    std::uint32_t done = 0;
    for (std::uint32_t at = 0; at < plan_.ordered; ++at) {
      Level& level = levels_.level[at];
      level.variable = plan_.variable_order[at];
      level.lists = level.checks = level.filters = 0;
      for (std::uint32_t i = 0; i < plan_.patterns; ++i) add_pattern(level, i, done);
      if (level.lists == 1) level.list[0].is_alone = true;
      const std::uint32_t before = done;
      done |= 1U << level.variable;
      for (std::uint32_t i = 0; i < plan_.filters; ++i) {
        const std::uint32_t asks = plan_.filter[i].variables;
        const bool is_due = (asks & ~done) == 0 && (at == 0 ? asks != 0 : (asks & ~before) != 0);
        if (is_due) level.filter[level.filters++] = static_cast<std::uint8_t>(i);
      }
    }
  }

 private:
  void add_pattern(Level& level, std::uint32_t number, std::uint32_t done) {
    const PlanPattern& pattern = plan_.pattern[number];
    const unsigned places = places_of(pattern, level.variable);
    if (places == 0) return;
    const unsigned known = known_places(pattern, done);
    Participant part;
    part.pattern = static_cast<std::uint8_t>(number);
    if (pattern.path != Path::once) return add_path(level, part, pattern, places, known);
    bool is_listed_once = false;
    for (int place = 0; place < 3 && !is_listed_once; ++place) {
      if ((places >> place & 1U) == 0 || !is_listed(known, place)) continue;
      is_listed_once = true;
      part.place = static_cast<std::uint8_t>(place);
      add_list(level, part, pattern, known, place);
    }
    if (is_listed_once && std::has_single_bit(places)) return;
    part.source = Source::exists;
    level.check[level.checks++] = part;
    last_order_[number] = 0;
  }

  void add_list(Level& level, Participant part, const PlanPattern& pattern, unsigned known,
                int place) {
    const Arranged in = arranged(known, place);
    part.order = in.order;
    part.source = in.first < 0 ? Source::keys : in.second < 0 ? Source::seconds : Source::thirds;
    if (in.first >= 0) part.a = pattern.at[in.first];
    if (in.second >= 0) part.b = pattern.at[in.second];
    part.is_continued = part.source == Source::thirds && last_order_[part.pattern] != 0;
    // Of a list of seconds the place is kept, and the pair's thirds follow from it.
    last_order_[part.pattern] = part.source == Source::seconds ? 1 : 0;
    level.list[level.lists++] = part;
  }

  void add_path(Level& level, Participant part, const PlanPattern& pattern, unsigned places,
                unsigned known) {
    const bool is_subject = (places & kS) != 0;
    part.place = is_subject ? 0 : 2;
    part.is_forward = !is_subject;
    const PlanSlot& other = pattern.at[is_subject ? 2 : 0];
    if (places == (kS | kO)) {
      part.source = Source::ends;
      level.list[level.lists++] = part;
      if (pattern.path == Path::star) return;  // no step leads from each term to itself
      part.source = Source::path_exists;
      part.is_forward = true;
      part.a = other;
      part.closure = static_cast<std::uint8_t>(levels_.closures++);
      level.check[level.checks++] = part;
      return;
    }
    const bool is_known = (known & (is_subject ? kO : kS)) != 0;
    part.source = is_known ? Source::reached : Source::ends;
    part.a = other;
    if (is_known && pattern.is_asked) {
      part.source = Source::path_exists;
      part.is_forward = is_subject;
      part.closure = static_cast<std::uint8_t>(levels_.closures++);
      level.check[level.checks++] = part;
      return;
    }
    if (is_known) part.closure = static_cast<std::uint8_t>(levels_.closures++);
    level.list[level.lists++] = part;
  }

  const Plan& plan_;
  Levels& levels_;
  std::array<std::uint8_t, kMostPatterns> last_order_{};
};

}  // namespace

void make_levels(const Plan& plan, Levels& levels) { Maker(plan, levels).make(); }

}  // namespace pontage::triple_join
