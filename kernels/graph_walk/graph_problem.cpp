// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/graph_problem.hpp"

#include <cstring>
#include <utility>

#include "libbench/check.hpp"

namespace pontage::graph_walk {

GraphProblem::GraphProblem(Graph graph, Shape shape, std::string source)
    : graph_(std::move(graph)), shape_(std::move(shape)), source_(std::move(source)) {
  add_input("offsets", Role::dataset, graph_.offsets);
  add_input("targets", Role::dataset, graph_.targets);
}

void GraphProblem::add(std::string name, Role role, std::span<const std::byte> from) {
  values_.push_back({std::move(name), Bytes{static_cast<std::int64_t>(from.size())}, role});
  inputs_.push_back(from);
}

void GraphProblem::fill(std::size_t value, std::span<std::byte> to) const {
  PONTAGE_CHECK(value < inputs_.size() && to.size() >= inputs_[value].size(), value, to.size());
  PONTAGE_CHECK(values_[value].role == Role::dataset || values_[value].role == Role::request,
                value);
  if (!inputs_[value].empty()) std::memcpy(to.data(), inputs_[value].data(), inputs_[value].size());
}

std::string GraphProblem::remark() const {
  if (graph_.bytes() >= 32_MiB) return source_;
  return source_ + "; cache-resident: " + to_text(graph_.bytes());
}

std::string plain_refusal(std::int64_t contexts) {
  if (contexts == 1) return {};
  return "it has one context, not " + std::to_string(contexts);
}

std::string barrel_refusal(std::int64_t contexts) {
  if (contexts > 1) return {};
  return "one context is no barrel; 'plain' has one";
}

}  // namespace pontage::graph_walk
