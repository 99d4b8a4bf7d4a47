// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libbench/kernel.hpp"

namespace pontage::frame_stages {

/// What every problem here does alike: its inputs are copied from where they lie. Not moved:
/// inputs are pointed to.
class StageProblem : public Problem {
 public:
  std::span<const ValueSpec> values() const final { return values_; }
  const Shape& shape() const final { return shape_; }
  void fill(std::size_t value, std::span<std::byte> to) const final;

 protected:
  explicit StageProblem(Shape shape) : shape_(std::move(shape)) {}
  Bytes bytes_of(std::size_t value) const { return values_[value].most; }

  /// `from` must stay where it is and as long as it is.
  template <class T>
  void add_input(std::string_view name, Role role, const std::vector<T>& from) {
    add_bytes(std::string(name), role, std::as_bytes(std::span(from)));
  }
  void add(std::string name, Role role, std::int64_t bytes) {
    values_.push_back({std::move(name), Bytes{bytes}, role});
    inputs_.emplace_back();
  }

 private:
  void add_bytes(std::string name, Role, std::span<const std::byte> from);

  Shape shape_;
  std::vector<ValueSpec> values_;
  std::vector<std::span<const std::byte>> inputs_;  // by value; empty for what is no input
};

/// Empty when the checks (row_check.hpp) are those expected, else a sentence that names the first
/// wrong one; `name` is what a check is of.
std::string wrong_check(std::span<const std::uint64_t> got, std::span<const std::uint64_t> expected,
                        std::string_view name);

}  // namespace pontage::frame_stages
