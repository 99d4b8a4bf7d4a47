// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kernels/graph_walk/graph.hpp"
#include "libbench/kernel.hpp"

namespace pontage::graph_walk {

/// What every problem on a graph does alike: its first two values are the graph, inputs are copied
/// from where they lie, and the remark says what graph it is. A kernel adds its other values and
/// judges. Not moved: inputs are pointed to.
class GraphProblem : public Problem {
 public:
  std::span<const ValueSpec> values() const final { return values_; }
  const Shape& shape() const final { return shape_; }
  void fill(std::size_t value, std::span<std::byte> to) const final;
  std::string remark() const final;

 protected:
  GraphProblem(Graph, Shape, std::string source);
  const Graph& graph() const { return graph_; }
  Bytes bytes_of(std::size_t value) const { return values_[value].most; }

  /// `from` must stay where it is and as long as it is.
  template <class T>
  void add_input(std::string name, Role role, const std::vector<T>& from) {
    add(std::move(name), role, std::as_bytes(std::span(from)));
  }
  void add(std::string name, Role role, Bytes most) {
    values_.push_back({std::move(name), most, role});
    inputs_.emplace_back();
  }

 private:
  void add(std::string name, Role, std::span<const std::byte> from);

  Graph graph_;
  Shape shape_;
  std::string source_;
  std::vector<ValueSpec> values_;
  std::vector<std::span<const std::byte>> inputs_;  // by value; empty for what is no input
};

template <class T>
Bytes size_of(const std::vector<T>& values) {
  return Bytes{static_cast<std::int64_t>(values.size() * sizeof(T))};
}

/// Empty when so many contexts are a software barrel, or are none; else a sentence.
std::string plain_refusal(std::int64_t contexts);
std::string barrel_refusal(std::int64_t contexts);

}  // namespace pontage::graph_walk
