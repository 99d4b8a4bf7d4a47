// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

#include "kernels/triple_join/intersect.hpp"
#include "kernels/triple_join/plan.hpp"
#include "kernels/triple_join/tell.hpp"

namespace pontage::triple_join {

/// What a filter comes to: SPARQL's errors are a third truth (SPARQL 1.1, 17.2).
enum class Truth : std::uint8_t { no, yes, error };

/// The filters of a plan over a graph's terms, seen by a probe.
template <class Probe>
class Filters {
 public:
  Filters(const Plan& plan, const DictionaryView& terms, Probe& probe)
      : plan_(&plan), terms_(&terms), probe_(&probe) {}

  /// Whether filter `number` keeps the row; `values` has a term for each of its variables.
  bool keeps(std::uint32_t number, const Id* values) const {
    return truth(plan_->filter[number].root, values) == Truth::yes;
  }
  /// Whether the row is kept by the filters that can be answered once the variables `after` are
  /// known and could not while only `before` were.
  bool keep_now(std::uint32_t before, std::uint32_t after, const Id* values) const {
    for (std::uint32_t i = 0; i < plan_->filters; ++i) {
      const std::uint32_t asks = plan_->filter[i].variables;
      if ((asks & ~after) == 0 && (asks & ~before) != 0 && !keeps(i, values)) return false;
    }
    return true;
  }

 private:
  struct Leaf {
    Id id;
    double number;
    const PlanNode* constant;  // null for a variable
  };

  Truth truth(int at, const Id* values) const {
    const PlanNode& node = plan_->node[static_cast<std::size_t>(at)];
    if (node.op == FilterOp::lnot) {
      const Truth below = truth(node.left, values);
      return below == Truth::error ? below : below == Truth::yes ? Truth::no : Truth::yes;
    }
    if (node.op == FilterOp::land || node.op == FilterOp::lor) {
      const Truth deciding = node.op == FilterOp::land ? Truth::no : Truth::yes;
      const Truth left = truth(node.left, values);
      if (left == deciding) return left;
      const Truth right = truth(node.right, values);
      if (right == deciding) return right;
      return left == Truth::error ? left : right;
    }
    return compare(node.op, leaf(node.left, values), leaf(node.right, values));
  }

  Leaf leaf(int at, const Id* values) const {
    const PlanNode& node = plan_->node[static_cast<std::size_t>(at)];
    if (!node.leaf.is_variable()) return {node.leaf.id, node.number, &node};
    const Id id = values[node.leaf.variable];
    return {id, probe_->follow(&terms_->numbers[id], site(JoinSite::number)), nullptr};
  }

  std::string_view spelling(const Leaf& leaf) const {
    if (leaf.constant == nullptr) {
      tell(*probe_, {.loads = 2, .dependent = 1, .bytes = sizeof(std::uint64_t)});
      return terms_->spelling(leaf.id);
    }
    return {plan_->texts.data() + leaf.constant->text, leaf.constant->length};
  }

  static Truth of(bool holds) { return holds ? Truth::yes : Truth::no; }

  Truth compare(FilterOp op, const Leaf& a, const Leaf& b) const {
    if (!std::isnan(a.number) && !std::isnan(b.number))
      return ordered(op, a.number < b.number ? -1 : a.number > b.number ? 1 : 0);
    if (op == FilterOp::eq || op == FilterOp::ne) {
      const bool is_same =
          a.id != b.id ? false : a.id != kNoTerm || compared(spelling(a), spelling(b)) == 0;
      return of(is_same == (op == FilterOp::eq));
    }
    const std::string_view left = spelling(a), right = spelling(b);
    const auto is_plain = [](std::string_view text) {
      return text.starts_with('"') && text.ends_with('"');
    };
    if (!is_plain(left) || !is_plain(right)) return Truth::error;
    return ordered(op,
                   compared(left.substr(1, left.size() - 2), right.substr(1, right.size() - 2)));
  }
  /// Of the shorter text every eight bytes are an access.
  int compared(std::string_view a, std::string_view b) const {
    const std::size_t words = std::min(a.size(), b.size()) / 8 + 1;
    tell(*probe_, {.loads = 2 * words, .dependent = 2, .bytes = 8});
    return a.compare(b);
  }

  static Truth ordered(FilterOp op, int sign) {
    switch (op) {
      case FilterOp::eq:
        return of(sign == 0);
      case FilterOp::ne:
        return of(sign != 0);
      case FilterOp::lt:
        return of(sign < 0);
      case FilterOp::le:
        return of(sign <= 0);
      case FilterOp::gt:
        return of(sign > 0);
      case FilterOp::ge:
        return of(sign >= 0);
      default:
        return Truth::error;
    }
  }

  const Plan* plan_;
  const DictionaryView* terms_;
  Probe* probe_;
};

}  // namespace pontage::triple_join
