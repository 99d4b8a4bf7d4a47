// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/look_up.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "kernels/triple_join/pattern_shape.hpp"

namespace pontage::triple_join {
namespace {

double size_of(Range range) { return static_cast<double>(range.size()); }

/// A path's rows are a guess: so many times those of its predicate.
constexpr double kPathGrowth = 4;

template <class Probe>
Estimate estimate_path(const PlanPattern& pattern, const ProbedGraph<Probe>& graph) {
  const double nodes = size_of(graph.view().nodes);
  Estimate e;
  const Id p = pattern.at[1].id;
  if (p != kNoTerm) {
    e.rows = kPathGrowth * graph.count(Order::pos, p);
    e.distinct[0] = size_of(graph.seconds(Order::pso, p));
    e.distinct[2] = size_of(graph.seconds(Order::pos, p));
    for (const int place : {0, 2}) e.reach[place] = e.rows / std::max(1.0, e.distinct[place]);
  }
  if (pattern.path == Path::star) {
    e.rows += nodes;
    e.distinct[0] = e.distinct[2] = nodes;
  }
  e.distinct[1] = 1;
  // Of a constant end, the first step is known.
  const Id s = pattern.at[0].id, o = pattern.at[2].id;
  const double itself = pattern.path == Path::star ? 1 : 0;
  if (!pattern.at[0].is_variable()) {
    e.rows = (p == kNoTerm ? 0 : kPathGrowth * size_of(graph.objects(s, p))) + itself;
    e.distinct[0] = 1;
  }
  if (!pattern.at[2].is_variable()) {
    const double rows = (p == kNoTerm ? 0 : kPathGrowth * size_of(graph.subjects(p, o))) + itself;
    e.rows = e.distinct[0] == 1 ? std::min(e.rows, rows) : rows;
    e.distinct[2] = 1;
  }
  return e;
}

template <class Probe>
Estimate estimate_once(const PlanPattern& pattern, const ProbedGraph<Probe>& graph) {
  const Id s = pattern.at[0].id, p = pattern.at[1].id, o = pattern.at[2].id;
  const GraphView& view = graph.view();
  const auto keys = [&](Order order) { return size_of(view.trie(order).keys); };
  const auto seconds = [&](Order order, Id key) { return size_of(graph.seconds(order, key)); };
  switch (known_places(pattern, 0)) {
    case 0:
      return {static_cast<double>(view.triples),
              {keys(Order::spo), keys(Order::pos), keys(Order::osp)}};
    case kS: {
      const double rows = graph.count(Order::spo, s);
      return {rows, {1, seconds(Order::spo, s), rows}};
    }
    case kP:
      return {static_cast<double>(graph.count(Order::pos, p)),
              {seconds(Order::pso, p), 1, seconds(Order::pos, p)}};
    case kO: {
      const double rows = graph.count(Order::osp, o);
      return {rows, {seconds(Order::osp, o), rows, 1}};
    }
    case kS | kP: {
      const double rows = size_of(graph.objects(s, p));
      return {rows, {1, 1, rows}};
    }
    case kP | kO: {
      const double rows = size_of(graph.subjects(p, o));
      return {rows, {rows, 1, 1}};
    }
    case kS | kO: {
      const double rows = size_of(graph.predicates(o, s));
      return {rows, {1, rows, 1}};
    }
    default:
      return {graph.has(s, p, o) ? 1.0 : 0.0, {1, 1, 1}};
  }
}

template <class Probe>
class Maker {
 public:
  Maker(const Query& query, const ProbedGraph<Probe>& graph, Plan& plan)
      : query_(query), graph_(graph), plan_(plan) {}

  Result<Estimates> make() {
    look_up_patterns();
    if (auto good = look_up_filters(); !good) return pass_on(good.error());
    copy_rest();
    made_.nodes = size_of(graph_.view().nodes);
    if (plan_.is_empty) return made_;
    for (std::uint32_t i = 0; i < plan_.patterns; ++i)
      made_.of[i] = plan_.pattern[i].path == Path::once ? estimate_once(plan_.pattern[i], graph_)
                                                        : estimate_path(plan_.pattern[i], graph_);
    return made_;
  }

 private:
  PlanSlot look_up(const Slot& slot) const {
    if (slot.is_variable) return {static_cast<std::int32_t>(slot.variable), kNoTerm};
    std::size_t slots = 0;
    const Id id = graph_.view().terms.find(slot.constant, &slots);
    Probe& probe = graph_.probe();
    tell(probe, {.loads = slots, .dependent = 1, .bytes = sizeof(Id)});
    // Each term that stands there is fetched; the one that is found is compared.
    const std::size_t terms = id == kNoTerm ? slots - 1 : slots;
    tell(probe, {.loads = 2 * terms, .dependent = terms, .bytes = sizeof(std::uint64_t)});
    if (id != kNoTerm)
      tell(probe, {.loads = slot.constant.size() / 8 + 1, .dependent = 1, .bytes = 8});
    return {-1, id};
  }

  void look_up_patterns() {
    plan_.patterns = static_cast<std::uint32_t>(query_.patterns.size());
    plan_.variables = static_cast<std::uint32_t>(query_.variables.size());
    for (std::size_t i = 0; i < query_.patterns.size(); ++i) {
      const Pattern& from = query_.patterns[i];
      PlanPattern& to = plan_.pattern[i];
      to = {{look_up(from.s), look_up(from.p), look_up(from.o)}, from.path};
      for (const int place : {0, 1, 2}) {
        const bool is_missing = !to.at[place].is_variable() && to.at[place].id == kNoTerm;
        // No step of a predicate that there is not: the path of no step remains.
        if (is_missing && !(place == 1 && from.path == Path::star)) plan_.is_empty = true;
      }
    }
  }

  Result<void> look_up_filters() {
    std::size_t used = 0;
    std::array<std::uint32_t, kMostNodes> below{};
    plan_.nodes = static_cast<std::uint32_t>(query_.nodes.size());
    for (std::size_t i = 0; i < query_.nodes.size(); ++i) {
      const FilterNode& from = query_.nodes[i];
      PlanNode& to = plan_.node[i];
      to.op = from.op;
      to.left = static_cast<std::int16_t>(from.left);
      to.right = static_cast<std::int16_t>(from.right);
      if (from.op != FilterOp::leaf) {
        below[i] = below[static_cast<std::size_t>(from.left)];
        if (from.op != FilterOp::lnot) below[i] |= below[static_cast<std::size_t>(from.right)];
        continue;
      }
      to.leaf = look_up(from.leaf);
      if (from.leaf.is_variable) {
        below[i] = 1U << from.leaf.variable;
        continue;
      }
      const std::string& text = from.leaf.constant;
      if (used + text.size() > plan_.texts.size())
        return fail(ErrorKind::refused, "the filters' constants are longer than " +
                                            std::to_string(plan_.texts.size()) + " bytes");
      to.number = number_of_term(text);
      to.text = static_cast<std::uint16_t>(used);
      to.length = static_cast<std::uint16_t>(text.size());
      std::memcpy(plan_.texts.data() + used, text.data(), text.size());
      used += text.size();
    }
    plan_.filters = static_cast<std::uint32_t>(query_.filters.size());
    for (std::size_t i = 0; i < query_.filters.size(); ++i)
      plan_.filter[i] = {query_.filters[i], below[static_cast<std::size_t>(query_.filters[i])]};
    return {};
  }

  void copy_rest() {
    plan_.columns = static_cast<std::uint32_t>(query_.projected.size());
    for (std::size_t i = 0; i < query_.projected.size(); ++i)
      plan_.column[i] = static_cast<std::uint8_t>(query_.projected[i]);
    plan_.is_count = query_.is_count;
    plan_.distinct = query_.distinct;
    plan_.has_limit = query_.limit.has_value();
    plan_.limit = query_.limit.value_or(0);
  }

  const Query& query_;
  const ProbedGraph<Probe> graph_;
  Plan& plan_;
  Estimates made_;
};

}  // namespace

template <class Probe>
Result<Estimates> look_up(const Query& query, const ProbedGraph<Probe>& graph, Plan& plan) {
  return Maker<Probe>(query, graph, plan).make();
}
template Result<Estimates> look_up(const Query&, const ProbedGraph<NullProbe>&, Plan&);
template Result<Estimates> look_up(const Query&, const ProbedGraph<CountProbe>&, Plan&);

template <class Probe>
Result<void> make_plan(const Query& query, const ProbedGraph<Probe>& graph, Plan& plan) {
  if (auto good = check_query(query); !good) return pass_on(good.error());
  const auto estimates = look_up(query, graph, plan);
  if (!estimates) return pass_on(estimates.error());
  if (!plan.is_empty) put_in_order(*estimates, plan);
  return {};
}
template Result<void> make_plan(const Query&, const ProbedGraph<NullProbe>&, Plan&);
template Result<void> make_plan(const Query&, const ProbedGraph<CountProbe>&, Plan&);

}  // namespace pontage::triple_join
